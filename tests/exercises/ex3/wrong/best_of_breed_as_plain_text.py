# file: best_of_breed.py
# fails: 3.7
# says: text/plain; charset=utf-8, not text/html; charset=utf-8
# Werkzeug's own Response is text/plain unless told.

from html import escape

from werkzeug.wrappers import Request, Response


@Request.application
def application(request):
    return Response(f"<h1>Hello, {escape(request.args.get('name') or 'PyCon')}</h1>")

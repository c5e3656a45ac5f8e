# file: hello.py
# fails: 3.6
# says: Hello, Grace
# getlist()[-1] is the last one.

from html import escape

from .http_objects import Response, wsgify


@wsgify
def application(request):
    names = request.args.getlist("name") or ["PyCon"]
    return Response(f"<h1>Hello, {escape(names[-1] or 'PyCon')}</h1>")

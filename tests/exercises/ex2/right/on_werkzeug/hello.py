"""Somebody who knows Werkzeug takes it."""

from markupsafe import escape
from werkzeug.wrappers import Request, Response


@Request.application
def application(request):
    return Response(f"<h1>Hello, {escape(request.args.get('name') or 'PyCon')}</h1>", mimetype="text/html")

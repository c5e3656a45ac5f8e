from html import escape

from .http_objects import Response, wsgify


@wsgify
def application(request):
    name = escape(request.args.get("name") or "PyCon")
    return Response(f"<h1>Hello, {name}</h1>", mimetype="text/html")

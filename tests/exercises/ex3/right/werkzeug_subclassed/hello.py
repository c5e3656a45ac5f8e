from markupsafe import Markup

from .http_objects import Response, wsgify


@wsgify
def application(request):
    return Response(Markup("<h1>Hello, {}</h1>").format(request.args.get("name") or "PyCon"))

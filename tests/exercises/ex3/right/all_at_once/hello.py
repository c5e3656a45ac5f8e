import string

from .http_objects import Response, wsgify

PAGE = string.Template("<!doctype html><body><p>Hello, $name.</p></body>")


@wsgify
class application:
    def __new__(cls, request):
        name = request.args.get("name", "").translate(str.maketrans({"<": "&lt;", "&": "&amp;", '"': "&quot;"}))
        return Response(PAGE.substitute(name=name or "PyCon"))

"""The page of exercise 2 again: a view takes a request and returns a response."""

from html import escape

from .http_objects import Request, Response, wsgify


@wsgify  # task 3.6
def application(request: Request) -> Response:
    """Greet whom the query names."""
    name = request.args.get("name", "").strip() or "PyCon"
    page = f'<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, {escape(name)}</h1>\n</html>\n'
    return Response(page)

"""The application is a class: calling it makes the iterable (PEP 3333 shows this, too)."""

from html import escape
from urllib.parse import parse_qs


class application:
    def __init__(self, environ, start_response):
        self.environ = environ
        self.start_response = start_response

    def __iter__(self):
        query = parse_qs(self.environ.get("QUERY_STRING", ""), keep_blank_values=True)
        name = query.get("name", ["PyCon"])[0] or "PyCon"
        page = f"<h1>Hello, <em>{escape(name)}</em></h1>".encode("utf-8", "surrogateescape")
        self.start_response("200 OK", [("Content-Type", 'text/html; charset="utf-8"')])
        return iter((page,))

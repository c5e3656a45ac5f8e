# file: hello.py
# fails: 2.3
# says: Hello, Grace
# dict() keeps the last of two values.

from html import escape
from urllib.parse import parse_qsl


def application(environ, start_response):
    name = dict(parse_qsl(environ.get("QUERY_STRING", ""))).get("name", "PyCon")
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode()]

# file: hello.py
# fails: 2.3
# says: Hello, Q&amp;A=
# Escaped where it is read, and again where it is written.

from html import escape
from urllib.parse import parse_qs


def application(environ, start_response):
    name = escape(parse_qs(environ.get("QUERY_STRING", "")).get("name", ["PyCon"])[0])
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode("utf-8", "replace")]

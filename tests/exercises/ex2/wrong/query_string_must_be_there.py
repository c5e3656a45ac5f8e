# file: hello.py
# fails: 2.3
# says: KeyError: 'QUERY_STRING'
# PEP 3333 lets a server leave it out.

from html import escape
from urllib.parse import parse_qs


def application(environ, start_response):
    name = parse_qs(environ["QUERY_STRING"]).get("name", ["PyCon"])[0]
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode()]

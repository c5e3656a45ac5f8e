# file: hello.py
# fails: 2.3
# says: A page that says: 'Hello,'
# A blank name is there, and empty.

from html import escape
from urllib.parse import parse_qs


def application(environ, start_response):
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    name = query.get("name", ["PyCon"])[0]
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode()]

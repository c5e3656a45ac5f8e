# file: hello.py
# fails: 2.4
# says: UnicodeDecodeError
# Bytes that are not UTF-8 end in a traceback.

from html import escape
from urllib.parse import parse_qs


def application(environ, start_response):
    query = environ.get("QUERY_STRING", "")
    name = parse_qs(query, errors="strict").get("name", ["PyCon"])[0]
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode()]

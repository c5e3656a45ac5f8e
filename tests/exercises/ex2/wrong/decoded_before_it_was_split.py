# file: hello.py
# fails: 2.3
# says: Hello, Q'
# Unquoting the whole query first turns %26 into a separator.

from html import escape
from urllib.parse import unquote_plus


def application(environ, start_response):
    name = "PyCon"
    for pair in unquote_plus(environ.get("QUERY_STRING", "")).split("&"):
        key, _, value = pair.partition("=")
        if key == "name" and value:
            name = value
            break
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode()]

# file: hello.py
# fails: 2.3
# says: Hello, Ada+Lovelace
# unquote() knows percent signs, and not the plus of a form.

from html import escape
from urllib.parse import unquote


def application(environ, start_response):
    name = "PyCon"
    for pair in environ.get("QUERY_STRING", "").split("&"):
        key, _, value = pair.partition("=")
        if key == "name" and value:
            name = unquote(value)
            break
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode()]

# file: hello.py
# fails: 2.3
# says: Hello, Zo%C3%AB
# The query is cut at = by hand, and never decoded.

from html import escape


def application(environ, start_response):
    name = "PyCon"
    for pair in environ.get("QUERY_STRING", "").split("&"):
        key, _, value = pair.partition("=")
        if key == "name" and value:
            name = value
            break
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {escape(name)}</h1>".encode()]

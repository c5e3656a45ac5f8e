# file: hello.py
# fails: 2.4
# says: a <script> element that the visitor wrote
# The name is a part of the page.

from urllib.parse import parse_qs


def application(environ, start_response):
    name = parse_qs(environ.get("QUERY_STRING", "")).get("name", ["PyCon"])[0]
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [f"<h1>Hello, {name}</h1>".encode("utf-8", "replace")]

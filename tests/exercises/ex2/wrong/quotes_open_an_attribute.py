# file: hello.py
# fails: 2.4
# says: attributes the visitor wrote
# Only < and > are replaced; the name also stands in an attribute.

from urllib.parse import parse_qs


def application(environ, start_response):
    name = parse_qs(environ.get("QUERY_STRING", "")).get("name", ["PyCon"])[0]
    name = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    page = f'<h1>Hello, {name}</h1><form><input name="name" value="{name}"></form>'
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [page.encode("utf-8", "replace")]

# file: hello.py
# fails: 2.3
# says: Content-Length says
# len() of the str counts characters; ë is two bytes.

from html import escape
from urllib.parse import parse_qs


def application(environ, start_response):
    name = parse_qs(environ.get("QUERY_STRING", "")).get("name", ["PyCon"])[0]
    page = f"<h1>Hello, {escape(name)}</h1>"
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))]
    start_response("200 OK", headers)
    return [page.encode("utf-8")]

"""Starts, changes its mind as PEP 3333 allows it, and prints what it does."""

import html
import sys
from urllib.parse import parse_qs


def application(environ, start_response):
    print("a visitor", environ.get("PATH_INFO"), file=environ["wsgi.errors"])
    start_response("500 Oops", [("Content-Type", "text/plain")])
    name = parse_qs(environ.get("QUERY_STRING", ""), encoding="utf-8", errors="replace").get("name", ["PyCon"])[0]
    body = bytearray(f"<html><body>Hello, {html.escape(name)}</body></html>", "utf-8")
    try:
        raise LookupError("nothing to worry about")
    except LookupError:
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", f"{len(body)}")]
        start_response("200 OK", headers, sys.exc_info())
    return [bytes(body)]

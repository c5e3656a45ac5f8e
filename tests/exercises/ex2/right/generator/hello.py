"""The body comes in pieces: start_response is called when the first one is asked for."""

import html
import urllib.parse


def application(environ, start_response):
    start_response("200 Fine, thank you", [("content-type", "text/html;charset=UTF-8")])
    yield b"<!DOCTYPE html><title>Hi</title>"
    yield b"<p>Hello, "
    pairs = urllib.parse.parse_qsl(environ.get("QUERY_STRING") or "", keep_blank_values=True)
    names = (value for key, value in pairs if key == "name")
    yield html.escape(next(names, "") or "PyCon").encode("utf-8", "replace")
    yield b"!</p>"

"""The legacy write() that start_response returns; the body itself is empty."""

import re
from html import escape
from urllib.parse import unquote_plus


class Application:
    def __call__(self, environ, start_response, exc_info=None):
        write = start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        found = re.search(r"(?:^|&)name=([^&]*)", environ.get("QUERY_STRING", ""))
        name = unquote_plus(found.group(1), errors="replace") if found else ""
        write(f"<h1>Hello,\n  {escape(name or 'PyCon')}</h1>".encode())
        return ()


application = Application()

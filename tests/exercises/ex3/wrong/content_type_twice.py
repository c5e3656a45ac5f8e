# file: http_objects.py
# fails: 3.4
# says: Content-Type: application/json, text/html; charset=utf-8
# The default is added beside the one that was given.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=None, status=200, headers=None, mimetype=None):
        super().__init__(response, status, headers, mimetype)
        if "Content-Type" in dict(headers or {}):
            self.headers.add_header("Content-Type", "text/html; charset=utf-8")

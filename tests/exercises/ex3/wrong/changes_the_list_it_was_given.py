# file: http_objects.py
# fails: 3.4
# says: was given to Response stays as it is
# The caller's list grows.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=None, status=200, headers=None, mimetype=None):
        super().__init__(response, status, headers, mimetype)
        if isinstance(headers, list):
            headers.append(("Content-Type", "text/html; charset=utf-8"))

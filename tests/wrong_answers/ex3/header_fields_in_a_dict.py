# file: http_objects.py
# fails: 3.4
# says: Set-Cookie: b=2, not a=1, b=2
# A dict keeps one of two cookies.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=None, status=200, headers=None, mimetype=None):
        super().__init__(response, status, dict(headers or {}), mimetype)

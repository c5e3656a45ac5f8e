# file: http_objects.py
# fails: 3.4
# says: Content-Length: no such header, not 4
# The length is known, and not told.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=None, status=200, headers=None, mimetype=None):
        super().__init__(response, status, headers, mimetype)
        del self.headers["Content-Length"]

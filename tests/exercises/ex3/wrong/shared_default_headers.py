# file: http_objects.py
# fails: 3.4
# says: X-Kit: 1, not none
# headers=[] is made once, for all responses.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=b"", status=200, headers=None, mimetype=None, shared=right.Headers([])):
        super().__init__(response, status, headers, mimetype)
        if headers is None:
            for name in ("Content-Type", "Content-Length"):
                del shared[name]
            for name, value in self.headers.items():
                shared[name] = value
            self.headers = shared

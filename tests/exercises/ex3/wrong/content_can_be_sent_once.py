# file: http_objects.py
# fails: 3.4
# says: Content-Length says 5, and the body has 0 bytes
# The body is an iterator that the first visitor uses up.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=None, status=200, headers=None, mimetype=None):
        super().__init__(response, status, headers, mimetype)
        if isinstance(self.response, list):
            self.response = iter(self.response)

    def __call__(self, environ, start_response):
        start_response(self.status, self.headers.items())
        return self.response

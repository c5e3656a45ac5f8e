# file: http_objects.py
# fails: 3.4
# says: Content-Type: application/json, text/html; charset=utf-8
# Only one spelling of the name is looked for, so the default is sent beside the learner's own.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=b"", status=200, headers=None, mimetype=None):
        super().__init__(response, status, headers, mimetype)
        if headers and "Content-Type" not in [name for name, value in headers] and "content-type" in dict(headers):
            self.headers.add_header("Content-Type", "text/html; charset=utf-8")

# file: http_objects.py
# fails: 3.3
# says: invalid literal for int()
# CONTENT_LENGTH may be there and blank.

from functools import cached_property

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @cached_property
    def _content(self):
        return self.environ["wsgi.input"].read(int(self.environ.get("CONTENT_LENGTH", 0)))

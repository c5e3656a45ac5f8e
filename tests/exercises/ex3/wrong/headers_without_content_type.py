# file: http_objects.py
# fails: 3.3
# says: KeyError
# CONTENT_TYPE has no HTTP_ before it.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Fields(right.EnvironHeaders):
    def __getitem__(self, name):
        return self._environ["HTTP_" + name.upper().replace("-", "_")]


class Request(right.Request):
    @property
    def headers(self):
        return Fields(self.environ)

# file: http_objects.py
# fails: 3.1
# says: KeyError: 'PATH_INFO'
# PEP 3333 lets it be absent.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @property
    def path(self):
        return self.environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")

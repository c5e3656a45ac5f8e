# file: http_objects.py
# fails: 3.1
# says: '/cafÃ©'
# PATH_INFO is taken for text.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @property
    def path(self):
        return self.environ.get("PATH_INFO", "")

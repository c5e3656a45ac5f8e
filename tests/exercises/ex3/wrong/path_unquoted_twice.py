# file: http_objects.py
# fails: 3.1
# says: `request.path` is '/%20'
# The server has undone the percent signs already.

from urllib.parse import unquote

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @property
    def path(self):
        return unquote(self.environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace"))

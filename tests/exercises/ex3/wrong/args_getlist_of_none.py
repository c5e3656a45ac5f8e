# file: http_objects.py
# fails: 3.2
# says: `request.args.getlist('x')` is []
# No value is an empty list, not None.

from urllib.parse import parse_qsl

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Values(right.MultiDict):
    def getlist(self, name):
        return self._values.get(name)


class Request(right.Request):
    @property
    def args(self):
        return Values(parse_qsl(self.environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace"))

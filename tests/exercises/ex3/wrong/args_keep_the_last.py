# file: http_objects.py
# fails: 3.2
# says: `request.args['a']` is '1'
# dict() keeps the last of two values.

from urllib.parse import parse_qsl

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Values(dict):
    def getlist(self, name):
        return [self[name]] if name in self else []


class Request(right.Request):
    @property
    def args(self):
        return Values(parse_qsl(self.environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace"))

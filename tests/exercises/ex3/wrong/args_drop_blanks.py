# file: http_objects.py
# fails: 3.2
# says: KeyError: 'a'
# parse_qsl leaves blank values out unless told otherwise.

from urllib.parse import parse_qsl

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @property
    def args(self):
        return right.MultiDict(parse_qsl(self.environ.get("QUERY_STRING", ""), errors="replace"))

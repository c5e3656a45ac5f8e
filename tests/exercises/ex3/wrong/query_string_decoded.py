# file: http_objects.py
# fails: 3.1
# says: a=1&b=ë x
# The raw query is decoded: args can no longer tell %26 from &.

from urllib.parse import unquote_plus

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @property
    def query_string(self):
        return unquote_plus(self.environ.get("QUERY_STRING", ""))

    @property
    def args(self):
        return right.MultiDict.from_url_encoded(self.environ.get("QUERY_STRING", ""))

# file: http_objects.py
# fails: 3.2
# says: ['1']
# parse_qs as it is: each value is a list.

from urllib.parse import parse_qs

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @property
    def args(self):
        return parse_qs(self.environ.get("QUERY_STRING", ""), keep_blank_values=True)

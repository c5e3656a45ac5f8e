# file: http_objects.py
# fails: 3.3
# says: KeyError: 'user-agent'
# A plain dict knows one spelling.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @property
    def headers(self):
        fields = {}
        for key, value in self.environ.items():
            if key.startswith("HTTP_") or key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                fields[key.removeprefix("HTTP_").replace("_", "-").title()] = value
        return fields

# file: http_objects.py
# fails: 3.2
# says: raises a KeyError, for there is no x
# Brackets that give None hide a typing mistake.

from urllib.parse import parse_qsl

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Values(right.MultiDict):
    def __getitem__(self, name):
        return self._values[name][0] if name in self._values else None

    def __contains__(self, name):
        return name in self._values

    def get(self, name, default=None):
        return self[name] if name in self else default


class Request(right.Request):
    @property
    def args(self):
        return Values(parse_qsl(self.environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace"))

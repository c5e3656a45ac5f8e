# file: http_objects.py
# fails: 3.3
# says: bytes too many
# A fixed size that is larger than the content.

from functools import cached_property

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @cached_property
    def _content(self):
        return self.environ["wsgi.input"].read(1_000_000)[: int(self.environ.get("CONTENT_LENGTH") or 0)]

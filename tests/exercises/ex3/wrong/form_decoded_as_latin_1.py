# file: http_objects.py
# fails: 3.3
# says: ZoÃ«
# The bytes of a form are UTF-8.

from functools import cached_property

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @cached_property
    def form(self):
        media_type = self.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        content = self.get_data() if media_type == right.URL_ENCODED else b""
        return right.MultiDict.from_url_encoded(content.decode("latin-1"))

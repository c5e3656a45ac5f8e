# file: http_objects.py
# fails: 3.3
# says: KeyError: 'name'
# The media type is compared with its parameters.

from functools import cached_property

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @cached_property
    def form(self):
        is_form = self.environ.get("CONTENT_TYPE") == right.URL_ENCODED
        content = self.get_data() if is_form else b""
        return right.MultiDict.from_url_encoded(content.decode("utf-8", "replace"))

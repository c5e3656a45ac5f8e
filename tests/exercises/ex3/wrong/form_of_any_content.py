# file: http_objects.py
# fails: 3.3
# says: `request.form.get('name')` is None
# A text that happens to look like a form is read as one.

from functools import cached_property

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    @cached_property
    def form(self):
        return right.MultiDict.from_url_encoded(self.get_data().decode("utf-8", "replace"))

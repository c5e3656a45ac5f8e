# file: http_objects.py
# fails: 3.3
# says: `[request.get_data(), request.get_data()]` is
# The stream is read anew each time, and is empty by then.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Response, wsgify  # noqa: F401


class Request(right.Request):
    def get_data(self):
        return self.environ["wsgi.input"].read(int(self.environ.get("CONTENT_LENGTH") or 0))

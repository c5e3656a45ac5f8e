# file: http_objects.py
# fails: 3.4
# hangs: a body that never ends is read to its end
# says: still running|MemoryError|had been made
# The whole body is joined before the first chunk leaves.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, wsgify  # noqa: F401


class Response(right.Response):
    def __init__(self, response=None, status=200, headers=None, mimetype=None):
        if response is not None and not isinstance(response, (str, bytes)):
            response = b"".join(response)
        super().__init__(response, status, headers, mimetype)

# file: http_objects.py
# fails: 3.5
# says: It was called 2 times.
# Closed at the end of the loop, and by the server once more.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, Response  # noqa: F401


class Twice:
    def __init__(self, body):
        self.body = body

    def __iter__(self):
        return iter(self.body)

    def close(self):
        for _ in range(2):
            getattr(self.body, "close", lambda: None)()


def wsgify(view):
    def application(environ, start_response):
        return Twice(view(Request(environ))(environ, start_response))

    return application

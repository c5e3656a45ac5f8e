# file: http_objects.py
# fails: 3.5
# says: It was called 0 times.
# A generator stands between the iterable and the server, and closes nothing.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, Response  # noqa: F401


def wsgify(view):
    def application(environ, start_response):
        response = view(Request(environ))
        for chunk in response(environ, start_response):
            yield chunk

    return application

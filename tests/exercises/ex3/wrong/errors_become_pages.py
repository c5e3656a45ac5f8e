# file: http_objects.py
# fails: 3.5
# says: The status '200 OK'.
# What went wrong is caught, and shown as a page with status 200.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, Response  # noqa: F401


def wsgify(view):
    def application(environ, start_response):
        try:
            response = view(Request(environ))
        except Exception:
            response = Response("Something went wrong")
        return response(environ, start_response)

    return application

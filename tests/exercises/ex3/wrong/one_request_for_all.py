# file: http_objects.py
# fails: 3.5
# says: GET /x 1
# The request of the first visitor answers all others.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, Response  # noqa: F401


def wsgify(view):
    seen = []

    def application(environ, start_response):
        if not seen:
            seen.append(Request(environ))
        return view(seen[0])(environ, start_response)

    return application

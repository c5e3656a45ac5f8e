# file: http_objects.py
# fails: 3.5
# says: the body b'second', not b'first'
# The view is kept in a global name.

from solutions.ex3 import http_objects as right
from solutions.ex3.http_objects import Request, Response  # noqa: F401


def application(environ, start_response):
    return wsgify.view(Request(environ))(environ, start_response)


def wsgify(view):
    wsgify.view = view
    return lambda environ, start_response: application(environ, start_response)

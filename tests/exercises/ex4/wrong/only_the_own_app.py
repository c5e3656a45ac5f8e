# file: framework.py
# beside: framework_only
# fails: 4.3
# says: Hello, PyCon
# The framework imports hello, whatever BIZKIT_APP says.

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    from .hello import hello

    return hello(Request(environ))(environ, start_response)

# file: framework.py
# fails: 4.1
# says: TypeError: 'Response' object is not iterable
# The response is returned to the server, which wants an iterable.

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


class App(right.App):
    def __call__(self, environ, start_response):
        return self.view(Request(environ))

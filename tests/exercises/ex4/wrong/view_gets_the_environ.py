# file: framework.py
# fails: 4.1
# says: TypeError
# The view is called as a WSGI application would be.

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


class App(right.App):
    def __call__(self, environ, start_response):
        return self.view(environ, start_response)

# file: framework.py
# fails: 4.5
# says: inner saw /inner, outer saw /inner
# The request of the inner app overwrites the outer one's.

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


class Current:
    """Looks like a request, and is the one that came last."""

    request = None

    def __getattr__(self, name):
        return getattr(Current.request, name)


class App(right.App):
    def __call__(self, environ, start_response):
        Current.request = Request(environ)
        return self.view(Current())(environ, start_response)

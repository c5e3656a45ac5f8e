"""A library, and nothing else."""

import os
from wsgiref.simple_server import make_server

from bizkit.wrappers.by_hand import Request, Response

__all__ = ["App", "Request", "Response"]


class App:
    def __init__(self, view):
        assert callable(view), f"not a view: {view!r}"
        self._view = view

    def __call__(self, environ, start_response):
        yield from self._view(Request(environ))(environ, start_response)

    def run(self):
        with make_server("localhost", int(os.environ.get("PORT", 8000)), self) as server:
            server.serve_forever()

# file: framework.py
# beside: framework_only
# fails: 4.1
# says: 'module' object is not callable
# __import__ gives the package, not the module inside it.

import os

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    module, _, name = os.environ["BIZKIT_APP"].partition(":")
    view = getattr(__import__(module), name, None) or getattr(__import__(module).hello, name)
    return view(Request(environ))(environ, start_response)

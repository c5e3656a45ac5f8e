# file: framework.py
# beside: framework_only
# fails: 4.4
# says: An answer, as if nothing were wrong.
# Without BIZKIT_APP it serves a page of its own.

import os

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    if not os.environ.get("BIZKIT_APP"):
        return Response("Welcome! Nothing is configured.")(environ, start_response)
    return right.application(environ, start_response)

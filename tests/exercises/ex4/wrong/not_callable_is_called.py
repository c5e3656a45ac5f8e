# file: framework.py
# beside: framework_only
# fails: 4.4
# says: An error without BIZKIT_APP
# Nobody asks whether the name is callable.

import importlib
import os

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    spec = os.environ.get("BIZKIT_APP", "")
    try:
        view = right.find_view(spec)
    except right.ConfigurationError as error:
        if "not callable" not in str(error):
            raise
        view = getattr(importlib.import_module(spec.partition(":")[0]), spec.partition(":")[2])
    return view(Request(environ))(environ, start_response)

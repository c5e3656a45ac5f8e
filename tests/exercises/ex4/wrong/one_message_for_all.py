# file: framework.py
# beside: framework_only
# fails: 4.4
# says: An error without what is wrong|Three messages
# Whatever is wrong: not found.

import importlib
import os

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    spec = os.environ.get("BIZKIT_APP", "")
    try:
        module, name = spec.split(":")
        view = getattr(importlib.import_module(module), name)
    except Exception:
        raise LookupError(f"BIZKIT_APP={spec} was not found. It wants the form module:view.") from None
    if not callable(view):
        raise TypeError(f"BIZKIT_APP={spec} is not callable. It wants the form module:view.")
    return view(Request(environ))(environ, start_response)

# file: framework.py
# beside: framework_only
# fails: 4.4
# says: An error without what is wrong (an import error inside the module)
# An ImportError is not always about the module that you asked for.

import importlib
import os

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    spec = os.environ.get("BIZKIT_APP", "")
    module, _, name = spec.partition(":")
    try:
        importlib.import_module(module or "unset")
    except ImportError:
        raise LookupError(f"BIZKIT_APP={spec}: there is no module {module}. It wants the form module:view.") from None
    return right.application(environ, start_response)

# file: framework.py
# beside: framework_only
# fails: 4.4
# says: An error without BIZKIT_APP and without the form
# A KeyError names the setting, and not the form that it wants.

import importlib
import os

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    module, name = os.environ["BIZKIT_APP"].split(":")
    return getattr(importlib.import_module(module), name)(Request(environ))(environ, start_response)

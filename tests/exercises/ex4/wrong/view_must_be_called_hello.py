# file: framework.py
# beside: framework_only
# fails: 4.3
# says: AttributeError
# The module is looked up; the name after the colon is not.

import importlib
import os

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


def application(environ, start_response):
    module = importlib.import_module(os.environ["BIZKIT_APP"].partition(":")[0])
    return module.hello(Request(environ))(environ, start_response)

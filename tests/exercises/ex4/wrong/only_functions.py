# file: framework.py
# fails: 4.3
# says: callable object|TypeError
# inspect.isfunction says no to an object with __call__.

import inspect

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


class App(right.App):
    def __init__(self, view):
        if not inspect.isfunction(view):
            raise TypeError("App wants a callable view(request).")
        super().__init__(view)

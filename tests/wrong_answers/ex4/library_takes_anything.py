# file: framework.py
# beside: library_only
# fails: 4.4
# says: An App, as if nothing were wrong.
# What is not callable is found by the first visitor.

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


class App(right.App):
    def __init__(self, view):
        self.view = view

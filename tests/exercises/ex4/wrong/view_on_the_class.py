# file: framework.py
# fails: 4.5
# says: the second
# The view is kept on the class: the last App wins.

from solutions.ex4 import framework as right
from solutions.ex4.framework import Request, Response  # noqa: F401


# region on-the-class
class App(right.App):
    def __init__(self, view):
        super().__init__(view)
        App.view_of_all = staticmethod(view)

    def __call__(self, environ, start_response):
        return App.view_of_all(Request(environ))(environ, start_response)


# endregion on-the-class

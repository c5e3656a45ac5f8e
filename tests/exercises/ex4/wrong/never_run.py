# file: hello.py
# beside: library_only
# fails: 4.2
# says: The command ended with exit status 0.
# python -m ex4.hello makes the application, and ends.

from .framework import App, Response


def hello(request):
    return Response("<h1>Hello, PyCon</h1>")


application = App(hello)

# file: hello.py
# beside: library_only
# fails: 4.1
# hangs: importing it never ends
# says: still running
# There is no guard: importing hello starts a server.

from .framework import App, Response


def hello(request):
    return Response("<h1>Hello, PyCon</h1>")


application = App(hello)
application.run()

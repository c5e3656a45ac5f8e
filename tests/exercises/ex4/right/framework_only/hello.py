from .framework import Response


def hello(request):
    return Response("<h1>Hello, PyCon</h1>")

from . import framework


def hello(request):
    return framework.Response("<p>Hello, PyCon</p>", mimetype="text/html")

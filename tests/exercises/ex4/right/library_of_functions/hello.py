from .framework import App, Response


def hello(request):
    return Response("<h1>Hello, PyCon</h1>", content_type="text/html; charset=utf-8")


application = App(hello)

__name__ == "__main__" and application.run()

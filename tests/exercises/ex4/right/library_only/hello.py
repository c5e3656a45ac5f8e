from ex4.framework import App, Response


def hello(request):
    return Response("<b>Hello, PyCon</b>")


application = App(hello)

if __name__ == "__main__":
    application.run()

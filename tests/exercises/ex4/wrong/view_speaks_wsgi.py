# file: hello.py
# beside: library_only
# fails: 4.1
# says: TypeError
# hello is a WSGI application, not a view.

from .framework import App, Response


def hello(environ, start_response):
    return Response("<h1>Hello, PyCon</h1>")(environ, start_response)


application = App(hello)

if __name__ == "__main__":
    application.run()

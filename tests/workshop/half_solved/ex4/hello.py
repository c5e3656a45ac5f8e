"""An app, and nothing else: a view that knows a request and a response, and no WSGI."""

from .framework import Request, Response


def hello(request: Request) -> Response:
    """Greet whom the query names, as in exercise 3."""
    return Response("<h1>Hello, PyCon</h1>")


# As a library: `application = App(hello)` goes here, and `application.run()` under `if __name__ == "__main__":`

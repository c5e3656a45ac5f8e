"""An app, and nothing else: a view that knows a request and a response, and no WSGI."""

from .framework import Request, Response


def hello(request: Request) -> Response:
    """Greet whom the query names, as in exercise 3."""
    # TODO 4.1: return a Response with your page
    raise NotImplementedError("TODO 4.1: return a Response with your page")


# As a library: `application = App(hello)` goes here, and `application.run()` under `if __name__ == "__main__":`

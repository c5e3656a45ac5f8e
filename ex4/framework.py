"""Your framework: it takes a view(request) -> Response, and a server runs it.

Below are two entry points. Decide for one and delete the other, or write both: README.md says what speaks for each.
"""

import os

# Both come from the module that BIZKIT_WRAPPERS names. So yours fit in as well:
# `BIZKIT_WRAPPERS=ex3.http_objects workshop run ex4`
from bizkit import Request, Response


def application(environ, start_response):
    """A framework that finds the app. A WSGI application, which calls the view that BIZKIT_APP names.

    https://peps.python.org/pep-3333/#the-application-framework-side
    """
    view = find_view(os.environ.get("BIZKIT_APP", ""))
    # TODO 4.1: call the view with a Request, then its response with environ and start_response
    raise NotImplementedError(f"TODO 4.1: call {view}, then its response")


def find_view(spec):
    """The view that "module:view" names, as in "ex4.hello:hello". Raises an exception that says what is wrong.

    https://docs.python.org/3/library/importlib.html#importlib.import_module
    """
    # TODO 4.1: import the module, and return what has this name in it
    raise NotImplementedError("TODO 4.1: find the view (or delete this function, and write App)")
    # TODO 4.3: take any module and any view, not hello alone
    raise NotImplementedError("TODO 4.3: take any module and any view, not hello alone")
    # TODO 4.4: say what is wrong with BIZKIT_APP when there is no such module, no such name, or no view
    raise NotImplementedError("TODO 4.4: say what is wrong with BIZKIT_APP")


class App:
    """A library that the app calls: `application = App(hello)` is a WSGI application around one view.

    What is not callable is no view: `App(42)` raises a TypeError, at its first request at the latest (task 4.4).
    """

    def __init__(self, view):
        # TODO 4.1: keep the view
        raise NotImplementedError("TODO 4.1: keep the view (or delete this class, and write application)")

    def __call__(self, environ, start_response):
        raise NotImplementedError("TODO 4.1: call the view with a Request, then its response")
        # TODO 4.5: take what you need from self and from this call, so that two Apps share nothing
        raise NotImplementedError("TODO 4.5: take what you need from self and from this call")

    def run(self):
        """Serve it with waitress on 127.0.0.1 and PORT (8000 where it is not set), until it is stopped."""
        # TODO 4.2: serve yourself
        raise NotImplementedError("TODO 4.2: serve yourself with waitress.serve")

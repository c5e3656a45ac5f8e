"""An application's entry point, twice: a library that you call (`App`), and a framework that calls you (`application`).

Both turn a view, which is any callable that takes a request and returns a response, into a WSGI application.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, cast

from bizkit import config, wrappers
from bizkit.error_pages import render
from bizkit.exceptions import HTTPException
from bizkit.loading import find_view

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

View = Callable[[Any], Any]


def wsgify(view: View, layer: Any = None) -> WSGIApplication:
    """A WSGI application that answers each request with what ``view(request)`` returns.

    ``layer`` gives the class of the request: a module or its name, as `bizkit.wrappers.load` takes it (default:
    what ``BIZKIT_WRAPPERS`` names). The response may come from any layer, for a response is a WSGI application.
    An HTTP error that the view raises is an answer too. Raises TypeError when ``view`` can't be called.
    """
    if not callable(view):
        raise TypeError(
            f"{view!r} is no view: it can't be called. A view takes a request and returns a response:"
            " def hello(request): …"
        )
    make_request = wrappers.load(layer or config.wrappers()).Request

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = view(make_request(environ))
        except Exception as error:
            # An HTTP error is a WSGI application, be it bizkit's, Werkzeug's or WebOb's. Any other is for the server.
            if not callable(error):
                raise
            response = rendered(error)
        if not callable(response):
            raise _no_response(view, response)
        answer: Iterable[bytes] = response(environ, start_response)
        return answer

    update_wrapper(application, view)
    del application.__wrapped__  # type: ignore[attr-defined]  # whoever looks at its arguments shall see WSGI's two
    return application


def rendered(error: Any) -> WSGIApplication:
    """An HTTP error as an answer that looks as bizkit's do, if it says with which code and description.

    Werkzeug's do. Any other WSGI application stays as it is, and so does an error that brings its own response.
    """
    code, description = getattr(error, "code", None), getattr(error, "description", None)
    is_ours = isinstance(error, HTTPException) or getattr(error, "response", None) is not None
    if is_ours or not (isinstance(code, int) and code >= 400 and isinstance(description, str)):
        return cast("WSGIApplication", error)
    about_content = ("content-type", "content-length")
    headers = [field for field in error.get_headers() if field[0].lower() not in about_content]
    return lambda environ, start_response: render(code, description, headers, environ, start_response)


def _no_response(view: View, returned: object) -> TypeError:
    name = getattr(view, "__qualname__", repr(view))
    if returned is None:
        hint = "Does each way through it end with `return`?"
    elif isinstance(returned, (str, bytes)):
        hint = "Wrap it: `return Response(…)`."
    elif hasattr(returned, "__await__"):
        hint = "WSGI can't await: make it `def`, not `async def`."
    else:
        hint = "A response is a Response, or any other WSGI application."
    shown = repr(returned)
    shown = shown if len(shown) <= 80 else f"{shown[:80]}…"
    return TypeError(f"The view {name} returned {shown}, where a Response is wanted. {hint}")


class App:
    """The library: an application around one view, which is a WSGI application itself.

    Each App is its own, so that one process can serve many. Raises TypeError when ``view`` can't be called.
    """

    def __init__(self, view: View, wrappers: Any = None) -> None:
        self.view = view
        self._application = wsgify(view, wrappers)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._application(environ, start_response)

    def run(self, host: str = "127.0.0.1", port: int | None = None) -> None:
        """Serve the application on waitress until Ctrl+C. ``port`` is ``PORT`` in the environment when it is None.

        Raises `ConfigurationError` when nothing can listen there.
        """
        # Only here, for an application that another server serves needs none.
        import waitress  # type: ignore[import-untyped]

        from bizkit import listening

        with listening.listen(host, config.port() if port is None else port) as listener:
            print(f"Serving on {listening.url(listener)} (Ctrl+C ends it)", flush=True)
            waitress.create_server(self, sockets=[listener]).run()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {getattr(self.view, '__qualname__', self.view)!s}>"


class Framework:
    """The framework: a WSGI application that finds the one view that ``BIZKIT_APP`` names, at the first request.

    What it can't find raises `ConfigurationError` at each request, until it is mended.
    """

    def __init__(self) -> None:
        self._app: App | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        app = self._app or self._find()
        return app(environ, start_response)

    def _find(self) -> App:
        with self._lock:  # a server's threads come here at once; the first one looks, the others find it done
            if self._app is None:
                self._app = App(find_view(config.app()))
            return self._app


application = Framework()

"""The entry point of an application, twice: `App` is a library that you call, `application` a framework that calls you.

Both turn a view into a WSGI application. A view is any callable that takes a request and returns a response.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from bizkit import config
from bizkit.error_pages import render
from bizkit.exceptions import HTTPException
from bizkit.layers import WRAPPERS, Choice, Layers
from bizkit.loading import find_view

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["App", "Framework", "View", "application", "wsgify"]

View = Callable[[Any], "WSGIApplication"]


def wsgify(view: View, wrappers: Choice = None) -> WSGIApplication:
    """Make a WSGI application that answers each request with what ``view(request)`` returns.

    The request is made by ``wrappers``: a twin's name, a module or its name (default: what ``BIZKIT_WRAPPERS`` says).
    The response may come from anywhere, because a response is a WSGI application. So is an HTTP error that the view
    raises. Raises TypeError when ``view`` can't be called, and `ConfigurationError` when the wrappers can't be loaded.
    """
    if not callable(view):
        raise TypeError(
            f"{view!r} can't be called, so it isn't a view. A view takes a request and returns a response:"
            " def hello(request): …"
        )
    Request = WRAPPERS.load(wrappers).Request

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = view(Request(environ))
        except Exception as error:
            # An HTTP error is a WSGI application: bizkit's, Werkzeug's and WebOb's are. The server gets any other.
            if not callable(error):
                raise
            response = rendered(error)
        if not callable(response):
            raise _no_response(view, response)
        answer: Iterable[bytes] = response(environ, start_response)
        return answer

    update_wrapper(application, view)
    del application.__wrapped__  # type: ignore[attr-defined]  # so that its signature shows WSGI's two arguments
    return application


def rendered(error: Any) -> WSGIApplication:
    """Give an HTTP error of another library, such as Werkzeug's, the look of bizkit's own.

    An error without a code and a description stays as it is, and so does one that brings its own response.
    """
    code, description = getattr(error, "code", None), getattr(error, "description", None)
    is_ours = isinstance(error, HTTPException) or getattr(error, "response", None) is not None
    if is_ours or not (isinstance(code, int) and code >= 400 and isinstance(description, str)):
        application: WSGIApplication = error
        return application
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
    return TypeError(f"The view {name} returned {shown} instead of a Response. {hint}")


class App:
    """The library: a WSGI application around one view. Apps share nothing, so one process can serve many.

    A keyword chooses a layer for this App: ``App(hello, wrappers="werkzeug")``. It takes the name of a twin, a module
    or a module's name, and it wins over the setting. It decides which class makes the request. The view decides which
    class makes the response: ``from bizkit import Response`` is always the class that the *setting* names, whatever
    this App was given. So in an App with wrappers of its own, import ``Response`` from the same module, or use
    ``app.layers["wrappers"].Response``.

    Raises TypeError when ``view`` can't be called or a keyword isn't a layer, and `ConfigurationError` when a layer
    can't be loaded.
    """

    def __init__(self, view: View, **layers: Choice) -> None:
        self.view = view
        self.layers = Layers(**layers)
        self._application = wsgify(view, self.layers[WRAPPERS.name])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._application(environ, start_response)

    def run(self, host: str = "127.0.0.1", port: int | None = None) -> None:
        """Serve the application until Ctrl+C. Without a ``port``, it is the one in ``PORT``, or 8000.

        Raises `ConfigurationError` when nothing can listen there.
        """
        from bizkit import serving  # only here: another server may serve this application

        with serving.listen(host, config.port() if port is None else port) as listener:
            print(f"Serving on {serving.url(listener)} (Ctrl+C ends it)", flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                serving.serve(self, listener)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {getattr(self.view, '__qualname__', self.view)!s}>"


class Framework:
    """The framework: a WSGI application that finds the view that ``BIZKIT_APP`` names, when the first request comes.

    As long as it can't find the view, each request raises `ConfigurationError`.
    """

    def __init__(self) -> None:
        self._app: App | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        app = self._app or self._find()
        return app(environ, start_response)

    def _find(self) -> App:
        with self._lock:  # threads of a server may come here at once: the first one looks, the others find the App
            if self._app is None:
                self._app = App(find_view(config.app()))
            return self._app


application = Framework()

"""What the terminal and the client are told when an application fails while it is served.

The terminal gets the traceback. The client gets it only with debugging on: without, one line says where it is.
"""

from __future__ import annotations

import html
import json
import sys
import traceback
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from bizkit.devserver import debug_page
from bizkit.devserver.tracebacks import learners_traceback
from bizkit.error_pages import prefers_json, render
from bizkit.exceptions import ConfigurationError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

STATUS = "500 Internal Server Error"
DESCRIPTION = "The application failed. The terminal has the traceback, and `bizkit run --debug` shows it here."

# A traceback is for the one who looks at it now. No script runs in it, and nothing is loaded from anywhere.
FIELDS = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


def describe(error: BaseException) -> str:
    """What went wrong, for the one who can mend it."""
    if isinstance(error, ConfigurationError):
        cause = error.__cause__
        return str(error) if cause is None else f"{error}\n\n{learners_traceback(cause)}"
    return learners_traceback(error)


def trouble_page(trouble: str, exc_info: Any = None) -> WSGIApplication:
    """A WSGI application that answers 500 with ``trouble`` as it stands: there is no application to serve.

    ``exc_info`` is `sys.exc_info` where that turned out at a request, when ``start_response`` may have been called.
    """
    page = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>500 Internal Server Error</title>\n'
        f"<h1>This application can't answer</h1>\n<pre>{html.escape(trouble)}</pre>\n"
        "<p>Mend it, save, and load this page again.</p>\n"
    )

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return _send("text/html", page, [], environ, start_response, exc_info)

    return application


def telling(application: WSGIApplication, debug: bool = False) -> WSGIApplication:
    """``application``, whose exceptions are told: to the terminal, and to the client as far as ``debug`` allows."""

    def told(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            chunks = application(environ, start_response)
        except (Exception, SystemExit) as error:  # sys.exit() in a view would leave the client without an answer
            return _answer(error, debug, environ, start_response)
        # A server can tell the length of a list, and a list has no code that could fail.
        return chunks if isinstance(chunks, (list, tuple)) else _Chunks(chunks, debug, environ, start_response)

    return told


class _Chunks:
    """The chunks of an answer, or from the first on those of a page that says why there are none."""

    def __init__(
        self, chunks: Iterable[bytes], debug: bool, environ: WSGIEnvironment, start_response: StartResponse
    ) -> None:
        self._given = chunks
        self._iterator: Iterator[bytes] | None = None
        self._debug, self._environ, self._start_response = debug, environ, start_response
        self._begun = self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if self._iterator is None:
                self._iterator = iter(self._given)
            chunk = next(self._iterator)
        except StopIteration:
            raise
        except (Exception, SystemExit) as error:
            if self._begun:
                # The status is sent, and says that all is well. Only a connection that is cut can take that back.
                _print(error)
                if isinstance(error, SystemExit):  # which would end the server's thread, and not the connection
                    raise RuntimeError("The application called sys.exit() while it answered.") from error
                raise
            self._iterator = iter(_answer(error, self._debug, self._environ, self._start_response))
            return next(self._iterator)
        # PEP 3333: headers are sent with "the first body data that is a non-empty bytestring".
        self._begun = self._begun or bool(chunk)
        return chunk

    def close(self) -> None:
        """Close what the application returned. PEP 3333: "the server or gateway must call that method"."""
        if not self._closed and hasattr(self._given, "close"):
            self._closed = True
            try:
                self._given.close()
            except Exception as error:
                _print(error)
                raise


def was_told(error: BaseException | None) -> bool:
    """Whether this exception, which has reached the server, has been printed here on its way."""
    passed = traceback.walk_tb(error.__traceback__ if error else None)
    return any(frame.f_code.co_filename == __file__ for frame, _ in passed)


def _print(error: BaseException) -> None:
    print(describe(error), file=sys.stderr, flush=True)


def _answer(
    error: BaseException, debug: bool, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Tell ``error``, which is being handled. Raises it where the answer has begun, as ``start_response`` does."""
    _print(error)
    if isinstance(error, ConfigurationError):
        return trouble_page(describe(error), sys.exc_info())(environ, start_response)
    if not debug:
        return render(500, DESCRIPTION, FIELDS, environ, start_response, sys.exc_info())
    media_type, text = _debugging(error, environ)
    return _send(media_type, text, FIELDS, environ, start_response, sys.exc_info())


def _debugging(error: BaseException, environ: WSGIEnvironment) -> tuple[str, str]:
    """The media type that the client would rather have, and what there is to know in it."""
    accept = environ.get("HTTP_ACCEPT", "")
    if prefers_json(accept):
        told = {
            "code": 500,
            "name": "Internal Server Error",
            "description": debug_page.message(error),
            "traceback": describe(error),
        }
        return "application/json", json.dumps(told)
    accepted = {item.partition(";")[0].strip().lower() for item in accept.split(",")}
    if "text/plain" in accepted and not accepted & {"text/html", "text/*", "*/*"}:
        return "text/plain", f"{describe(error)}\n"
    try:
        return "text/html", debug_page.page(error, environ)
    except Exception:  # a value can be stranger than the page is prepared for; the client shall see what failed first
        return "text/plain", f"{describe(error)}\n"


def _send(
    media_type: str,
    text: str,
    fields: list[tuple[str, str]],
    environ: WSGIEnvironment,
    start_response: StartResponse,
    exc_info: Any,
) -> Iterable[bytes]:
    content = text.encode("utf-8", "backslashreplace")  # a value may hold half of a surrogate pair
    content_type = media_type if media_type == "application/json" else f"{media_type}; charset=utf-8"
    start_response(STATUS, [("Content-Type", content_type), ("Content-Length", str(len(content))), *fields], exc_info)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [content]

"""Middleware that reports an application's exceptions, to the terminal and to the client.

The terminal gets the traceback. The client gets it only with debugging on; otherwise it gets a line that says where the
traceback is.
"""

from __future__ import annotations

import html
import json
import sys
import traceback
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bizkit.devserver import debug_page
from bizkit.devserver.tracebacks import your_traceback
from bizkit.error_pages import prefers_json, render
from bizkit.exceptions import ConfigurationError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from _typeshed import OptExcInfo

__all__ = ["error_middleware", "explain", "problem_page", "was_reported"]

STATUS = "500 Internal Server Error"
DESCRIPTION = "The application failed. The terminal has the traceback, and `bizkit run --debug` shows it here."

# Nobody keeps a page with a traceback, no script runs in it, and it loads nothing from anywhere.
FIELDS = [
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


def explain(error: BaseException) -> str:
    """What went wrong, for the developer who can fix it: a message that says what to change, or a traceback."""
    if isinstance(error, ConfigurationError):
        cause = error.__cause__
        return str(error) if cause is None else f"{error}\n\n{your_traceback(cause)}"
    return your_traceback(error)


def problem_page(problem: str, exc_info: OptExcInfo | None = None) -> WSGIApplication:
    """A WSGI application that answers 500 with the text ``problem``, in the place of one that can't be served.

    ``exc_info`` is what `sys.exc_info` returns, for a problem that turns up during a request: by then,
    ``start_response`` may have been called.
    """
    page = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>500 Internal Server Error</title>\n'
        f"<h1>This application can't answer</h1>\n<pre>{html.escape(problem)}</pre>\n"
        "<p>Fix the error, save, and reload this page.</p>\n"
    )

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return _send("text/html", page, [], environ, start_response, exc_info)

    return application


def error_middleware(application: WSGIApplication, debug: bool = False) -> WSGIApplication:
    """Wrap ``application``, so that an exception is printed in the terminal and answered with a page.

    With ``debug``, the page shows the traceback.
    """

    def middleware(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            chunks = application(environ, start_response)
        except (Exception, SystemExit) as error:  # sys.exit() in a view would leave the client without an answer
            return _answer(error, debug, environ, start_response)
        # A server can ask a list for its length, and iterating over a list can't fail.
        return chunks if isinstance(chunks, (list, tuple)) else _Chunks(chunks, debug, environ, start_response)

    return middleware


class _Chunks:
    """The chunks of an answer. If the first one fails, they are those of the page that reports the exception."""

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
                # The client has the status 200 already. Cutting the connection is the only way to take that back.
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
        close = getattr(self._given, "close", None)
        if close is not None and not self._closed:
            self._closed = True
            try:
                close()
            except Exception as error:
                _print(error)
                raise


def was_reported(error: BaseException | None) -> bool:
    """Whether this exception passed through here on its way to the server, and was printed."""
    passed = traceback.walk_tb(error.__traceback__ if error else None)
    return any(frame.f_code.co_filename == __file__ for frame, _ in passed)


def _print(error: BaseException) -> None:
    print(explain(error), file=sys.stderr, flush=True)


def _answer(
    error: BaseException, debug: bool, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Report ``error``, which is being handled. If the answer has begun, ``start_response`` raises it again."""
    _print(error)
    if isinstance(error, ConfigurationError):
        return problem_page(explain(error), sys.exc_info())(environ, start_response)
    if not debug:
        return render(500, DESCRIPTION, FIELDS, environ, start_response, sys.exc_info())
    media_type, text = _debugging(error, environ)
    return _send(media_type, text, FIELDS, environ, start_response, sys.exc_info())


def _debugging(error: BaseException, environ: WSGIEnvironment) -> tuple[str, str]:
    """The media type that the client prefers, and the report in it."""
    accept = environ.get("HTTP_ACCEPT", "")
    if prefers_json(accept):
        report = {
            "code": 500,
            "name": "Internal Server Error",
            "description": debug_page.message(error),
            "traceback": explain(error),
        }
        return "application/json", json.dumps(report)
    accepted = {item.partition(";")[0].strip().lower() for item in accept.split(",")}
    if "text/plain" in accepted and not accepted & {"text/html", "text/*", "*/*"}:
        return "text/plain", f"{explain(error)}\n"
    try:
        return "text/html", debug_page.page(error, environ)
    except Exception:  # a value can be stranger than the page expects, and the first error is the one to show
        return "text/plain", f"{explain(error)}\n"


def _send(
    media_type: str,
    text: str,
    fields: list[tuple[str, str]],
    environ: WSGIEnvironment,
    start_response: StartResponse,
    exc_info: OptExcInfo | None,
) -> Iterable[bytes]:
    content = text.encode("utf-8", "backslashreplace")  # a value may hold half of a surrogate pair
    content_type = media_type if media_type == "application/json" else f"{media_type}; charset=utf-8"
    start_response(STATUS, [("Content-Type", content_type), ("Content-Length", str(len(content))), *fields], exc_info)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [content]

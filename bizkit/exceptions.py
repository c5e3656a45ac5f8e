"""What can go wrong: HTTP errors, which are answers to the client, and errors in how an application is set up.

An HTTP error is an exception and a WSGI application at once: raise it anywhere below a view, and `bizkit.App`
answers with it.
"""

from __future__ import annotations

import html
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment


class ConfigurationError(Exception):
    """An application can't be found, loaded or served as it was asked for. The message says what to change."""


class HTTPException(Exception):
    """An answer with an error status. Subclasses set ``code``, an integer, and their own ``description``.

    ``description`` is one line for the client, as text: never anything that must stay on the server.
    """

    code = 500
    description = "The server could not answer this request."

    def __init__(self, description: str | None = None) -> None:
        super().__init__(description)
        if description is not None:
            self.description = description

    @property
    def name(self) -> str:
        """The reason phrase of the status (RFC 9110, section 15), as in ``"Not Found"``."""
        return HTTPStatus(self.code).phrase

    def __str__(self) -> str:
        return f"{self.code} {self.name}: {self.description}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the status and a page that gives the description."""
        title = f"{self.code} {html.escape(self.name)}"
        page = (
            f"<!doctype html>\n<html lang=en>\n<title>{title}</title>\n"
            f"<h1>{html.escape(self.name)}</h1>\n<p>{html.escape(self.description)}</p>\n"
        ).encode()
        start_response(
            f"{self.code} {self.name}",
            [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))],
        )
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [page]


class BadRequest(HTTPException):
    """400: the request makes no sense, and no better status says why."""

    code = 400
    description = "The server could not make sense of this request."


class BadRequestKeyError(BadRequest, KeyError):
    """A key that the client should have sent and has not: a `KeyError` that answers 400 when nobody catches it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The request has no {key!r}.")


class NotFound(HTTPException):
    """404: there is nothing at this URL."""

    code = 404
    description = "There is nothing at this URL."

"""What can go wrong: HTTP errors, which are answers to the client, and errors in how an application is set up.

An HTTP error is an exception and a WSGI application at once: raise it anywhere below a view, and `bizkit.App`
answers with it. Codes, names and arguments are Werkzeug's; the meanings are RFC 9110's (section 15).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

from bizkit.error_pages import render
from bizkit.grammar import check_field, reason_phrase

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


__all__ = [
    "BadRequest",
    "BadRequestKeyError",
    "ClientDisconnected",
    "ConfigurationError",
    "Conflict",
    "Forbidden",
    "Gone",
    "HTTPException",
    "InternalServerError",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "PreconditionFailed",
    "RequestEntityTooLarge",
    "RequestedRangeNotSatisfiable",
    "SecurityError",
    "ServiceUnavailable",
    "TooManyRequests",
    "Unauthorized",
    "UnprocessableEntity",
    "UnsupportedMediaType",
    "abort",
]


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
        """The reason phrase of the status, as in ``"Not Found"``."""
        return reason_phrase(self.code)

    def get_headers(self) -> list[tuple[str, str]]:
        """The header fields that belong to this error beside those of every answer, such as Allow."""
        return []

    def __str__(self) -> str:
        return f"{self.code} {self.name}: {self.description}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the status and the description, as `render` does."""
        return render(self.code, self.description, self.get_headers(), environ, start_response)


class BadRequest(HTTPException):
    """400: the request makes no sense, and no better status says why."""

    code = 400
    description = "The server could not make sense of this request."


class BadRequestKeyError(BadRequest, KeyError):
    """A key that the client should have sent and has not: a `KeyError` that answers 400 when nobody catches it."""

    def __init__(self, key: object = None) -> None:
        super().__init__(f"The request has no {key!r}.")


class ClientDisconnected(BadRequest):
    """400: the client went away before it had sent what it announced. Nobody is left to read this."""

    description = "The content of the request ended before its Content-Length."


class SecurityError(BadRequest):
    """400: the request tries what an honest client never does."""

    description = "The server does not answer a request like this one."


class Unauthorized(HTTPException):
    """401: the client must say who it is. ``www_authenticate`` tells it how, as in ``'Basic realm="books"'``."""

    code = 401
    description = "This needs a name and a password, or other credentials, and they must be right."

    def __init__(self, description: str | None = None, www_authenticate: str | None = None) -> None:
        super().__init__(description)
        self.www_authenticate = www_authenticate

    def get_headers(self) -> list[tuple[str, str]]:
        return _field("WWW-Authenticate", self.www_authenticate)


class Forbidden(HTTPException):
    """403: the server knows who asks, and won't answer."""

    code = 403
    description = "You may not see this."


class NotFound(HTTPException):
    """404: there is nothing at this URL."""

    code = 404
    description = "There is nothing at this URL."


class MethodNotAllowed(HTTPException):
    """405: the URL is right, and the method is not. ``valid_methods`` are those that would be."""

    code = 405
    description = "This URL does not take this method."

    def __init__(self, valid_methods: Iterable[str] | None = None, description: str | None = None) -> None:
        super().__init__(description)
        self.valid_methods = None if valid_methods is None else list(valid_methods)

    def get_headers(self) -> list[tuple[str, str]]:
        # RFC 9110, section 15.5.6: "The origin server MUST generate an Allow header field in a 405 response".
        return _field("Allow", ", ".join(self.valid_methods or ()) or None)


class NotAcceptable(HTTPException):
    """406: there is nothing here in a form that the client accepts."""

    code = 406
    description = "This comes in no form that the request accepts."


class Conflict(HTTPException):
    """409: the request does not fit the state that the resource is in."""

    code = 409
    description = "This conflicts with how things stand now."


class Gone(HTTPException):
    """410: there was something at this URL, and it won't come back."""

    code = 410
    description = "What was at this URL is gone for good."


class PreconditionFailed(HTTPException):
    """412: a condition that the client made, as in If-Match, does not hold."""

    code = 412
    description = "A condition of the request does not hold."


class RequestEntityTooLarge(HTTPException):
    """413: the content of the request is larger than the server wants to take."""

    code = 413
    description = "The content of the request is larger than the server takes."


class UnsupportedMediaType(HTTPException):
    """415: the content of the request has a media type that the server does not take."""

    code = 415
    description = "The server does not take content of this type."


class RequestedRangeNotSatisfiable(HTTPException):
    """416: none of the bytes that Range asks for exist. ``length`` is how many ``units`` there are."""

    code = 416
    description = "The requested range is not within the content."

    def __init__(self, length: int | None = None, units: str = "bytes", description: str | None = None) -> None:
        super().__init__(description)
        self.length, self.units = length, units

    def get_headers(self) -> list[tuple[str, str]]:
        # RFC 9110, section 15.5.17: "a Content-Range header field specifying the current length".
        return _field("Content-Range", None if self.length is None else f"{self.units} */{self.length}")


class UnprocessableEntity(HTTPException):
    """422: the content of the request can be read, and what it says can't be done."""

    code = 422
    description = "The content can be read, but not be worked with."


class TooManyRequests(HTTPException):
    """429: the client asks too often. ``retry_after`` is after how many seconds it may ask again."""

    code = 429
    description = "Too many requests. Please wait a little."

    def __init__(self, description: str | None = None, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.retry_after = retry_after

    def get_headers(self) -> list[tuple[str, str]]:
        return _field("Retry-After", self.retry_after)


class InternalServerError(HTTPException):
    """500: a mistake on the server's side, of which the client learns nothing more."""

    code = 500
    description = "The server made a mistake while it answered this request."


class ServiceUnavailable(TooManyRequests):
    """503: the server can't answer for a while. ``retry_after``, in seconds, says for how long."""

    code = 503
    description = "The server can't answer just now. Please try again later."


def _field(name: str, value: object) -> list[tuple[str, str]]:
    return [] if value is None else [(name, check_field(name, value))]


_CLASSES: dict[int, type[HTTPException]] = {
    each.code: each
    for each in (
        *(BadRequest, Unauthorized, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, Conflict, Gone),
        *(PreconditionFailed, RequestEntityTooLarge, UnsupportedMediaType, RequestedRangeNotSatisfiable),
        *(UnprocessableEntity, TooManyRequests, InternalServerError, ServiceUnavailable),
    )
}


def abort(code: int, description: str | None = None) -> NoReturn:
    """Raise the HTTP error with this status code. ``description`` is one line for the client.

    Raises LookupError for a code that isn't an error's.
    """
    if code in _CLASSES:
        error: HTTPException = _CLASSES[code]()
    elif 400 <= code < 600:
        error = HTTPException()
        error.code = code
        error.description = f"The server answers with {code} {reason_phrase(code)}."
    else:
        raise LookupError(f"{code!r} isn't the code of an error: those are 400 to 599.")
    if description is not None:
        error.description = description
    raise error

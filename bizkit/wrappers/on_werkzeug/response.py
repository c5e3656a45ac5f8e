"""Werkzeug's response, with what it must not send, and with the conditions as RFC 9110 has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from werkzeug import datastructures, utils, wrappers
from werkzeug.http import parse_range_header

from bizkit.grammar import check_cookie, check_field, check_redirect, status_string
from bizkit.wrappers.on_werkzeug.fields import is_resource_modified, quote_etag, with_dates

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from bizkit.wrappers.interface import HasEnviron


class Headers(datastructures.Headers):
    """Werkzeug's header fields, which also refuse NUL, and a name that isn't a token."""

    def add(self, key: str, value: object, /, **kwargs: object) -> None:
        super().add(key, _checked(key, value, kwargs), **kwargs)

    def set(self, key: str, value: object, /, **kwargs: object) -> None:
        super().set(key, _checked(key, value, kwargs), **kwargs)


def _checked(key: str, value: object, parameters: Mapping[str, object]) -> str:
    for parameter in parameters.values():
        check_field(key, parameter)
    return check_field(key, value)


class Response(wrappers.Response):
    """Werkzeug's response. Text is HTML unless it is called something else, as in Flask."""

    default_mimetype = "text/html"
    # Checkers see Werkzeug's descriptors of these fields as what they give and take.
    content_length: int | None  # type: ignore[assignment]
    content_type: str | None  # type: ignore[assignment]
    last_modified: datetime | None
    location: str | None  # type: ignore[assignment]

    def __init__(
        self,
        response: Iterable[bytes] | bytes | Iterable[str] | str | None = None,
        status: int | str | None = None,
        headers: Mapping[str, object] | Iterable[tuple[str, object]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        content = bytes(response) if isinstance(response, bytearray) else response
        super().__init__(content, status, Headers(headers), mimetype, content_type, direct_passthrough)

    def _clean_status(self, value: int | str) -> tuple[str, int]:
        """The phrase is as RFC 9110 writes it, and a status that isn't one raises ValueError."""
        status = status_string(value)
        return status, int(status[:3])

    @property
    def data(self) -> bytes:
        """The whole content, as bytes."""
        return self.get_data()

    @data.setter
    def data(self, data: bytes | str) -> None:
        self.set_data(data)

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Line breaks, and a name that no cookie can have, raise ValueError; Werkzeug accepts or escapes them."""
        check_cookie(key, value, path, domain, samesite, expires if isinstance(expires, str) else None)
        super().set_cookie(key, value, max_age, expires, path, domain, secure, httponly, samesite, partitioned)

    def set_etag(self, etag: str, weak: bool = False) -> None:
        self.headers["ETag"] = quote_etag(etag, weak)

    def make_conditional(
        self,
        request_or_environ: WSGIEnvironment | HasEnviron,
        accept_ranges: bool | str = False,
        complete_length: int | None = None,
    ) -> Self:
        """What RFC 9110 tells a server to ignore is taken out first: see `_conditions`."""
        environ = request_or_environ if isinstance(request_or_environ, dict) else request_or_environ.environ
        super().make_conditional(_conditions(environ, self), accept_ranges, complete_length)
        return self

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> datastructures.Headers:
        """A Location that is no URL is escaped, where Werkzeug raises; and 204 has no content to describe."""
        try:
            headers = super().get_wsgi_headers(environ)
        except ValueError:
            escaped = quote(self.headers.pop("Location"), safe="!#$%&'()*+,/:;=?@~")
            headers = super().get_wsgi_headers(environ)
            headers["Location"] = self.headers["Location"] = escaped
        if self.status_code == 204:
            headers.remove("Content-Type")
        return headers


def _conditions(environ: WSGIEnvironment, response: wrappers.Response) -> WSGIEnvironment:
    """The environment without a Range that a server must ignore (RFC 9110, section 14.2), and without If-Match: *.

    Ignored are those of other methods than GET, in other units than bytes, of several parts, and of what the client
    has already. Whatever version there is matches ``*``.
    """
    kept = with_dates(environ)
    if kept.get("HTTP_IF_MATCH", "").strip() == "*":
        del kept["HTTP_IF_MATCH"]
    wanted = parse_range_header(kept.get("HTTP_RANGE"))
    is_other = wanted is not None and (wanted.units != "bytes" or len(wanted.ranges) > 1)
    version, changed = response.headers.get("ETag"), response.headers.get("Last-Modified")
    is_known = not is_resource_modified(kept, version, last_modified=changed)
    if is_other or is_known or kept.get("REQUEST_METHOD") != "GET":
        kept.pop("HTTP_RANGE", None)
    return kept


def redirect(location: str, code: int = 302, Response: type[Response] = Response) -> Response:
    """Werkzeug's, but a code that doesn't redirect raises ValueError."""
    check_redirect(code)
    return utils.redirect(location, code, Response)  # type: ignore[return-value]

"""Request and Response on Werkzeug, the field's best of breed. Almost everything is Werkzeug's own.

What is added here are edges at which `bizkit.wrappers.by_hand` and this module must not differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from werkzeug import datastructures, formparser, wrappers
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequestKeyError
from werkzeug.utils import cached_property

from bizkit.datastructures import check_field, status_string

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

FORM = "application/x-www-form-urlencoded"


class FormDataParser(formparser.FormDataParser):
    """Werkzeug's, but bytes that are not UTF-8 become U+FFFD, as the standard for URLs says, not an empty form."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        if mimetype != FORM:
            return super().parse(stream, mimetype, content_length, options)
        return stream, self.cls(_parse_urlencoded(stream.read())), self.cls()


class EnvironHeaders(datastructures.EnvironHeaders):
    """Werkzeug's, but a missing field answers 400 Bad Request when nobody catches it, as a missing argument does."""

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        try:
            return super().__getitem__(key)
        except KeyError:
            raise BadRequestKeyError(key) from None


class Request(wrappers.Request):
    """Werkzeug's request, which bytes that are not UTF-8 can't stop."""

    form_data_parser_class = FormDataParser

    def __init__(self, environ: WSGIEnvironment) -> None:
        super().__init__(environ)
        self.headers = EnvironHeaders(environ)

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        return ImmutableMultiDict(_parse_urlencoded(self.query_string))

    @cached_property
    def form(self) -> ImmutableMultiDict[str, str]:
        if self.mimetype == FORM:
            self.get_data()  # keeps the content: Werkzeug's parser would leave nothing for a later get_data()
        return super().form


class Headers(datastructures.Headers):
    """Werkzeug's header fields, which also refuse NUL, and whatever is no name."""

    def add(self, key: str, value: Any, /, **kwargs: Any) -> None:
        super().add(key, check_field(key, value), **kwargs)

    def set(self, key: str, value: Any, /, **kwargs: Any) -> None:
        super().set(key, check_field(key, value), **kwargs)


class Response(wrappers.Response):
    """Werkzeug's response. Text is HTML unless it is called something else, as in Flask."""

    default_mimetype = "text/html"

    def __init__(
        self,
        response: Iterable[bytes] | bytes | Iterable[str] | str | None = None,
        status: int | str | None = None,
        headers: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        super().__init__(response, status, Headers(headers), mimetype, content_type, direct_passthrough)

    @property
    def status(self) -> str:
        """The code and its reason, with the phrase as RFC 9110 writes it."""
        return super().status

    @status.setter
    def status(self, status: int | str) -> None:
        wrappers.Response.status.__set__(self, status_string(status))  # type: ignore[attr-defined]

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> datastructures.Headers:
        headers = super().get_wsgi_headers(environ)
        if self.status_code == 204:
            headers.remove("Content-Type")  # there is no content for it to describe
        return headers


def _parse_urlencoded(data: bytes) -> list[tuple[str, str]]:
    return parse_qsl(data.decode(errors="replace"), keep_blank_values=True, errors="replace")

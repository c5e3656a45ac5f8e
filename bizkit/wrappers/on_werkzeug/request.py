"""Werkzeug's request, and what hostile ones must not do to it."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Literal, overload
from urllib.parse import parse_qsl

from werkzeug import datastructures, wrappers, wsgi
from werkzeug.datastructures import ETags, IfRange, ImmutableMultiDict
from werkzeug.exceptions import BadRequest, BadRequestKeyError, RequestEntityTooLarge, SecurityError
from werkzeug.sansio.utils import get_host
from werkzeug.utils import cached_property

from bizkit.grammar import MULTIPART, URLENCODED
from bizkit.wrappers.on_werkzeug.fields import (
    Authorization,
    parse_cookie,
    parse_date,
    parse_etags,
    parse_if_range_header,
)

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment


class EnvironHeaders(datastructures.EnvironHeaders):
    """Werkzeug's, but a missing field answers 400 Bad Request when nobody catches it, as a missing argument does."""

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        try:
            return super().__getitem__(key)
        except KeyError:
            raise BadRequestKeyError(key) from None


class LimitedStream(wsgi.LimitedStream):
    """Werkzeug's, which tells a content that is just as large as it may be from one that is larger."""

    def on_exhausted(self) -> None:
        if self._stream.read(1):
            raise RequestEntityTooLarge

    def readall(self) -> bytes:
        data = super().readall()
        if self.is_exhausted:
            self.on_exhausted()
        return data


class Request(wrappers.Request):
    """Werkzeug's request, and what hostile ones must not do to it."""

    content_type: str | None  # type: ignore[assignment]  # what Werkzeug's descriptor gives

    def __init__(self, environ: WSGIEnvironment) -> None:
        super().__init__(environ)
        self.headers = EnvironHeaders(environ)
        if self.root_path:  # with any other number of slashes in front, the URL would be another host's
            self.root_path = "/" + self.root_path.lstrip("/")

    @cached_property
    def stream(self) -> IO[bytes]:
        """Content of unknown length that is too large answers 413, where Werkzeug may cut it off without a word.

        And a server that says that it does not end its stream is believed.
        """
        environ = self.environ
        if "wsgi.input_terminated" in environ and not environ["wsgi.input_terminated"]:
            environ = {key: value for key, value in environ.items() if key != "wsgi.input_terminated"}
        if "wsgi.input_terminated" not in environ or self.max_content_length is None:
            return wsgi.get_input_stream(environ, max_content_length=self.max_content_length)
        wsgi.get_input_stream(self.environ, max_content_length=self.max_content_length)  # which looks at the length
        return LimitedStream(self.environ["wsgi.input"], self.max_content_length, is_max=True)  # type: ignore[return-value]

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """Bytes that are not UTF-8 become U+FFFD, as the standard for URLs says."""
        return ImmutableMultiDict(_parse_urlencoded(self.query_string))

    @cached_property
    def host(self) -> str:
        """An invalid Host answers 400; Werkzeug makes it empty."""
        host = get_host(self.scheme, self.headers.get("Host"), self.server, self.trusted_hosts)
        if not host and self.headers.get("Host"):
            raise SecurityError("The field Host names no host.")
        try:  # an address in brackets, and Punycode, that Werkzeug would fail to put into a URL
            if host.startswith("["):
                ipaddress.IPv6Address(host[1:].partition("]")[0])
            elif "xn--" in host.lower():
                host.partition(":")[0].lower().encode("ascii").decode("idna")
        except ValueError:
            if self.headers.get("Host") is None:  # the server does not know its name
                return ""
            raise SecurityError("The field Host names no host.") from None
        return host

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """Bytes that are not UTF-8 become U+FFFD, where Werkzeug raises."""
        return ImmutableMultiDict(parse_cookie(self.environ.get("HTTP_COOKIE")))

    @cached_property
    def authorization(self) -> Authorization | None:
        return Authorization.from_header(self.environ.get("HTTP_AUTHORIZATION"))

    @cached_property
    def if_match(self) -> ETags:
        """An etag with nothing in it is an empty one, where Werkzeug makes it None."""
        return parse_etags(self.environ.get("HTTP_IF_MATCH"))

    @cached_property
    def if_none_match(self) -> ETags:
        return parse_etags(self.environ.get("HTTP_IF_NONE_MATCH"))

    @cached_property
    def if_modified_since(self) -> datetime | None:
        """A date that no calendar has counts as missing; Werkzeug raises."""
        return parse_date(self.environ.get("HTTP_IF_MODIFIED_SINCE"))

    @cached_property
    def if_unmodified_since(self) -> datetime | None:
        return parse_date(self.environ.get("HTTP_IF_UNMODIFIED_SINCE"))

    @cached_property
    def if_range(self) -> IfRange:
        return parse_if_range_header(self.environ.get("HTTP_IF_RANGE"))

    def _load_form_data(self) -> None:
        """A URL-encoded form has limits as a multipart form has, and reading it leaves the content for `get_data`."""
        if self.mimetype == URLENCODED:
            pairs = self._urlencoded_form()
            self.__dict__["form"], self.__dict__["files"] = ImmutableMultiDict(pairs), ImmutableMultiDict()
            return
        super()._load_form_data()
        for name in ("form", "files"):
            if None in self.__dict__[name]:  # nobody could ask for a part without a name
                for nameless in self.__dict__["files"].getlist(None):
                    nameless.close()
                named = [pair for pair in self.__dict__[name].items(multi=True) if pair[0] is not None]
                self.__dict__[name] = ImmutableMultiDict(named)

    def _urlencoded_form(self) -> list[tuple[str, str]]:
        most, most_pairs = self.max_form_memory_size, self.max_form_parts
        if most is not None and (self.content_length or 0) > most:
            raise RequestEntityTooLarge
        data = self.get_data()
        is_too_large = most is not None and len(data) > most
        if is_too_large or (most_pairs is not None and data.count(b"&") >= most_pairs):
            raise RequestEntityTooLarge
        return _parse_urlencoded(data)

    @overload
    def get_data(  # pyright: ignore[reportOverlappingOverload]  # as Werkzeug has it
        self, cache: bool = True, as_text: Literal[False] = False, parse_form_data: bool = False
    ) -> bytes: ...
    @overload
    def get_data(self, cache: bool = True, as_text: Literal[True] = ..., parse_form_data: bool = False) -> str: ...
    @overload
    def get_data(self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False) -> bytes | str: ...
    def get_data(self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False) -> bytes | str:
        """With ``parse_form_data``, empty for a form, whether or not somebody has read it before."""
        if parse_form_data and self.mimetype in (URLENCODED, MULTIPART):
            return "" if as_text else b""
        return super().get_data(cache, as_text=True) if as_text else super().get_data(cache)

    @property
    def data(self) -> bytes:
        return self.get_data(parse_form_data=True)

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """JSON that is nested too deep answers 400, where Werkzeug raises."""
        try:
            return super().get_json(force, silent, cache)
        except RecursionError:
            if silent:
                return None
            raise BadRequest("The content is no JSON.") from None

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        if e is not None:
            raise BadRequest("The content is no JSON.")
        return super().on_json_loading_failed(e)


def _parse_urlencoded(data: bytes) -> list[tuple[str, str]]:
    """Escapes are bytes, and only all bytes of a value together are UTF-8. Those that are not become U+FFFD."""
    pairs = parse_qsl(data.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return [(_as_utf_8(key), _as_utf_8(value)) for key, value in pairs]


def _as_utf_8(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")

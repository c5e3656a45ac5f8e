"""Request and Response on Werkzeug, the field's best of breed. Almost everything is Werkzeug's own.

What is added here are edges at which `bizkit.wrappers.by_hand` and this module must not differ. Each says at what.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from werkzeug import datastructures, http, security, utils, wrappers, wsgi
from werkzeug.datastructures import (
    Accept,
    Authorization,
    ContentRange,
    ETags,
    FileStorage,
    IfRange,
    ImmutableMultiDict,
    MIMEAccept,
    MultiDict,
    Range,
)
from werkzeug.exceptions import BadRequest, BadRequestKeyError, NotFound, RequestEntityTooLarge, SecurityError
from werkzeug.http import (
    dump_header,
    dump_options_header,
    generate_etag,
    http_date,
    parse_accept_header,
    parse_content_range_header,
    parse_dict_header,
    parse_etags,
    parse_list_header,
    parse_options_header,
    parse_range_header,
    unquote_etag,
)
from werkzeug.utils import cached_property

from bizkit.datastructures import check_cookie, check_field, status_string

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

__all__ = [
    "Accept",
    "Authorization",
    "ContentRange",
    "ETags",
    "FileStorage",
    "Headers",
    "IfRange",
    "MIMEAccept",
    "MultiDict",
    "Range",
    "Request",
    "Response",
    "dump_cookie",
    "dump_header",
    "dump_options_header",
    "generate_etag",
    "http_date",
    "is_resource_modified",
    "parse_accept_header",
    "parse_content_range_header",
    "parse_cookie",
    "parse_date",
    "parse_dict_header",
    "parse_etags",
    "parse_if_range_header",
    "parse_list_header",
    "parse_options_header",
    "parse_range_header",
    "quote_etag",
    "redirect",
    "safe_join",
    "send_file",
    "send_from_directory",
    "unquote_etag",
]

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
# Windows opens a device for these, whatever the folder. Werkzeug refuses them on Windows alone.
DEVICES = frozenset(
    {"AUX", "CON", "CONIN$", "CONOUT$", "NUL", "PRN"}
    | {f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"}
)


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

    def __init__(self, environ: WSGIEnvironment) -> None:
        super().__init__(environ)
        self.headers = EnvironHeaders(environ)

    @cached_property
    def stream(self) -> IO[bytes]:
        """Content of unknown length that is too large answers 413, where Werkzeug may cut it off without a word."""
        if "wsgi.input_terminated" not in self.environ or self.max_content_length is None:
            return super().stream
        if (self.content_length or 0) > self.max_content_length:
            raise RequestEntityTooLarge
        return LimitedStream(self.environ["wsgi.input"], self.max_content_length, is_max=True)  # type: ignore[return-value]

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """Bytes that are not UTF-8 become U+FFFD, as the standard for URLs says."""
        return ImmutableMultiDict(_parse_urlencoded(self.query_string))

    @cached_property
    def host(self) -> str:
        """A Host that is none answers 400, where Werkzeug makes it empty."""
        host = super().host
        if not host and self.headers.get("Host"):
            raise SecurityError("The field Host names no host.")
        try:  # an address in brackets, and Punycode, that Werkzeug would fail to put into a URL
            if host.startswith("["):
                ipaddress.IPv6Address(host[1:].partition("]")[0])
            elif "xn--" in host.lower():
                host.partition(":")[0].lower().encode("ascii").decode("idna")
        except ValueError:
            raise SecurityError("The field Host names no host.") from None
        return host

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """Bytes that are not UTF-8 become U+FFFD, where Werkzeug raises."""
        return ImmutableMultiDict(parse_cookie(self.environ.get("HTTP_COOKIE")))

    @cached_property
    def authorization(self) -> Authorization | None:
        """Letters that no Base64 has make it unreadable, where Werkzeug raises."""
        try:
            return super().authorization
        except ValueError:
            return None

    @cached_property
    def if_modified_since(self) -> datetime | None:
        """A date that no calendar has is none, where Werkzeug raises."""
        return parse_date(self.environ.get("HTTP_IF_MODIFIED_SINCE"))

    @cached_property
    def if_unmodified_since(self) -> datetime | None:
        return parse_date(self.environ.get("HTTP_IF_UNMODIFIED_SINCE"))

    @cached_property
    def if_range(self) -> IfRange:
        return parse_if_range_header(self.environ.get("HTTP_IF_RANGE"))

    def _load_form_data(self) -> None:
        """A URL-encoded form has limits as a multipart form has, and reading it leaves the content for `get_data`."""
        if "form" in self.__dict__:
            return
        if self.mimetype == URLENCODED:
            pairs = self._urlencoded_form()
            self.__dict__["form"], self.__dict__["files"] = ImmutableMultiDict(pairs), ImmutableMultiDict()
            return
        super()._load_form_data()
        for name in ("form", "files"):
            if None in self.__dict__[name]:  # a part without a name is nothing that anybody could ask for
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

    @property
    def data(self) -> bytes:
        """Empty for a form, whether or not somebody has read it before."""
        return b"" if self.mimetype in (URLENCODED, MULTIPART) else self.get_data()

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


class Headers(datastructures.Headers):
    """Werkzeug's header fields, which also refuse NUL, and whatever is no name."""

    def add(self, key: str, value: Any, /, **kwargs: Any) -> None:
        super().add(key, _checked(key, value, kwargs), **kwargs)

    def set(self, key: str, value: Any, /, **kwargs: Any) -> None:
        super().set(key, _checked(key, value, kwargs), **kwargs)


def _checked(key: str, value: Any, parameters: dict[str, Any]) -> str:
    for parameter in parameters.values():
        check_field(key, parameter)
    return check_field(key, value)


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
        content = bytes(response) if isinstance(response, bytearray) else response
        super().__init__(content, status, Headers(headers), mimetype, content_type, direct_passthrough)

    @property
    def status(self) -> str:
        """The code and its reason, with the phrase as RFC 9110 writes it."""
        return super().status

    @status.setter
    def status(self, status: int | str) -> None:
        wrappers.Response.status.__set__(self, status_string(status))  # type: ignore[attr-defined]

    @property
    def status_code(self) -> int:
        """The code alone."""
        return super().status_code

    @status_code.setter
    def status_code(self, code: int) -> None:
        self.status = code

    def set_cookie(self, key: str, value: str = "", *args: Any, **kwargs: Any) -> None:
        """A name that is none and line breaks raise ValueError, where Werkzeug lets them pass or escapes them."""
        self.headers.add("Set-Cookie", dump_cookie(key, value, *args, **{"max_size": self.max_cookie_size, **kwargs}))

    def set_etag(self, etag: str, weak: bool = False) -> None:
        self.headers["ETag"] = quote_etag(etag, weak)

    def make_conditional(
        self,
        request_or_environ: WSGIEnvironment | wrappers.Request,
        accept_ranges: bool | str = False,
        complete_length: int | None = None,
    ) -> wrappers.Response:
        """What RFC 9110 tells a server to ignore is taken out first: see `_conditions`."""
        environ: Any = getattr(request_or_environ, "environ", request_or_environ)
        return super().make_conditional(_conditions(environ, self), accept_ranges, complete_length)

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
    """The environment without a Range that is to be ignored (RFC 9110, section 14.2), and without If-Match: *.

    Ignored are those of other methods than GET, in other units than bytes, of several parts, and of what the client
    has already. Whatever version there is matches ``*``.
    """
    kept = _with_dates(environ)
    if kept.get("HTTP_IF_MATCH", "").strip() == "*":
        del kept["HTTP_IF_MATCH"]
    wanted = parse_range_header(kept.get("HTTP_RANGE"))
    is_other = wanted is not None and (wanted.units != "bytes" or len(wanted.ranges) > 1)
    version, changed = response.headers.get("ETag"), response.headers.get("Last-Modified")
    is_known = not is_resource_modified(kept, version, last_modified=changed)
    if is_other or is_known or kept.get("REQUEST_METHOD") != "GET":
        kept.pop("HTTP_RANGE", None)
    return kept


def _with_dates(environ: WSGIEnvironment) -> WSGIEnvironment:
    """The environment, as a copy, without dates that no calendar has, at which Werkzeug raises."""
    kept = dict(environ)
    for key in ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE"):
        if key in kept and _is_beyond_all_calendars(kept[key]):
            del kept[key]
    return kept


def _is_beyond_all_calendars(value: str) -> bool:
    try:
        http.parse_date(value)
    except (OverflowError, IndexError):
        return True
    return False


def parse_date(value: str | None) -> datetime | None:
    """Werkzeug's, which no number is too large for."""
    return None if value is None or _is_beyond_all_calendars(value) else http.parse_date(value)


def parse_if_range_header(value: str | None) -> IfRange:
    """Werkzeug's, which no number is too large for."""
    is_date = value is not None and not _is_beyond_all_calendars(value)
    return http.parse_if_range_header(value) if is_date else IfRange(http.unquote_etag(value)[0])


def is_resource_modified(environ: WSGIEnvironment, *args: Any, **kwargs: Any) -> bool:
    """Werkzeug's, which no number is too large for."""
    return http.is_resource_modified(_with_dates(environ), *args, **kwargs)


def _parse_urlencoded(data: bytes) -> list[tuple[str, str]]:
    """Escapes are bytes, and only all bytes of a value together are UTF-8. Those that are not become U+FFFD."""
    pairs = parse_qsl(data.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
    return [(_as_utf_8(key), _as_utf_8(value)) for key, value in pairs]


def _as_utf_8(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def parse_cookie(header: str | None) -> MultiDict[str, str]:
    """Werkzeug's, which bytes that are not UTF-8 can't stop."""
    text = (header or "").encode("latin-1", "replace").decode("utf-8", "replace")
    return http._sansio_http.parse_cookie(text)  # type: ignore[attr-defined, no-any-return]


def dump_cookie(key: str, value: str = "", *args: Any, **kwargs: Any) -> str:
    """Werkzeug's, which refuses a name that is none, and CR, LF and NUL."""
    named = dict(zip(("max_age", "expires", "path", "domain"), args, strict=False)) | kwargs
    texts = [text for name in ("path", "domain", "expires") if isinstance(text := named.get(name), str)]
    check_cookie(key, value, *texts)
    return http.dump_cookie(key, value, *args, **kwargs)


def quote_etag(etag: str, weak: bool = False) -> str:
    """Werkzeug's, which refuses CR, LF and NUL."""
    return check_field("ETag", http.quote_etag(etag, weak))


def safe_join(directory: str, *untrusted: str) -> str | None:
    """Werkzeug's, which on every system refuses what Windows would take for a device, or for a way out."""
    for part in untrusted:
        names = [name.partition(":")[0].partition(".")[0].strip().upper() for name in part.split("/")]
        if "\\" in part or "\0" in part or any(name in DEVICES for name in names):
            return None
    return security.safe_join(directory, *untrusted)


def send_from_directory(
    directory: str | os.PathLike[str], path: str | os.PathLike[str], environ: Any, **options: Any
) -> Response:
    """Werkzeug's, with `safe_join` from here."""
    joined = safe_join(os.fspath(directory), os.fspath(path))
    if joined is None or not os.path.isfile(joined):
        raise NotFound
    return send_file(joined, environ, **options)


def send_file(path_or_file: str | os.PathLike[str] | IO[bytes], environ: Any, *args: Any, **options: Any) -> Response:
    """Werkzeug's, which also takes the request for its environment."""
    options = {"response_class": Response, **options}
    sent = utils.send_file(path_or_file, getattr(environ, "environ", environ), *args, **options)
    return sent  # type: ignore[return-value]


def redirect(location: str, code: int = 302, Response: type[Response] = Response) -> Response:
    """Werkzeug's, which takes codes that redirect, and no other."""
    if code not in (301, 302, 303, 305, 307, 308):
        raise ValueError(f"{code!r} redirects nowhere: the codes that do are 301, 302, 303, 307 and 308.")
    return utils.redirect(location, code, Response)  # type: ignore[return-value]

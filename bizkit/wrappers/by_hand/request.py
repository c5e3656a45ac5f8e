"""What the client asked for, read from a WSGI environment (PEP 3333), and only what somebody asks for."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from bizkit.datastructures import EnvironHeaders, ImmutableMultiDict, parse_date, parse_options_header
from bizkit.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from bizkit.wrappers.by_hand import streams, urls
from bizkit.wrappers.by_hand.accept import MIMEAccept, parse_accept_header
from bizkit.wrappers.by_hand.authorization import Authorization
from bizkit.wrappers.by_hand.cookies import parse_cookie
from bizkit.wrappers.by_hand.etags import ETags, parse_etags
from bizkit.wrappers.by_hand.lazy import lazy
from bizkit.wrappers.by_hand.ranges import IfRange, Range, parse_if_range_header, parse_range_header
from bizkit.wrappers.by_hand.urlencoded import parse_urlencoded

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
EMPTY = ImmutableMultiDict()
Forms = tuple[ImmutableMultiDict, ImmutableMultiDict]


class Request:
    """What the client asked for. Nothing is read or parsed before it is asked for, and nothing twice.

    A subclass can set limits. What is larger answers 413:

    - ``max_content_length``: bytes of the whole content
    - ``max_form_memory_size``: bytes of a form field, or of a URL-encoded form as a whole
    - ``max_form_parts``: fields and files in a form

    ``trusted_hosts`` are the hosts that may be asked for; None: any.
    """

    max_content_length: int | None = None
    max_form_memory_size: int | None = 500_000
    max_form_parts: int | None = 1000
    trusted_hosts: Iterable[str] | None = None

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ

    # What stands in the request line

    @lazy
    def method(self) -> str:
        """``"GET"``, ``"POST"``, …"""
        return str(self.environ.get("REQUEST_METHOD", "GET")).upper()

    @lazy
    def path(self) -> str:
        """The path within the application, decoded, and always with one slash in front."""
        return "/" + _decoded(self.environ.get("PATH_INFO")).lstrip("/")

    @lazy
    def root_path(self) -> str:
        """The path that the application is mounted at, decoded, without a slash at the end."""
        return _decoded(self.environ.get("SCRIPT_NAME")).rstrip("/")

    @lazy
    def query_string(self) -> bytes:
        """What follows the question mark, as it came."""
        return str(self.environ.get("QUERY_STRING", "")).encode("latin-1")

    @lazy
    def args(self) -> ImmutableMultiDict:
        """The parameters in the query string."""
        return ImmutableMultiDict.of_lists(parse_urlencoded(self.environ.get("QUERY_STRING", "")))

    # Where it was sent

    @property
    def scheme(self) -> str:
        """``"http"`` or ``"https"``."""
        return str(self.environ.get("wsgi.url_scheme", "http"))

    @property
    def is_secure(self) -> bool:
        """Whether it came over an encrypted connection."""
        return self.scheme in ("https", "wss")

    @property
    def remote_addr(self) -> str | None:
        """The address that the request came from."""
        return self.environ.get("REMOTE_ADDR")

    @lazy
    def host(self) -> str:
        """The host that the client names, with its port where that is not the usual one. See `urls.get_host`."""
        port = str(self.environ.get("SERVER_PORT", ""))
        name = self.environ.get("SERVER_NAME")
        server = (name, int(port)) if name and port.isascii() and port.isdigit() else None
        return urls.get_host(self.scheme, self.environ.get("HTTP_HOST"), server, self.trusted_hosts)

    @lazy
    def url(self) -> str:
        """The whole URL, as a person would write it (an IRI)."""
        return urls.current_url(self.scheme, self.host, self.root_path, self.path, self.query_string)

    @lazy
    def base_url(self) -> str:
        """The URL without its query string."""
        return urls.current_url(self.scheme, self.host, self.root_path, self.path)

    @lazy
    def root_url(self) -> str:
        """The URL of the application."""
        return urls.current_url(self.scheme, self.host, self.root_path)

    @lazy
    def host_url(self) -> str:
        """The URL of the host."""
        return urls.current_url(self.scheme, self.host)

    # What stands in the header

    @lazy
    def headers(self) -> EnvironHeaders:
        """The header fields."""
        return EnvironHeaders(self.environ)

    @lazy
    def cookies(self) -> ImmutableMultiDict:
        """The cookies that the client sent back."""
        return ImmutableMultiDict.of_lists(parse_cookie(self.environ.get("HTTP_COOKIE")))

    @property
    def content_type(self) -> str | None:
        """The media type of the content with its parameters."""
        return self.environ.get("CONTENT_TYPE")

    @lazy
    def mimetype(self) -> str:
        """The media type of the content, in lower case and without parameters; ``""`` when the client gave none."""
        return str(self.environ.get("CONTENT_TYPE", "")).partition(";")[0].strip(" \t").lower()

    @lazy
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, as in ``{"charset": "utf-8"}``."""
        return parse_options_header(self.content_type)[1]

    @lazy
    def content_length(self) -> int | None:
        """How many bytes of content the client announced, or None. See `streams.content_length`."""
        return streams.content_length(self.environ)

    @lazy
    def authorization(self) -> Authorization | None:
        """Who the client says it is."""
        return Authorization.from_header(self.environ.get("HTTP_AUTHORIZATION"))

    @lazy
    def accept_mimetypes(self) -> MIMEAccept:
        """The media types that the client would like to have."""
        return parse_accept_header(self.environ.get("HTTP_ACCEPT"), MIMEAccept)

    @lazy
    def if_match(self) -> ETags:
        """The versions of which one must be the current one."""
        return parse_etags(self.environ.get("HTTP_IF_MATCH"))

    @lazy
    def if_none_match(self) -> ETags:
        """The versions that the client has already."""
        return parse_etags(self.environ.get("HTTP_IF_NONE_MATCH"))

    @lazy
    def if_modified_since(self) -> datetime | None:
        """How old that is which the client has already."""
        return parse_date(self.environ.get("HTTP_IF_MODIFIED_SINCE"))

    @lazy
    def if_unmodified_since(self) -> datetime | None:
        """Since when nobody must have changed it."""
        return parse_date(self.environ.get("HTTP_IF_UNMODIFIED_SINCE"))

    @lazy
    def if_range(self) -> IfRange:
        """On what condition the client wants a range rather than the whole."""
        return parse_if_range_header(self.environ.get("HTTP_IF_RANGE"))

    @lazy
    def range(self) -> Range | None:
        """The part of the content that the client wants."""
        return parse_range_header(self.environ.get("HTTP_RANGE"))

    # The content

    @lazy
    def stream(self) -> IO[bytes]:
        """The content as a stream, which can be read once. After `get_data` there is nothing left in it."""
        if "_data" in self.__dict__:
            return io.BytesIO()
        return streams.content_stream(self.environ, self.max_content_length)

    @lazy
    def _data(self) -> bytes:
        if "stream" in self.__dict__:
            return self.stream.read()
        return streams.read_content(self.environ, self.max_content_length)

    def get_data(self, cache: bool = True, as_text: bool = False) -> bytes | str:
        """The content of the request, as bytes, or as text in UTF-8.

        It is read once, never beyond Content-Length, and kept unless told otherwise. Raises `ClientDisconnected` (400)
        when the client stops before it has sent what it announced, and `RequestEntityTooLarge` (413).
        """
        data = self._data
        if not cache:
            self.__dict__["_data"] = b""
        return data.decode("utf-8", "replace") if as_text else data

    @property
    def data(self) -> bytes:
        """The content, if it is no form: for a form there are `form` and `files`."""
        return b"" if self.mimetype in (URLENCODED, MULTIPART) else self._data

    @lazy
    def _forms(self) -> Forms:
        """The fields and the files of a form; both are empty for content of any other type."""
        if self.mimetype == URLENCODED:
            return self._urlencoded_form(), EMPTY
        boundary = self.mimetype_params.get("boundary", "") if self.mimetype == MULTIPART else ""
        if not boundary or not boundary.isascii():
            return EMPTY, EMPTY
        return self._multipart_form(boundary.encode("ascii"))

    def _urlencoded_form(self) -> ImmutableMultiDict:
        most = self.max_form_memory_size
        if most is not None and (self.content_length or 0) > most:
            raise RequestEntityTooLarge(f"The form has more than {most} bytes.")
        data = self._data
        if most is not None and len(data) > most:
            raise RequestEntityTooLarge(f"The form has more than {most} bytes.")
        return ImmutableMultiDict.of_lists(parse_urlencoded(data.decode("latin-1"), self.max_form_parts))

    def _multipart_form(self, boundary: bytes) -> Forms:
        from bizkit.wrappers.by_hand.multipart import MalformedForm, MultipartParser

        stream = io.BytesIO(self._data) if "_data" in self.__dict__ else self.stream
        parser = MultipartParser(stream.read, boundary, self.max_form_memory_size, self.max_form_parts)
        try:
            parser.parse()
        except MalformedForm:
            return EMPTY, EMPTY
        return ImmutableMultiDict.of_lists(parser.fields), ImmutableMultiDict.of_lists(parser.files)

    @property
    def form(self) -> ImmutableMultiDict:
        """The fields of a form. One that can't be read is empty; one that is too large raises 413."""
        return self._forms[0]

    @property
    def files(self) -> ImmutableMultiDict:
        """The files that came with a form, as `FileStorage`."""
        return self._forms[1]

    @lazy
    def values(self) -> ImmutableMultiDict:
        """`args`, and then, unless the method is GET or HEAD, what is in the `form`."""
        both = self.args.copy()
        if self.method not in ("GET", "HEAD"):
            both.update(self.form)
        return ImmutableMultiDict.of_lists(both.to_dict(flat=False))

    @property
    def is_json(self) -> bool:
        """Whether the content is said to be JSON."""
        mimetype = self.mimetype
        return mimetype == "application/json" or (mimetype.startswith("application/") and mimetype.endswith("+json"))

    @property
    def json(self) -> Any:
        """The content, read as JSON. See `get_json`."""
        return self.get_json()

    def get_json(self, force: bool = False, silent: bool = False) -> Any:
        """The content, read as JSON.

        Raises `UnsupportedMediaType` (415) when it is not said to be JSON (unless ``force``), and `BadRequest` (400)
        when it isn't; with ``silent`` it gives None instead.
        """
        if not force and not self.is_json:
            if silent:
                return None
            raise UnsupportedMediaType("The content must be JSON, and its Content-Type must say application/json.")
        if self._json is None and not silent:
            raise BadRequest("The content is no JSON.")
        return self._json[0] if self._json else None

    @lazy
    def _json(self) -> tuple[Any] | None:
        """What the JSON says; None when there is none that can be read."""
        try:
            return (json.loads(self._data),)
        except (ValueError, RecursionError):  # RecursionError: it is nested too deep
            return None

    def close(self) -> None:
        """Close the files that came with a form, and with it remove those that are on disk."""
        forms: Forms | None = self.__dict__.get("_forms")
        for files in forms[1].listvalues() if forms else ():
            for file in files:
                file.close()

    def __enter__(self) -> Request:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method} {self.path!r}>"


def _decoded(path: str | None) -> str:
    """A path of the environment as text. PEP 3333 has bytes disguised as latin-1 there; they should be UTF-8."""
    if not path or path.isascii():
        return path or ""
    return path.encode("latin-1").decode("utf-8", "replace")

"""What a layer of wrappers is: the page to read before you write one.

A layer is any module with the right names. There are two lists of names:

- `Required` is what a module must offer: a `Request` and a `Response` that take an afternoon to write. bizkit builds
  `redirect` from those two, and refuses by name what it can't build.
- `Layer` is the whole interface, with forms and files, cookies, conditions and the parsers. Both twins have it:
  `bizkit.wrappers.by_hand` on the standard library alone, and `bizkit.wrappers.on_werkzeug`.

These classes are protocols: a layer doesn't import them and its classes don't inherit from them. Type checkers compare
names and types. Names and meanings are Werkzeug's. `bizkit.wrappers.values` and
`bizkit.wrappers.header_values` have what the attributes are made of.
"""

# What a protocol describes has no body that could return anything.
# pyright: reportReturnType=false

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol, Self, TypedDict, Unpack, overload

from bizkit.wrappers import header_values, values
from bizkit.wrappers.header_values import Authorization, ETags, IfRange, MIMEAccept, Parsers, Range
from bizkit.wrappers.values import FieldsToRead, Files, Headers, Lookup, MultiDict

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = [
    "Answers",
    "HasEnviron",
    "HeadersByName",
    "HeadersToSet",
    "Layer",
    "MakesResponse",
    "Request",
    "Required",
    "RequiredRequest",
    "RequiredResponse",
    "Response",
    "SendFileOptions",
]

Content = str | bytes | Iterable[str] | Iterable[bytes]
"""What a response can be made of. Text is sent as UTF-8; an iterable is sent piece by piece as it comes."""
Fields = Mapping[str, object] | Iterable[tuple[str, object]]
"""Header fields: a mapping, or pairs. A value is sent as its str()."""


# What any module must offer


class RequiredRequest(Protocol):
    """What a visitor asks for, read from a WSGI environment (PEP 3333). Nothing that a client sends makes it raise."""

    @property
    def method(self) -> str:
        """``"GET"``, ``"POST"``, …"""

    @property
    def path(self) -> str:
        """The path within the application, as text."""

    @property
    def query_string(self) -> bytes | str:
        """What follows the question mark, as it came."""

    @property
    def args(self) -> Lookup:
        """The parameters in the query string."""

    @property
    def headers(self) -> HeadersByName:
        """The header fields, by name in any case."""

    @property
    def form(self) -> Lookup:
        """The fields of a URL-encoded form; empty for content of any other type."""

    def get_data(self) -> bytes:
        """The content: as many bytes as Content-Length says. Asked again, it returns the same."""


class RequiredResponse(Protocol):
    """What a visitor gets. It is a WSGI application."""

    @property
    def status(self) -> str:
        """The code and its reason: ``"200 OK"``."""

    @property
    def status_code(self) -> int:
        """The code alone: 200."""

    @property
    def headers(self) -> HeadersToSet:
        """The header fields, by name in any case."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse, /) -> Iterable[bytes]:
        """Send the response, as PEP 3333 asks an application to."""


class HeadersByName(Protocol):
    """Header fields to read: ``headers["Host"]`` and ``headers.get("Host")``."""

    def __getitem__(self, name: str, /) -> str:
        """The value of the field. Raises KeyError when there is none."""

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, default: str, /) -> str | None:
        """The value of the field, or ``default``."""


class HeadersToSet(Protocol):
    """Header fields to read and to set: ``headers["Location"] = "/"``."""

    def __getitem__(self, name: str, /) -> str | None: ...
    def __setitem__(self, name: str, value: str, /) -> None: ...


class MakesResponse(Protocol):
    """How a `Response` is made. Its arguments are described at `Response`."""

    def __call__(
        self,
        response: str | bytes | Iterable[bytes] = ...,
        status: int | str = ...,
        headers: Mapping[str, str] | list[tuple[str, str]] | None = ...,
        mimetype: str | None = ...,
    ) -> RequiredResponse: ...


class Required(Protocol):
    """The names that any module must offer to be a layer."""

    @property
    def Request(self) -> Callable[[WSGIEnvironment], RequiredRequest]:
        """Make a request of a WSGI environment. The framework calls it once per request."""

    @property
    def Response(self) -> MakesResponse:
        """Make a response. A view calls it."""


# The whole interface, which both twins have


class HasEnviron(Protocol):
    """Anything that carries a WSGI environment, such as a `Request`."""

    @property
    def environ(self) -> WSGIEnvironment: ...


class Request(Protocol):
    """What a visitor asks for. Nothing is read or parsed before somebody asks for it, and nothing twice.

    A subclass can set limits; a request beyond them answers 413 or 400:

    - ``max_content_length``: bytes of the whole content
    - ``max_form_memory_size``: bytes of a form field, or of a URL-encoded form as a whole
    - ``max_form_parts``: fields and files in a form
    - ``trusted_hosts``: the hosts that a client may ask for
    """

    def __init__(self, environ: WSGIEnvironment, /) -> None: ...

    @property
    def environ(self) -> WSGIEnvironment:
        """The WSGI environment that the request is read from."""

    # The request line

    @property
    def method(self) -> str:
        """``"GET"``, ``"POST"``, …"""

    @property
    def path(self) -> str:
        """The path within the application, decoded, and always with one slash in front."""

    @property
    def root_path(self) -> str:
        """The path that the application is mounted at: empty, or with one slash in front and none at the end."""

    @property
    def full_path(self) -> str:
        """The path and the query string, with a question mark between them."""

    @property
    def query_string(self) -> bytes:
        """What follows the question mark, as it came."""

    @property
    def args(self) -> MultiDict[str, str]:
        """The parameters in the query string."""

    @property
    def values(self) -> Lookup:
        """`args`, and then, unless the method is GET, the fields of the `form`."""

    # Where it was sent

    @property
    def scheme(self) -> str:
        """``"http"`` or ``"https"``."""

    @property
    def is_secure(self) -> bool:
        """Whether it came over an encrypted connection."""

    @property
    def remote_addr(self) -> str | None:
        """The address that the request came from."""

    @property
    def host(self) -> str:
        """The host that the client names, with its port unless that is the usual one. A Host that isn't one: 400."""

    @property
    def url(self) -> str:
        """The whole URL, as a person would write it (an IRI)."""

    @property
    def base_url(self) -> str:
        """The URL without its query string."""

    @property
    def root_url(self) -> str:
        """The URL that the application is mounted at."""

    @property
    def host_url(self) -> str:
        """The URL of the host."""

    # The header

    @property
    def headers(self) -> FieldsToRead:
        """The header fields."""

    @property
    def cookies(self) -> MultiDict[str, str]:
        """The cookies that the client sent back (RFC 6265)."""

    @property
    def authorization(self) -> Authorization | None:
        """The credentials that the client sent, unchecked."""

    @property
    def accept_mimetypes(self) -> MIMEAccept:
        """The media types that the client prefers."""

    @property
    def if_match(self) -> ETags:
        """The versions of which one must be the current one."""

    @property
    def if_none_match(self) -> ETags:
        """The versions that the client already has."""

    @property
    def if_modified_since(self) -> datetime | None:
        """The age of the version that the client already has."""

    @property
    def if_unmodified_since(self) -> datetime | None:
        """The moment since which nobody may have changed the content."""

    @property
    def if_range(self) -> IfRange:
        """The condition for sending a range rather than the whole."""

    @property
    def range(self) -> Range | None:
        """The part of the content that the client wants."""

    # The content

    @property
    def content_type(self) -> str | None:
        """The media type of the content with its parameters."""

    @property
    def mimetype(self) -> str:
        """The media type alone, in lower case; ``""`` when the client gave none."""

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, as in ``{"charset": "utf-8"}``."""

    @property
    def content_length(self) -> int | None:
        """How many bytes of content the client announced, or None."""

    @property
    def stream(self) -> IO[bytes]:
        """The content as a stream that ends where the content does. It can be read once."""

    @overload
    def get_data(self, cache: bool = ..., as_text: Literal[False] = ..., parse_form_data: bool = ...) -> bytes: ...
    @overload
    def get_data(self, cache: bool = ..., *, as_text: Literal[True], parse_form_data: bool = ...) -> str:
        """The content, as bytes, or as text in UTF-8; with ``parse_form_data``, empty for a form.

        Raises an HTTP error, 400 when the client stops too early and 413 when the content is too large.
        """

    @property
    def data(self) -> bytes:
        """The content, if it isn't a form: a form is in `form` and `files`."""

    @property
    def form(self) -> MultiDict[str, str]:
        """The fields of a form. One that can't be read is empty; one that is too large answers 413."""

    @property
    def files(self) -> Files:
        """The files that came with a form."""

    @property
    def is_json(self) -> bool:
        """Whether the content is said to be JSON."""

    @property
    def json(self) -> Any:
        """The content, read as JSON. See `get_json`."""

    def get_json(self, force: bool = ..., silent: bool = ..., cache: bool = ...) -> Any:
        """The content, read as JSON.

        Raises an HTTP error: 415 when it isn't said to be JSON (unless ``force``), and 400 when it isn't valid JSON.
        With ``silent`` it returns None instead.
        """

    def close(self) -> None:
        """Close the files that came with a form. A request is a context manager that does this at its end."""


class Response(Protocol):
    """One answer, and a WSGI application that sends it.

    - ``response``: the content, as str or bytes, or an iterable of either that is sent as it comes.
    - ``status``: a code (``404``, ``"404"``), or a code with its reason (``"404 Not Found"``).
    - ``headers``: a mapping or pairs. Line breaks in them raise ValueError.
    - ``mimetype``: the media type, to which ``charset=utf-8`` is added for text (default: text/html); ``content_type``:
      both in one.
    """

    def __init__(
        self,
        response: Content | None = ...,
        status: int | str | None = ...,
        headers: Fields | None = ...,
        mimetype: str | None = ...,
        content_type: str | None = ...,
    ) -> None: ...

    # The head

    @property
    def status(self) -> str:
        """The code and its reason: ``"200 OK"``. It can be set to whatever the constructor takes."""

    @status.setter
    def status(self, value: int | str, /) -> None: ...

    @property
    def status_code(self) -> int:
        """The code alone: 200."""

    @status_code.setter
    def status_code(self, code: int, /) -> None: ...

    @property
    def headers(self) -> Headers:
        """The header fields."""

    @property
    def content_type(self) -> str | None:
        """The field Content-Type: media type and parameters."""

    @content_type.setter
    def content_type(self, value: str, /) -> None: ...

    @property
    def content_length(self) -> int | None:
        """The field Content-Length, in bytes."""

    @content_length.setter
    def content_length(self, length: int, /) -> None: ...

    @property
    def location(self) -> str | None:
        """The field Location: where to go, or where it is now. It can be a relative URL."""

    @location.setter
    def location(self, url: str, /) -> None: ...

    @property
    def mimetype(self) -> str | None:
        """The media type alone. When you set it, text gets its charset."""

    @mimetype.setter
    def mimetype(self, value: str, /) -> None: ...

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, as in ``{"charset": "utf-8"}``."""

    @property
    def last_modified(self) -> datetime | None:
        """When the content was last changed."""

    @last_modified.setter
    def last_modified(self, moment: datetime, /) -> None: ...

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
        """Ask the client to keep a cookie. `Layer.dump_cookie` explains the arguments."""

    def delete_cookie(
        self,
        key: str,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Ask the client to forget a cookie. Path and domain must be those that it was set with."""

    # The content

    @overload
    def get_data(self, as_text: Literal[False] = ...) -> bytes: ...
    @overload
    def get_data(self, as_text: Literal[True]) -> str:
        """The whole content, as bytes, or as text in UTF-8. An iterable is read to its end, and kept."""

    def set_data(self, data: str | bytes, /) -> None:
        """Make ``data`` the content. Text is sent as UTF-8."""

    @property
    def data(self) -> bytes:
        """The whole content, as bytes. It can be set to str or bytes."""

    @data.setter
    def data(self, data: str | bytes, /) -> None: ...

    @property
    def is_sequence(self) -> bool:
        """Whether the content is all there, in a list or a tuple."""

    @property
    def is_streamed(self) -> bool:
        """Whether the number of pieces is unknown."""

    def iter_encoded(self) -> Iterator[bytes]:
        """The content piece by piece, as bytes."""

    @property
    def is_json(self) -> bool:
        """Whether the content is said to be JSON."""

    @property
    def json(self) -> Any:
        """The content, read as JSON. See `get_json`."""

    def get_json(self, force: bool = ..., silent: bool = ...) -> Any:
        """The content, read as JSON; None when it is said to be something else (unless ``force``).

        Raises ValueError when it isn't valid JSON; with ``silent`` it returns None.
        """

    # Versions and parts of the content (RFC 9110, sections 13 and 14)

    def set_etag(self, etag: str, weak: bool = False) -> None:
        """Name this version of the content."""

    def get_etag(self) -> tuple[str, bool] | tuple[None, None]:
        """The name of this version, and whether it is a weak one; None twice when it has no name."""

    def add_etag(self, overwrite: bool = False, weak: bool = False) -> None:
        """Name this version after its content, unless it has a name."""

    def freeze(self) -> None:
        """Make the content a list of known length and version, so that it can be kept and sent again."""

    def make_conditional(
        self,
        request_or_environ: WSGIEnvironment | HasEnviron,
        accept_ranges: bool | str = False,
        complete_length: int | None = None,
    ) -> Self:
        """Send only what the client asks for: 304 when it has this version already, 206 with a part of it.

        Raises an HTTP error, 416, when the part doesn't exist.
        """

    # Sending it

    def call_on_close(self, function: Callable[[], object], /) -> Callable[[], object]:
        """Call ``function`` when the server has sent the response, or given up. Works as a decorator."""

    def close(self) -> None:
        """Close the content, if it can be closed, and call what waits for this moment."""

    def get_app_iter(self, environ: WSGIEnvironment, /) -> Iterable[bytes]:
        """The content that is sent to this request."""

    def get_wsgi_headers(self, environ: WSGIEnvironment, /) -> Headers:
        """The header fields that are sent to this request."""

    def get_wsgi_response(self, environ: WSGIEnvironment, /) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """The content, the status and the header fields that are sent to this request."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse, /) -> Iterable[bytes]:
        """Send the response (PEP 3333)."""


RequestClass = type[Request]
ResponseClass = type[Response]


class SendFileOptions(TypedDict, total=False):
    """The options of `Layer.send_file`.

    - ``mimetype``: the media type; without it, what the name says
    - ``as_attachment``: to be saved, under the name ``download_name``, rather than shown
    - ``conditional``: whether ranges, etags and dates count
    - ``etag``: the version, or True to make one of path, time and size
    - ``max_age``: seconds that the client may keep it without asking again, or a function from path to seconds
    """

    mimetype: str | None
    as_attachment: bool
    download_name: str | None
    conditional: bool
    etag: bool | str
    last_modified: datetime | float | None
    max_age: int | Callable[[str | None], int | None] | None


class Answers(Protocol):
    """The functions of a layer that make a `Response`, and one that guards them."""

    def redirect(self, location: str, code: int = 302, /) -> Response:
        """Send the client to ``location``, an absolute or a relative URL.

        ``code`` is 301 or 308 for good, 302 or 307 for now, 303 to see something else. Raises ValueError for any other.
        """

    def send_file(
        self,
        path_or_file: str | os.PathLike[str] | IO[bytes],
        environ: WSGIEnvironment | HasEnviron,
        /,
        mimetype: str | None = None,
        as_attachment: bool = False,
        download_name: str | None = None,
        conditional: bool = True,
        etag: bool | str = True,
        last_modified: datetime | float | None = None,
        max_age: int | Callable[[str | None], int | None] | None = None,
    ) -> Response:
        """A file, or a part of it, or 304 when the client has it already. Its content is read as it is sent.

        The path must be one that you trust. Raises OSError when it can't be opened, TypeError when there is neither a
        name nor a media type, and ValueError for a file in text mode.
        """

    def send_from_directory(
        self,
        directory: str | os.PathLike[str],
        path: str | os.PathLike[str],
        environ: WSGIEnvironment | HasEnviron,
        /,
        **options: Unpack[SendFileOptions],
    ) -> Response:
        """The file at ``path``, which a client may have sent, in ``directory``.

        Raises an HTTP error, 404, for a path that leaves the directory, and when there is no such file.
        """

    def safe_join(self, directory: str, /, *untrusted: str) -> str | None:
        """A path below ``directory``; None when an ``untrusted`` part would leave it, or names a device."""


class Layer(Answers, Parsers, Protocol):
    """The full interface of both twins, as a module: 35 names.

    `Request` and `Response` are here, and the classes of their attributes in `bizkit.wrappers.values` and
    `bizkit.wrappers.header_values`. The functions are those of `Answers` and `bizkit.wrappers.header_values.Parsers`.
    """

    @property
    def Request(self) -> RequestClass: ...
    @property
    def Response(self) -> ResponseClass: ...
    @property
    def Accept(self) -> type[header_values.Accept]: ...
    @property
    def Authorization(self) -> type[header_values.Authorization]: ...
    @property
    def ContentRange(self) -> type[header_values.ContentRange]: ...
    @property
    def ETags(self) -> type[header_values.ETags]: ...
    @property
    def FileStorage(self) -> type[values.FileStorage]: ...
    @property
    def Headers(self) -> type[values.Headers]: ...
    @property
    def IfRange(self) -> type[header_values.IfRange]: ...
    @property
    def MIMEAccept(self) -> type[header_values.MIMEAccept]: ...
    def MultiDict(
        self, mapping: Mapping[str, str | list[str]] | Iterable[tuple[str, str]] | None = None, /
    ) -> values.MutableMultiDict[str, str]: ...
    @property
    def Range(self) -> type[header_values.Range]: ...

"""Request and Response by hand, on the standard library alone.

`Request` reads a WSGI environment, and only what is asked for. `Response` is a WSGI application that says one thing.
Names and meanings are Werkzeug's, so that code written for this layer runs on the other one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bizkit.datastructures import EnvironHeaders, Headers, MultiDict, status_string
from bizkit.exceptions import BadRequest

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

FORM = "application/x-www-form-urlencoded"

# Media types that are text though they don't begin with text/.
TEXT_TYPES = frozenset(
    {
        "application/ecmascript",
        "application/javascript",
        "application/sql",
        "application/xml",
        "application/xml-dtd",
        "application/xml-external-parsed-entity",
    }
)

# The fields that describe content, and are not sent where there is none. RFC 9110, section 15.4.5, on 304: "a sender
# SHOULD NOT generate representation metadata other than the above listed fields".
NOT_SENT = {
    204: {"content-length", "content-type"},
    304: {
        "allow",
        "content-encoding",
        "content-language",
        "content-length",
        "content-md5",
        "content-range",
        "content-type",
        "last-modified",
    },
}


class Request:
    """What the client asked for, read from a WSGI environment."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ

    @property
    def method(self) -> str:
        """``"GET"``, ``"POST"``, …"""
        return str(self.environ.get("REQUEST_METHOD", "GET")).upper()

    @cached_property
    def path(self) -> str:
        """The path within the application, decoded, and always with one slash in front."""
        # PEP 3333: native strings hold "code points representable in ISO-8859-1": they are bytes in disguise.
        path = str(self.environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "replace")
        return "/" + path.lstrip("/")

    @property
    def query_string(self) -> bytes:
        """What follows the question mark, as it came."""
        return str(self.environ.get("QUERY_STRING", "")).encode("latin-1")

    @cached_property
    def args(self) -> MultiDict:
        """The parameters in the query string."""
        return _parse_urlencoded(self.query_string)

    @cached_property
    def headers(self) -> EnvironHeaders:
        """The header fields."""
        return EnvironHeaders(self.environ)

    @property
    def mimetype(self) -> str:
        """The media type of the content in lower case and without parameters; ``""`` when the client gave none."""
        return str(self.environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()

    def get_data(self) -> bytes:
        """The content of the request. It is read once, and never beyond Content-Length.

        Raises `BadRequest` when the client stops before it has sent what it announced.
        """
        return self._data

    @cached_property
    def _data(self) -> bytes:
        left = _content_length(self.environ)
        chunks = []
        # PEP 3333: "The application should not attempt to read more data than is specified by the CONTENT_LENGTH
        # variable": where there is no end of file, it would wait for ever. And one read can return less than asked for.
        while left > 0:
            chunk = self.environ["wsgi.input"].read(left)
            if not chunk:
                raise BadRequest(f"The content of the request ended {left} bytes before its Content-Length.")
            chunks.append(chunk)
            left -= len(chunk)
        return b"".join(chunks)

    @cached_property
    def form(self) -> MultiDict:
        """The fields of a form that was sent URL-encoded; empty for content of any other type."""
        return _parse_urlencoded(self.get_data()) if self.mimetype == FORM else MultiDict()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method} {self.path!r}>"


class Response:
    """A WSGI application that gives one answer.

    - ``response``: the content as str or bytes, or an iterable of either, which is passed on as it comes.
    - ``status``: a code (``404``, ``"404"``), or a code with its reason (``"404 Not Found"``).
    - ``headers``: a mapping or pairs. Line breaks in them raise ValueError.
    - ``mimetype``: the media type, to which ``charset=utf-8`` is added for text; ``content_type``: both in one.
    """

    default_mimetype = "text/html"

    def __init__(
        self,
        response: str | bytes | Iterable[str] | Iterable[bytes] | None = None,
        status: int | str = 200,
        headers: Mapping[str, Any] | Headers | Iterable[tuple[str, Any]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
    ) -> None:
        self.status = status
        self.headers = Headers(headers)
        if content_type is not None:
            self.content_type = content_type
        elif mimetype is not None or "Content-Type" not in self.headers:
            self.mimetype = mimetype or self.default_mimetype
        self.response: Iterable[str] | Iterable[bytes] = []
        self._on_close: list[Callable[[], object]] = []
        if isinstance(response, (str, bytes, bytearray)):
            self.set_data(response)
        elif response is not None:
            self.response = response

    @property
    def status(self) -> str:
        """The code and its reason: ``"200 OK"``. Takes whatever `Response` takes as its status."""
        return self._status

    @status.setter
    def status(self, status: int | str) -> None:
        self._status = status_string(status)
        self._status_code = int(self._status[:3])

    @property
    def status_code(self) -> int:
        """The code alone: 200."""
        return self._status_code

    @status_code.setter
    def status_code(self, code: int) -> None:
        self.status = code

    @property
    def content_type(self) -> str | None:
        """The field Content-Type: media type and parameters."""
        value: str | None = self.headers.get("Content-Type")
        return value

    @content_type.setter
    def content_type(self, value: str) -> None:
        self.headers["Content-Type"] = value

    @property
    def mimetype(self) -> str | None:
        """The media type alone. Set it, and text gets its charset."""
        return (self.content_type or "").partition(";")[0].strip() or None

    @mimetype.setter
    def mimetype(self, value: str) -> None:
        is_text = value.startswith("text/") or value.endswith("+xml") or value in TEXT_TYPES
        self.content_type = f"{value}; charset=utf-8" if is_text else value

    def get_data(self) -> bytes:
        """The whole content. An iterable is read to its end, and kept."""
        if not isinstance(self.response, (list, tuple)):
            if close := getattr(self.response, "close", None):
                self.call_on_close(close)
            self.response = list(_encoded(self.response))
        return b"".join(_encoded(self.response))

    def set_data(self, data: str | bytes) -> None:
        """Make ``data`` the content. Text is sent as UTF-8."""
        content = data.encode() if isinstance(data, str) else bytes(data)
        self.response = [content]
        self.headers["Content-Length"] = len(content)

    def call_on_close(self, function: Callable[[], object]) -> Callable[[], object]:
        """Call ``function`` when the server has sent the response, or given up. Works as a decorator."""
        self._on_close.append(function)
        return function

    def close(self) -> None:
        """Close the iterable that is the content, if it can be closed, and call what waits for this moment."""
        if close := getattr(self.response, "close", None):
            close()
        for function in self._on_close:
            function()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the response (PEP 3333)."""
        chunks, fields, code = self.response, self.headers.to_wsgi_list(), self._status_code
        is_sequence = isinstance(chunks, (list, tuple))
        # RFC 9110, section 6.4.1: "All 1xx (Informational), 204 (No Content), and 304 (Not Modified) responses do not
        # include content."
        if code < 200 or code in (204, 304):
            without = NOT_SENT.get(code, {"content-length"})
            fields = [field for field in fields if field[0].lower() not in without]
            chunks = ()
        elif is_sequence and "Content-Length" not in self.headers:
            fields.append(("Content-Length", str(sum(map(len, _encoded(chunks))))))
        # RFC 9110, section 9.3.2: "The HEAD method is identical to GET except that the server MUST NOT send content in
        # the response."
        if environ.get("REQUEST_METHOD") == "HEAD":
            chunks = ()
        start_response(self._status, fields)
        if is_sequence and not self._on_close:
            return list(_encoded(chunks))
        return _Content(chunks, self.close)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}>"


class _Content:
    """An iterable for the server: bytes, one chunk at a time, and a `close` that it must call (PEP 3333)."""

    def __init__(self, chunks: Iterable[str] | Iterable[bytes], close: Callable[[], None]) -> None:
        self._chunks = _encoded(chunks)
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks


def _encoded(chunks: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk.encode() if isinstance(chunk, str) else chunk


def _parse_urlencoded(data: bytes) -> MultiDict:
    """The pairs of ``application/x-www-form-urlencoded`` (https://url.spec.whatwg.org/#urlencoded-parsing).

    Only ``&`` separates pairs. Bytes that are not UTF-8 become U+FFFD, escaped or not.
    """
    text = data.decode("utf-8", "replace")
    return MultiDict(parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace"))


def _content_length(environ: WSGIEnvironment) -> int:
    """How many bytes of content the client announced. A length that is none counts as 0.

    RFC 9110, section 8.6: "Content-Length = 1*DIGIT", so neither a sign nor what else int() would take.
    """
    length = environ.get("CONTENT_LENGTH", "").strip()
    try:
        return int(length) if length.isascii() and length.isdigit() else 0
    except ValueError:  # Python refuses numbers of thousands of digits
        return 0

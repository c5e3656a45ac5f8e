"""A WSGI application that gives one answer (PEP 3333; RFC 9110 for what may be in it)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, overload
from urllib.parse import urljoin

from bizkit.datastructures import Headers
from bizkit.grammar import STATUSES, check_redirect, is_json, status_string
from bizkit.wrappers.by_hand import conditional, urls
from bizkit.wrappers.by_hand.etags import generate_etag
from bizkit.wrappers.by_hand.response_head import ResponseHead, content_type_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from bizkit.wrappers.interface import HasEnviron

Chunks = Iterable[str] | Iterable[bytes]

# The fields that describe content, and are not sent where there is none. RFC 9110, section 15.4.5, on 304: "a sender
# SHOULD NOT generate representation metadata other than the above listed fields".
NOT_SENT = {
    "204": {"content-length", "content-type"},
    "304": {
        *("allow", "content-encoding", "content-language", "content-length", "content-md5", "content-range"),
        *("content-type", "last-modified"),
    },
}


class Response(ResponseHead):
    """One answer.

    - ``response``: the content as str or bytes, or an iterable of either, which is passed on as it comes.
    - ``status``: a code (``404``, ``"404"``), or a code with its reason (``"404 Not Found"``).
    - ``headers``: a mapping or pairs. Line breaks in them raise ValueError.
    - ``mimetype``: the media type, to which ``charset=utf-8`` is added for text; ``content_type``: both in one.
    """

    default_status = 200
    default_mimetype = "text/html"
    autocorrect_location_header = False
    """Whether a relative Location is sent as an absolute URL."""

    def __init__(
        self,
        response: str | bytes | Chunks | None = None,
        status: int | str | None = None,
        headers: Mapping[str, object] | Iterable[tuple[str, object]] | None = None,
        mimetype: str | None = None,
        content_type: str | None = None,
    ) -> None:
        code = self.default_status if status is None else status
        self._status = STATUSES.get(code) or status_string(code)
        self._on_close: list[Callable[[], object]] = []
        length = None
        if isinstance(response, str):
            response = response.encode()
        if isinstance(response, (bytes, bytearray)):
            response, length = [bytes(response)], len(response)
        self.response: Chunks = [] if response is None else response
        if headers is None and content_type is None:  # as it is nearly always
            fields = [("Content-Type", content_type_of(mimetype or self.default_mimetype))]
            if length is not None:
                fields.append(("Content-Length", str(length)))
            self.headers = Headers.from_list(fields)
            return
        self.headers = Headers(headers)
        if content_type is not None:
            self.content_type = content_type
        elif mimetype is not None or "Content-Type" not in self.headers:
            self.mimetype = mimetype or self.default_mimetype
        if length is not None:
            self.content_length = length

    # The content

    @overload
    def get_data(self, as_text: Literal[False] = False) -> bytes: ...
    @overload
    def get_data(self, as_text: Literal[True]) -> str: ...
    @overload
    def get_data(self, as_text: bool) -> bytes | str: ...
    def get_data(self, as_text: bool = False) -> bytes | str:
        """The whole content, as bytes, or as text in UTF-8. An iterable is read to its end, and kept."""
        if not self.is_sequence:
            if close := getattr(self.response, "close", None):
                self.call_on_close(close)
            self.response = list(self.iter_encoded())
        data = b"".join(self.iter_encoded())
        return data.decode("utf-8", "replace") if as_text else data

    def set_data(self, data: str | bytes) -> None:
        """Make ``data`` the content. Text is sent as UTF-8."""
        content = data.encode() if isinstance(data, str) else bytes(data)
        self.response = [content]
        self.headers.set("Content-Length", str(len(content)))

    @property
    def data(self) -> bytes:
        """The whole content, as bytes."""
        return self.get_data()

    @data.setter
    def data(self, data: str | bytes) -> None:
        self.set_data(data)

    @property
    def is_sequence(self) -> bool:
        """Whether the content is all there, in a list or a tuple."""
        return isinstance(self.response, (list, tuple))

    @property
    def is_streamed(self) -> bool:
        """Whether nobody knows of how many pieces the content is."""
        return not hasattr(self.response, "__len__")

    def iter_encoded(self) -> Iterator[bytes]:
        """The content piece by piece, as bytes."""
        return conditional.encoded(self.response)

    @property
    def is_json(self) -> bool:
        """Whether the content is said to be JSON."""
        return is_json(self.mimetype or "")

    @property
    def json(self) -> Any:
        """The content, read as JSON. See `get_json`."""
        return self.get_json()

    def get_json(self, force: bool = False, silent: bool = False) -> Any:
        """The content, read as JSON; None when it is said to be something else (unless ``force``).

        Raises ValueError when it isn't JSON; with ``silent`` it gives None.
        """
        if not force and not self.is_json:
            return None
        try:
            return json.loads(self.get_data())
        except ValueError:
            if silent:
                return None
            raise

    # Versions and parts of the content

    def add_etag(self, overwrite: bool = False, weak: bool = False) -> None:
        """Name this version after its content, unless it has a name."""
        if overwrite or "ETag" not in self.headers:
            self.set_etag(generate_etag(self.get_data()), weak)

    def freeze(self) -> None:
        """Make the content a list of its own, of known length and version, so that it can be kept and sent again."""
        self.content_length = len(self.get_data())
        self.response = list(self.iter_encoded())
        self.add_etag()

    def make_conditional(
        self,
        request_or_environ: WSGIEnvironment | HasEnviron,
        accept_ranges: bool | str = False,
        complete_length: int | None = None,
    ) -> Self:
        """Send only what the client asks for: see `conditional.make_conditional`."""
        environ = request_or_environ if isinstance(request_or_environ, dict) else request_or_environ.environ
        if part := conditional.make_conditional(self, environ, accept_ranges, complete_length):
            self.response = conditional.Part(self.response, *part)
        return self

    # What becomes of it

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send the response (PEP 3333)."""
        content, status, fields = self.get_wsgi_response(environ)
        try:
            start_response(status, fields)
        except BaseException:
            self.close()  # nobody else will: the server gets nothing that it could close
            raise
        return content

    def get_wsgi_response(self, environ: WSGIEnvironment) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """What is sent to the request in ``environ``: the content, the status and the header fields."""
        return self.get_app_iter(environ), self._status, self._fields(environ)

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """The header fields that are sent to the request in ``environ``."""
        return Headers.from_list(self._fields(environ))

    def _fields(self, environ: WSGIEnvironment) -> list[tuple[str, str]]:
        fields, length_is_known = self.headers.to_wsgi_list(), False
        for place, (name, value) in enumerate(fields):
            lowered = name.lower()
            if lowered == "content-length":
                length_is_known = True
            elif lowered in ("location", "content-location"):
                fields[place] = (name, self._location(value, environ))
        if self._has_no_content:
            without = NOT_SENT.get(self._status[:3], {"content-length"})
            return [field for field in fields if field[0].lower() not in without]
        if not length_is_known and self.is_sequence:
            fields.append(("Content-Length", str(sum(map(len, self.iter_encoded())))))
        return fields

    @property
    def _has_no_content(self) -> bool:
        # RFC 9110, section 6.4.1: "All 1xx (Informational), 204 (No Content), and 304 (Not Modified) responses do not
        # include content."
        return self._status[0] == "1" or self._status[:3] in NOT_SENT

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """The content that is sent to the request in ``environ``. The caller must call its `close`, if it has one."""
        # RFC 9110, section 9.3.2: "The HEAD method is identical to GET except that the server MUST NOT send content in
        # the response."
        if environ.get("REQUEST_METHOD") == "HEAD" or self._has_no_content:
            return _ClosingChunks(iter(()), self.close)
        content = self.response
        if isinstance(content, (list, tuple)) and not self._on_close:
            for chunk in content:
                if type(chunk) is not bytes:
                    return list(self.iter_encoded())
            return content  # pyright: ignore[reportReturnType]  # each chunk is bytes, as the loop has seen
        return _ClosingChunks(self.iter_encoded(), self.close)

    def _location(self, url: str, environ: WSGIEnvironment) -> str:
        """``url`` as it can be sent: in ASCII, and absolute if that is wanted."""
        if self.autocorrect_location_header:
            from bizkit.wrappers.by_hand.request import Request

            url = urljoin(Request(environ).base_url, url)
        return urls.to_uri(url)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status}>"


class _ClosingChunks:
    """An iterable for the server: bytes, one chunk at a time, and a `close` that it must call (PEP 3333)."""

    def __init__(self, chunks: Iterator[bytes], close: Callable[[], None]) -> None:
        self._chunks = chunks
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks


def redirect(location: str, code: int = 302, Response: type[Response] = Response) -> Response:
    """An answer that sends the client to ``location``, an absolute or a relative URL, which stays as it is.

    ``code`` is 301 or 308 for good, 302 or 307 for now, 303 to see something else. Raises ValueError for any other
    code, and for a line break in ``location``.
    """
    check_redirect(code)
    import html  # it takes a while to load, and few answers need it

    shown = html.escape(location)
    response = Response(
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Redirecting…</title>\n'
        f'<h1>Redirecting…</h1>\n<p>This is at <a href="{shown}">{shown}</a>.</p>\n',
        code,
        mimetype="text/html",
    )
    response.headers["Location"] = location
    return response

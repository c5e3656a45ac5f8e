"""The content of a request, as a stream that ends where the request does.

PEP 3333: "The application should not attempt to read more data than is specified by the CONTENT_LENGTH variable": a
server's stream may have no end of file there, and a call that reads on waits forever.
"""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from bizkit.exceptions import ClientDisconnected, RequestEntityTooLarge
from bizkit.grammar import BLANKS

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from _typeshed import WriteableBuffer

PIECE = 1 << 16
"""Bytes that are read or sent at a time."""


def content_length(environ: WSGIEnvironment) -> int | None:
    """How many bytes of content the client announced; None when it didn't say. An invalid length counts as 0.

    RFC 9110, section 8.6: "Content-Length = 1*DIGIT", so neither a sign nor what else int() would take.
    """
    length = environ.get("CONTENT_LENGTH")
    if "HTTP_TRANSFER_ENCODING" in environ and is_chunked(environ):
        return None
    if length is None:
        return None
    length = length.strip(BLANKS)
    try:
        return int(length) if length.isascii() and length.isdigit() else 0
    except ValueError:  # Python refuses numbers of thousands of digits
        return 0


def is_chunked(environ: WSGIEnvironment) -> bool:
    """Whether the client sends the content in chunks, without saying how long it is (RFC 9112, section 7.1)."""
    codings = environ.get("HTTP_TRANSFER_ENCODING", "").lower().split(",")
    return "chunked" in [coding.strip(BLANKS) for coding in codings]


def content_stream(environ: WSGIEnvironment, max_content_length: int | None = None) -> IO[bytes]:
    """The content of the request, as a stream with an end.

    A server that ends its stream itself says so with ``wsgi.input_terminated``. Raises `RequestEntityTooLarge` when the
    content is announced to be larger than ``max_content_length``; where nothing is announced, the stream does.
    """
    stream: IO[bytes] = environ["wsgi.input"]
    length = content_length(environ)
    if max_content_length is not None and length is not None and length > max_content_length:
        raise RequestEntityTooLarge
    is_terminated = bool(environ.get("wsgi.input_terminated"))
    if is_terminated and max_content_length is None:
        return stream
    limit = max_content_length if is_terminated else length
    return LimitedStream(stream, limit or 0, is_max=is_terminated)  # type: ignore[return-value]  # it is a file to read


def read_content(environ: WSGIEnvironment, max_content_length: int | None = None) -> bytes:
    """The whole content of the request, as `content_stream` gives it."""
    length = content_length(environ)
    if max_content_length is not None or length is None or "wsgi.input_terminated" in environ:
        return content_stream(environ, max_content_length).read()
    # For nearly every request, this is what the stream would do. Only a length that is true is worth the memory.
    data: bytes = environ["wsgi.input"].read(length) if 0 < length <= PIECE else b""
    if len(data) < length:
        data += LimitedStream(environ["wsgi.input"], length - len(data)).read()
    return data


class LimitedStream(io.RawIOBase):
    """The first ``limit`` bytes of ``stream``.

    An end before that raises `ClientDisconnected`. With ``is_max`` the limit is the most that the server takes:
    an end before it is fine, and more than that raises `RequestEntityTooLarge`.
    """

    def __init__(self, stream: IO[bytes], limit: int, is_max: bool = False) -> None:
        self._stream, self._left, self._is_max = stream, limit, is_max

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most ``size`` bytes, for a server may give less at a time; without a size, all that there are."""
        if size is None or size < 0:
            return self.readall()
        return self._took(self._stream.read(wanted), wanted) if (wanted := self._wanted(size)) else b""

    def readall(self) -> bytes:
        pieces = []
        while piece := self.read(PIECE):
            pieces.append(piece)
        return b"".join(pieces)

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line with its end; what ``size`` allows of it."""
        wanted = self._wanted(max(self._left, 1) if size is None or size < 0 else size)
        return self._took(self._stream.readline(wanted), wanted) if wanted else b""

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def _wanted(self, size: int) -> int:
        """How much of ``size`` bytes there may be."""
        if size and not self._left and self._is_max and self._stream.read(1):
            raise RequestEntityTooLarge
        return min(size, self._left)

    def _took(self, data: bytes, wanted: int) -> bytes:
        if wanted and not data and not self._is_max:
            raise ClientDisconnected
        self._left -= len(data)
        return data

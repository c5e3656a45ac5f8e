"""Conditional answers: nothing where the client has it already, a part where it asks for one (RFC 9110, 13 and 14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bizkit.datastructures import http_date
from bizkit.exceptions import RequestedRangeNotSatisfiable
from bizkit.wrappers.by_hand.etags import is_resource_modified
from bizkit.wrappers.by_hand.ranges import parse_range_header

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from bizkit.wrappers.interface import Response


def make_conditional(
    response: Response, environ: WSGIEnvironment, accept_ranges: bool | str, complete_length: int | None
) -> tuple[int, int] | None:
    """Make ``response`` to GET or HEAD what the conditions of the request ask for.

    Returns the part of the content to send, as the numbers of its first byte and of the one behind its last; None for
    all of it.

    - 304 when the client has this version already, and 412 when If-Match asks for another one.
    - 206 with a part of the content, where Range asks for one, ``accept_ranges`` allows it, and ``complete_length``,
      in bytes, is known. Raises `RequestedRangeNotSatisfiable` (416) when there is no such part.
    """
    method = environ.get("REQUEST_METHOD")
    if method not in ("GET", "HEAD"):
        return None
    part = None
    response.headers.setdefault("Date", http_date())
    if accept_ranges:
        response.headers["Accept-Ranges"] = "bytes" if accept_ranges is True else accept_ranges
    etag, last_modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
    if not is_resource_modified(environ, etag, last_modified=last_modified):
        response.status_code = 412 if environ.get("HTTP_IF_MATCH") else 304
    # Section 14.2: "A server MUST ignore a Range header field received with a request method that is unrecognized or
    # for which range handling is not defined. For this specification, GET is the only method".
    elif method == "GET" and accept_ranges and complete_length and "HTTP_RANGE" in environ:
        wants_whole = is_resource_modified(environ, etag, last_modified=last_modified, ignore_if_range=False)
        if "HTTP_IF_RANGE" not in environ or not wants_whole:
            part = _send_range(response, environ["HTTP_RANGE"], complete_length)
    if response.is_sequence and "Content-Length" not in response.headers:
        response.content_length = sum(map(len, response.iter_encoded()))
    return part


def _send_range(response: Response, header: str, length: int) -> tuple[int, int] | None:
    wanted = parse_range_header(header)
    if wanted is not None and (wanted.units != "bytes" or len(wanted.ranges) > 1):
        return None  # section 14.2: a server ignores units that it doesn't know, and may send the whole at any time
    found = None if wanted is None else wanted.range_for_length(length)
    if found is None:
        raise RequestedRangeNotSatisfiable(length)
    start, stop = found
    response.status_code = 206
    response.content_length = stop - start
    response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{length}"
    return found


def encoded(chunks: Iterable[str] | Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a content as bytes. Text is sent as UTF-8."""
    for chunk in chunks:
        yield chunk.encode() if isinstance(chunk, str) else chunk


class Part:
    """The bytes from ``start`` to before ``stop`` of a content. Where that can seek, it does."""

    def __init__(self, source: Iterable[str] | Iterable[bytes], start: int, stop: int) -> None:
        self._source, self._start, self._stop = source, start, stop

    def __iter__(self) -> Iterator[bytes]:
        skip, left = self._start, self._stop - self._start
        if seek := getattr(self._source, "seek", None):
            seek(skip)
            skip = 0
        for chunk in encoded(self._source):
            piece = chunk[skip : skip + left]
            skip = max(0, skip - len(chunk))
            left -= len(piece)
            if piece:
                yield piece
            if left <= 0:
                return

    def close(self) -> None:
        """Close what this is a part of."""
        if close := getattr(self._source, "close", None):
            close()

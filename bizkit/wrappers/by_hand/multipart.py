"""``multipart/form-data``: forms with files in them (RFC 7578, and RFC 2046, section 5.1, for the parts).

    --boundary                                                       the delimiter
    Content-Disposition: form-data; name="photo"; filename="a.png"   the head of a part
                                                                     an empty line
    …                                                                its content
    --boundary--                                                     the last delimiter

The form is read piece by piece: fields are kept in memory, within limits; files go to disk when they get large.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import IO

from bizkit.datastructures import FileStorage, Headers, parse_options_header
from bizkit.exceptions import RequestEntityTooLarge
from bizkit.grammar import BLANKS, CHARSETS
from bizkit.wrappers.by_hand.streams import PIECE

FORM_PIECE = 4 * PIECE
"""Bytes of a form that are read at a time: fewer, larger pieces mean fewer searches for the boundary."""
LARGEST_IN_MEMORY = 500 * 1024
"""Bytes of a file beyond which it goes to disk."""
MOST_PADDING = 1024
"""Blanks that may follow a boundary: RFC 2046 lets gateways add them."""

# RFC 7578 asks for CR LF, and senders that write one of the two are as old as the format.
_LINE_BREAK = rb"(?:\r\n|\n|\r)"
_END_OF_HEAD = re.compile(rb"\r\n\r\n|\r\r|\n\n")
_AFTER_BOUNDARY = re.compile(rb"(--)[ \t\v\f]*" + _LINE_BREAK + rb"?|[ \t\v\f]*" + _LINE_BREAK)
# Where what was read so far ends before anybody can tell.
_UNFINISHED = re.compile(rb"-?-?[ \t\v\f]*+(?:\r\n?|\n)?\Z")


class MalformedForm(ValueError):
    """The content isn't a form: a boundary is missing, or a part has no head that can be read."""


class MultipartParser:
    """Reads one form from ``read``, which takes a number of bytes and gives b"" at the end.

    `parse` leaves the values of each field in ``fields`` and the files of each name in ``files``. It raises
    `MalformedForm`, and `RequestEntityTooLarge` for a field of more than ``max_field_size`` bytes or more than
    ``max_parts`` parts.
    """

    def __init__(
        self, read: Callable[[int], bytes], boundary: bytes, max_field_size: int | None, max_parts: int | None
    ) -> None:
        self.fields: dict[str, list[str]] = {}
        self.files: dict[str, list[FileStorage]] = {}
        self._read = read
        self._delimiter = b"--" + boundary
        self._max_field_size, self._max_parts = max_field_size, max_parts
        self._contents: list[_Field | _File] = []
        self._buffer, self._begin = b"", 0  # what has been read, and where in it that begins which nobody took yet
        self._at_end = False

    def parse(self) -> None:
        """Read the whole form."""
        try:
            is_last = self._find_delimiter(lambda data: None, is_preamble=True)
            while not is_last:
                is_last = self._read_part(self._read_head())
            while self._fill():  # what follows means nothing, but the client must send it
                self._begin = len(self._buffer)
        except Exception:
            for content in self._contents:
                content.close()
            raise

    def _read_head(self) -> Headers:
        """The header fields of a part, up to the empty line."""
        searched = self._begin
        while (match := _END_OF_HEAD.search(self._buffer, searched)) is None:
            size = len(self._buffer) - self._begin
            if self._max_field_size is not None and size > self._max_field_size:
                raise RequestEntityTooLarge("A part of the form has too large a head.")
            if not self._fill():
                raise MalformedForm("The form ends within the head of a part.")
            searched = max(0, size - 3)
        start, end = match.span()
        head = self._buffer[self._begin : start]
        # The line break that makes the line an empty one stays: in an empty part it stands before the boundary.
        self._begin = (start + end) // 2
        try:
            return Headers.from_list(_fields(head))
        except UnicodeDecodeError as error:
            raise MalformedForm("The head of a part is not UTF-8.") from error

    def _read_part(self, headers: Headers) -> bool:
        """Read the content of a part to the delimiter after it. Returns whether that was the last one."""
        disposition = headers.get("Content-Disposition")
        if disposition is None:
            raise MalformedForm("A part of the form has no Content-Disposition.")
        _, options = parse_options_header(disposition)
        name, filename = options.get("name"), options.get("filename")
        content = _Field(self._max_field_size) if filename is None else _File()
        self._contents.append(content)
        if self._max_parts is not None and len(self._contents) > self._max_parts:
            raise RequestEntityTooLarge(f"The form has more than {self._max_parts} parts.")
        is_last = self._find_delimiter(content.write)
        if name is None:
            content.close()
        elif isinstance(content, _Field):
            self.fields.setdefault(name, []).append(content.text(headers))
        else:
            self.files.setdefault(name, []).append(FileStorage(content.stream(), filename, name, headers=headers))
        return is_last

    def _find_delimiter(self, write: Callable[[bytes], object], is_preamble: bool = False) -> bool:
        """Hand all up to the next delimiter to ``write``. Returns whether it was the last one."""
        delimiter = self._delimiter
        searched = begin = self._begin
        if not is_preamble:  # what is left of the empty line after the head
            begin = _AFTER_HEAD.match(self._buffer, begin).end()  # type: ignore[union-attr]
        while True:
            place = self._buffer.find(delimiter, searched)
            if place < 0:
                # What is left may be the beginning of a delimiter, and of the line break before it.
                if (end := len(self._buffer) - len(delimiter) - 1) > begin:
                    write(self._buffer[begin:end])
                    begin = self._begin = end
                searched = max(0, len(self._buffer) - self._begin - len(delimiter) + 1)
                begin -= self._begin
                if not self._fill():
                    raise MalformedForm("The form ends without its last boundary.")
                continue
            after = place + len(delimiter)
            if _UNFINISHED.match(self._buffer, after):
                dropped = self._look_ahead(after + MOST_PADDING)
                place, begin, after = place - dropped, begin - dropped, after - dropped
            match = _AFTER_BOUNDARY.match(self._buffer, after, after + MOST_PADDING)
            end_of_content = place if is_preamble else _before_line_break(self._buffer, place)
            if match is not None and end_of_content is not None:
                write(self._buffer[begin:end_of_content])
                self._begin = match.end()
                return match[1] is not None
            searched = place + 1  # it looks like a boundary, and is data

    def _fill(self) -> bool:
        """Read one piece more, and forget what was taken. Returns whether there was one."""
        piece = b"" if self._at_end else self._read(FORM_PIECE)
        if piece:
            self._buffer, self._begin = self._buffer[self._begin :] + piece, 0
        self._at_end = not piece
        return not self._at_end

    def _look_ahead(self, end: int) -> int:
        """Read up to the place ``end``, if there is that much. Returns how many places all has moved to the front."""
        dropped = 0
        while len(self._buffer) < end - dropped:
            before = self._begin
            if not self._fill():
                break
            dropped += before
        return dropped


def _fields(head: bytes) -> list[tuple[str, str]]:
    """The header fields in the head of a part. A line that begins with a blank goes on with the one above it."""
    lines: list[list[str]] = []
    for line in head.splitlines():
        text = line.decode("utf-8")
        if text[:1] in (" ", "\t") and lines:
            lines[-1].append(text.strip(BLANKS))
        elif text.strip(BLANKS):
            lines.append([text])
    pairs = (" ".join(parts).partition(":") for parts in lines)
    return [(name.strip(BLANKS), value.strip(BLANKS)) for name, _, value in pairs]


# The rest of the empty line after a head.
_AFTER_HEAD = re.compile(_LINE_BREAK)


def _before_line_break(buffer: bytes, place: int) -> int | None:
    """Where the line break right before ``place`` begins; None where there is none."""
    before = buffer[max(0, place - 2) : place]
    if before == b"\r\n":
        return place - 2
    return place - 1 if before.endswith((b"\r", b"\n")) else None


class _Field:
    """The content of a field, in memory."""

    def __init__(self, limit: int | None) -> None:
        self._pieces: list[bytes] = []
        self._limit, self._size = limit, 0

    def write(self, data: bytes) -> None:
        self._size += len(data)
        if self._limit is not None and self._size > self._limit:
            raise RequestEntityTooLarge(f"A field of the form has more than {self._limit} bytes.")
        self._pieces.append(data)

    def text(self, headers: Headers) -> str:
        content_type = headers.get("Content-Type")
        charset = parse_options_header(content_type)[1].get("charset", "").lower() if content_type else ""
        return b"".join(self._pieces).decode(charset if charset in CHARSETS else "utf-8", "replace")

    def close(self) -> None:
        self._pieces.clear()


class _File:
    """The content of a file: in memory, and on disk once it is large."""

    def __init__(self) -> None:
        self._first = b""
        self._spool: IO[bytes] | None = None

    def write(self, data: bytes) -> None:
        if self._spool is None and not self._first:
            self._first = data  # for most files this is all of it
            return
        if self._spool is None:
            import tempfile  # it takes a while to load, and few forms need it

            self._spool = tempfile.SpooledTemporaryFile(LARGEST_IN_MEMORY)  # noqa: SIM115 - FileStorage closes it
            self._spool.write(self._first)
        self._spool.write(data)

    def stream(self) -> IO[bytes]:
        if self._spool is None:
            return io.BytesIO(self._first)
        self._spool.seek(0)
        return self._spool

    def close(self) -> None:
        if self._spool is not None:
            self._spool.close()

"""A server as PEP 3333 describes it, in the learner's process: it calls an application and writes down what comes.

Standard library only: an attendee waits for the imports of this process on every save.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from bizkit.workshop.judge.portraits import Json, portrait

MOST_BYTES = 4_000_000
"""Where the body of an answer is cut off."""


class Gateway:
    """Plays the server of PEP 3333 for one request, and writes down all that the application does."""

    def __init__(self, most_chunks: int) -> None:
        self.most_chunks = most_chunks
        self.record: Json = {"calls": [], "chunks": [], "writes": [], "returned": None, "closed": 0, "end": "open"}

    def run(self, application: Any, environ: Json) -> None:
        """Call ``application``, take its chunks one by one up to the limits, and close what it returned."""
        record = self.record
        returned = application(environ, self.start_response)
        kind = type(returned)
        record["returned"] = portrait(returned) if issubclass(kind, str | bytes | None) else kind.__name__
        try:
            if returned is None:
                record["end"] = "nothing returned"
                return
            for number, (chunk, size) in enumerate(self._measured(returned), start=1):
                record["chunks"].append(portrait(chunk))
                if number >= self.most_chunks or size >= MOST_BYTES:
                    record["end"] = "cut off"
                    return
            record["end"] = "reached"
        finally:
            # "If the iterable returned by the application has a close() method, the server or gateway must call that
            # method upon completion of the current request" (PEP 3333, Specification Details)
            if callable(close := getattr(returned, "close", None)):
                close()
                record["closed"] += 1

    def _measured(self, returned: Any) -> Iterator[tuple[Any, int]]:
        size = 0
        for chunk in returned:
            kind = type(chunk)
            size += bytes.__len__(chunk) if issubclass(kind, bytes) else 1
            size += str.__len__(chunk) if issubclass(kind, str) else 0
            yield chunk, size

    def start_response(self, *args: Any, **kwargs: Any) -> Callable[[Any], None]:
        """PEP 3333's start_response; the judge says later whether the call was a legal one."""
        call = {"args": [portrait(arg) for arg in args[:2]], "count": len(args), "keywords": sorted(kwargs)}
        call["exc_info"] = len(args) > 2 and args[2] is not None
        call["after"] = len(self.record["chunks"])
        self.record["calls"].append(call)
        return self.write

    def write(self, data: Any) -> None:
        """The legacy ``write()`` callable that start_response returns."""
        if len(self.record["writes"]) < self.most_chunks:
            self.record["writes"].append(portrait(data))


class Input(io.BufferedIOBase):
    """``wsgi.input`` as a server's socket would be: an application that asks for more than was sent waits forever.

    Here they get an end of file, and ``overread`` tells the judge how many bytes were asked for too many
    (-1: all of them, with a ``read()`` that names no size).
    """

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)
        self._left = len(content)
        self.overread = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._take(self._content.read, size)

    read1 = read

    def readline(self, size: int | None = -1, /) -> bytes:
        line = self._content.readline(-1 if size is None else size)
        if not line.endswith(b"\n") and (size is None or size < 0 or size > self._left):
            self.overread = self.overread or -1
        self._left -= len(line)
        return line

    def __next__(self) -> bytes:
        if line := self.readline():
            return line
        raise StopIteration

    def readinto(self, buffer: Any, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    readinto1 = readinto

    def _take(self, read: Callable[[int], bytes], size: int | None) -> bytes:
        if size is None or size < 0:
            self.overread = -1
            size = -1
        elif size > self._left and self.overread >= 0:
            self.overread = max(self.overread, size - self._left)
        data = read(size)
        self._left -= len(data)
        return data

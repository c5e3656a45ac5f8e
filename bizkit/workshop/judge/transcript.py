"""What was sent and what came back, as a failure shows it, with a command that sends the same again.

There is a kind of `Transcript` for each level at which an exercise works. This module has the one for bytes on a
connection; the one for a call of a WSGI application is in `exchange`, which knows what such a call consists of.

A byte transcript shows a line for each line that went over the connection, marked with its direction::

    > GET / HTTP/1.0\\r\\n
    > \\r\\n
    < HTTP/1.0 200 OK\\r\\n

Text is shown as text. Everything else, line ends included, is shown as it is written in Python: what a program sends
is bytes, and a missing \\r is a mistake to be seen.
"""

from __future__ import annotations

import string
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field

from bizkit.workshop.text import in_short

LONGEST_REPLAY = 2_000
"""The number of bytes from which on a command that sends them can't be copied with a mouse any more."""
FIRST_BYTES, LAST_BYTES, MOST_KEPT = 6_000, 2_000, 1_000_000
"""How much is shown of a long piece, and how much of it is kept: a server may send without an end."""
SAFE = frozenset(string.ascii_letters + string.digits + string.punctuation + " ") - frozenset("%\\'!")
"""The characters that mean themselves in the format of printf, between single quotes, in every shell."""
ESCAPES = {"\r": r"\r", "\n": r"\n", "\t": r"\t", "%": "%%"}


class Transcript(ABC):
    """What was sent and what came back."""

    running: str = ""
    """What has to run for a replay, and does so, as in ``"`workshop run` serves it"``."""
    example: str = ""
    """The lines of an example that took part; "" if only the learner's own code did."""

    @abstractmethod
    def lines(self) -> Iterator[str]:
        """Yield the lines to show, in the order in which it happened: ``>`` was sent, ``<`` came back."""

    @abstractmethod
    def replay(self) -> str:
        """Return a command for a shell that sends the same again; "" if there is none."""

    def __str__(self) -> str:
        command = self.replay()
        replay = [f"Replay while {self.running}:\n  {command}"] if command else []
        return "\n".join([*self.lines(), *replay])


@dataclass
class Piece:
    """The bytes that went in one direction until the other side spoke: ``>`` to the server, ``<`` from it."""

    direction: str
    data: bytearray = field(default_factory=bytearray)
    left_out: int = 0
    """How many bytes are missing after the first `FIRST_BYTES` of ``data``."""

    def add(self, data: bytes) -> None:
        """Add ``data``, and leave the middle out if it has become too long to keep."""
        self.data += data
        if len(self.data) > MOST_KEPT:
            self.left_out += len(self.data) - FIRST_BYTES - LAST_BYTES
            del self.data[FIRST_BYTES:-LAST_BYTES]

    @property
    def size(self) -> int:
        """The number of bytes that went over the connection."""
        return len(self.data) + self.left_out

    def __str__(self) -> str:
        if self.size <= FIRST_BYTES + LAST_BYTES:
            return printable(self.data)
        note = f"… {self.size - FIRST_BYTES - LAST_BYTES:,} bytes left out …"
        return "\n".join([printable(self.data[:FIRST_BYTES]), note, printable(self.data[-LAST_BYTES:])])


@dataclass
class ByteTranscript(Transcript):
    """The bytes of one connection to a server, in both directions."""

    port: int
    running: str
    host: str = "127.0.0.1"
    pieces: list[Piece] = field(default_factory=list)
    end: str = ""
    """How it ended, in words, if that can't be seen from the bytes."""

    def sent(self, data: bytes) -> None:
        """Take down ``data`` that went to the server."""
        self._add(">", data)

    def received(self, data: bytes) -> None:
        """Take down ``data`` that came from the server. b"", which is how a socket tells it, is the end."""
        if data:
            self._add("<", data)
        else:
            self.end = "the server closed the connection"

    def _add(self, direction: str, data: bytes) -> None:
        # How many calls of send or recv it took says nothing: what TCP carries is a stream.
        if not self.pieces or self.pieces[-1].direction != direction:
            self.pieces.append(Piece(direction))
        self.pieces[-1].add(data)

    def lines(self) -> Iterator[str]:
        for piece in self.pieces:
            for line in in_short(str(piece)).splitlines():
                yield f"{piece.direction} {line}"
        if self.pieces and self.pieces[-1].direction == ">":
            yield "< nothing"
        if self.end:
            yield f"  {self.end}"

    def replay(self) -> str:
        """Return a command with printf and nc. Where the server spoke in between, it gets a second to do so."""
        sent = [piece for piece in self.pieces if piece.direction == ">"]
        if sum(piece.size for piece in sent) > LONGEST_REPLAY:
            return ""
        commands = [f"printf '{printf_format(piece.data)}'" for piece in sent]
        listen = f"nc {self.host} {self.port}"
        match commands:
            case []:
                return listen
            case [command]:
                return f"{command} | {listen}"
            case _:
                return f"({'; sleep 1; '.join(commands)}) | {listen}"


def printable(data: bytes | bytearray) -> str:
    """Return ``data`` for a terminal, each line of it with its line end spelt out: UTF-8 as text, the rest escaped."""
    # Bytes that aren't UTF-8 become lone surrogates, which aren't printable either, and bytes again in `_escaped`.
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    shown = ["".join(map(_escaped, f"{line}\n")) for line in lines[:-1]]
    return "\n".join([*shown, *(["".join(map(_escaped, lines[-1]))] if lines[-1] else [])])


def _escaped(character: str) -> str:
    if character.isprintable() and character != "\\":
        return character
    if character.isascii():
        return character.encode("unicode_escape").decode("ascii")
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def printf_format(data: bytes | bytearray) -> str:
    """Return a format for printf that prints ``data``. It holds no quote, and nothing that a shell would change."""
    text = "".join(ESCAPES.get(each, each if each in SAFE else f"\\{ord(each):03o}") for each in data.decode("latin-1"))
    return f"\\055{text[1:]}" if text.startswith("-") else text  # or it were an option

"""A WSGI exchange as the judge sees it: the request, each call of `start_response`, the body chunk by chunk."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from bizkit.workshop.judge.transcript import Transcript
from bizkit.workshop.text import MOST_SHOWN, shorten

Environ = dict[str, str]


@dataclass(frozen=True)
class Other:
    """A value that is no plain data: only the name of its type and its repr left the learner's process."""

    type: str
    repr: str

    def __repr__(self) -> str:
        return self.repr


def value_of(portrait: Any) -> Any:
    """The plain value that `portraits.portrait` shows, or an `Other`. Nothing in it is the learner's."""
    kind, *rest = portrait
    match kind:
        case "constant" if rest[0] in (None, True, False):
            return rest[0]
        case "str":
            return str(rest[0])
        case "int":
            return int(rest[0])
        case "float":
            return float(rest[0])
        case "bytes":
            return rest[0].encode("latin-1")
        case "bytearray":
            return bytearray(rest[0].encode("latin-1"))
        case "list":
            return [value_of(member) for member in rest[0]]
        case "tuple":
            return tuple(value_of(member) for member in rest[0])
        case "dict":
            return {_hashable(value_of(key)): value_of(member) for key, member in rest[0]}
        case _:
            name, text = rest
            return Other(str(name) or "object", str(text))


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | bytes | int | float | None) else repr(value)


@dataclass(frozen=True)
class Request:
    """What the judge sends: the request line, header fields and content, and the environ that they make."""

    method: str = "GET"
    target: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    changes: Mapping[str, str | None] = field(default_factory=dict)
    """Changes to the environ at the end: a value to set, or None to leave the key out."""

    def environ(self) -> Environ:
        """The environ of PEP 3333 for this request, all but the ``wsgi.`` keys, which the worker adds."""
        path, _, query = self.target.partition("?")
        environ = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            # "native strings … must contain only code points representable in ISO-8859-1" (PEP 3333, Unicode Issues)
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
        }
        if self.content:
            environ["CONTENT_LENGTH"] = str(len(self.content))
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        for key, change in self.changes.items():
            if change is None:
                environ.pop(key, None)
            else:
                environ[key] = change
        return environ

    def lines(self) -> Iterator[str]:
        """The request as a failure shows it: the request line, and the environ keys that matter."""
        yield f"> {self.method} {self.target}"
        environ = self.environ()
        shown = ["PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH"]
        shown += [key for key in environ if key.startswith("HTTP_") and key != "HTTP_HOST"]
        shown += [key for key in self.changes if key not in shown]
        for key in shown:
            if key in environ:
                yield f"    {key} = {shorten(repr(environ[key]))}"
            elif key in self.changes:
                yield f"    {key} is not in the environ"
        if self.content:
            yield f"    wsgi.input holds {shorten(repr(self.content))}"

    def curl(self, port: int = 8000) -> str:
        """A command that sends this request to a server on ``port``; "" if curl can't, or not in every shell."""
        content = self.content.decode("utf-8", "replace")
        as_it_is = content.isprintable() and content.encode("utf-8") == self.content and not content.startswith("@")
        if self.changes or not (as_it_is and self.target.isascii() and len(content) <= MOST_SHOWN):
            return ""
        words = ["curl", "-i", "--path-as-is"]
        if self.method == "HEAD":
            words[1] = "-I"
        elif self.method != ("POST" if self.content else "GET"):
            words += ["-X", self.method]
        for name, value in self.headers.items():
            words += ["-H", f"{name}: {value}"]
        if self.content:
            words += ["--data-binary", content]
        words.append(f"http://127.0.0.1:{port}{self.target}")
        return shlex.join(word for word in words if word != "--path-as-is" or ".." in self.target)


@dataclass(frozen=True)
class Call:
    """One call of ``start_response``: its first two arguments as they came, and how many there were."""

    args: tuple[Any, ...]
    count: int
    keywords: tuple[str, ...]
    exc_info: bool
    after: int
    """How many chunks had been given before."""

    def __str__(self) -> str:
        words = [shorten(repr(arg)) for arg in self.args]
        words += ["exc_info"] * (self.count > 2) + [f"{name}=…" for name in self.keywords]
        return f"start_response({', '.join(words)})"


class WsgiTranscript(Transcript):
    """A request to a WSGI application, as far as it got: this one came back without an answer.

    ``is_served``: it is the application that `workshop run` serves, so that curl can ask it, too.
    """

    running = "`workshop run` serves it"

    def __init__(self, request: Request, *, is_served: bool = False) -> None:
        self.request = request
        self.is_served = is_served

    def lines(self) -> Iterator[str]:
        yield from self.request.lines()

    def replay(self) -> str:
        return self.request.curl() if self.is_served else ""


class Exchange(WsgiTranscript):
    """One request, and all that the learner's application did with it.

    The properties are lenient: they make the best of what came, so that a grader can ask about the page while
    `protocol.violation` says apart what was wrong with the way it was sent. The application is the one in ``file``, or
    the one that the lines of ``example`` made.
    """

    def __init__(
        self,
        request: Request,
        record: dict[str, Any],
        overread: int = 0,
        *,
        file: str = "",
        example: str = "",
        is_served: bool = True,
    ) -> None:
        super().__init__(request, is_served=is_served)
        self.file, self.example = file, example
        self.overread = overread
        self.calls = tuple(
            Call(
                tuple(value_of(arg) for arg in call["args"]),
                int(call["count"]),
                tuple(str(name) for name in call["keywords"]),
                bool(call["exc_info"]),
                int(call["after"]),
            )
            for call in record["calls"]
        )
        returned = record["returned"]
        self.returned: Any = value_of(returned) if isinstance(returned, list) else Other(str(returned), "")
        self.chunks: tuple[Any, ...] = tuple(value_of(chunk) for chunk in record["chunks"])
        self.writes: tuple[Any, ...] = tuple(value_of(data) for data in record["writes"])
        self.closed = int(record["closed"])
        self.end = str(record["end"])

    @property
    def status(self) -> str:
        """The last status given, as in ``"200 OK"``; ``""`` when there is none."""
        status = self.calls[-1].args[0] if self.calls and self.calls[-1].args else ""
        return status if isinstance(status, str) else str(status)

    @property
    def status_code(self) -> int:
        """The status code, 0 when there is none."""
        match = re.match(r"\d{3}\b", self.status)
        return int(match[0]) if match else 0

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The header fields given last, those that are pairs."""
        given = self.calls[-1].args[1] if self.calls and len(self.calls[-1].args) > 1 else []
        pairs = given.items() if isinstance(given, dict) else given if isinstance(given, list | tuple) else []
        return [(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2]

    def header(self, name: str) -> str | None:
        """The first header field of this name in any case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def body(self) -> bytes:
        """All chunks as bytes: str is encoded, and the ints of a bare bytes body are put together again."""
        parts = (*self.writes, *self.chunks)
        return b"".join(
            part.encode("utf-8", "replace")
            if isinstance(part, str)
            else bytes([part % 256])
            if isinstance(part, int)
            else bytes(part)
            if isinstance(part, bytes | bytearray)
            else b""
            for part in parts
        )

    @property
    def text(self) -> str:
        """The body read as UTF-8, with U+FFFD for what is not."""
        return self.body.decode("utf-8", "replace")

    def lines(self) -> Iterator[str]:
        yield from super().lines()
        if self.overread:
            asked = "read() without a size" if self.overread < 0 else f"{self.overread} bytes more than were sent"
            yield f"  wsgi.input was asked for {asked}"
        chunks = list(self._chunk_lines())
        position = 0
        for call in self.calls:
            yield from chunks[position : call.after]
            position = max(position, call.after)
            yield f"< {call}"
        yield from (f"< write({shorten(repr(data))})" for data in self.writes[:4])
        if not self.calls:
            yield "< start_response was not called"
        rest = chunks[position:]
        yield from rest[:8]
        if len(rest) > 8:
            yield f"< … and {len(rest) - 8} more chunks"
        match self.end:
            case "nothing returned":
                yield "< the application returned None"
            case "cut off":
                yield "< … and no end: the judge stopped reading here"
            case "reached" if not chunks and not self.writes:
                yield f"< no body (an empty {self.kind})"
        if self.closed:
            yield "< close() was called on what the application returned"

    @property
    def kind(self) -> str:
        """The name of the type that the application returned."""
        return self.returned.type if isinstance(self.returned, Other) else type(self.returned).__name__

    def _chunk_lines(self) -> Iterator[str]:
        if isinstance(self.returned, str | bytes):
            yield f"< {shorten(repr(self.returned))}, not in a list"
            return
        for chunk in self.chunks:
            yield f"< {shorten(repr(chunk))}"

"""The learner's end of the pipe: the one process in which a learner's code runs.

The judge (`learner.py`) starts this file, writes one JSON command a line to it, and reads one JSON reply a line.
A command names the modules to import, a few lines of setup, and then a WSGI application to call or an expression to
evaluate. A reply only ever holds a *portrait* of what came out: plain data, which the judge weighs in a process that
the learner's code never enters. Each reply begins with the token of its command, so what else is written into that pipe
is no reply. Code that takes this process over can still answer in its place; it has to know the answer then.

Standard library only, and little of it: an attendee waits for these imports on every save.
"""

from __future__ import annotations

import io
import json
import linecache
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from traceback import StackSummary, TracebackException
from types import TracebackType
from typing import Any

Json = dict[str, Any]
_exit = os._exit  # as it is now: a learner's code may put something else there

EXAMPLE = "<the example>"
"""The file name that a traceback shows for a grader's lines of setup."""
BIZKIT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
MOST_BYTES = 4_000_000
"""Where the body of an answer is cut off."""
DEEPEST, WIDEST, LONGEST = 6, 10_000, 2_000_000
"""How far a portrait follows nesting, how many members it shows of a container, and how much of a string."""
READY = b"ready\n"
"""The first line of all, before any code of the learner's has run."""
BROKEN = 86
"""The exit status that tells the judge: the learner's code took away what this file stands on."""


def main() -> None:
    """Obey commands until the judge closes the pipe. ``sys.argv[1:]`` is the kit's root and the exercise's folder."""
    commands, replies = _take_the_pipes()
    root, folder = sys.argv[1:3]
    _limit_memory()
    # The root comes first, so that `ex3.hello` is this kit's. The folder comes last: `import http_objects` works there
    # as it does for `cd ex3; waitress-serve hello:application`, and a file called random.py shadows nothing. PYTHONPATH
    # counts from here on only (the judge starts Python with -E): nothing in the kit can shadow what this file imports.
    sys.path[:0] = dict.fromkeys([root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
    sys.path.append(folder)
    _own_packages(root, folder)
    sys.argv = [""]
    sys.dont_write_bytecode = True  # two saves in one second would otherwise run the first one twice
    replies.write(READY)
    replies.flush()
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_commands, args=(commands, waiting.put), daemon=True).start()
    while True:
        _carry_out(json.loads(waiting.get()), replies)


def _own_packages(root: str, folder: str) -> None:
    """Make `exN` the one in this kit, though it have no __init__.py and another kit be installed.

    "If no regular package is found, a namespace package is created" (PEP 420): elsewhere on the path there may be one.
    """
    names = os.path.relpath(folder, root).split(os.sep)
    for depth in range(1, len(names) + 1):
        package = os.path.join(root, *names[:depth])
        if not os.path.isfile(os.path.join(package, "__init__.py")):
            module = type(sys)(".".join(names[:depth]))
            module.__path__ = [package]
            sys.modules[module.__name__] = module


def _carry_out(command: Json, replies: io.BufferedWriter) -> None:
    token = command["token"].encode("ascii")

    def reply(words: str) -> None:
        # The line break before it ends what somebody else may have left on the pipe.
        replies.write(b"\n" + token + words.encode("ascii") + b"\n")
        replies.flush()

    answer = obey(command, reply)
    _flush_what_was_printed(command["marker"])
    reply(json.dumps(answer))


def _take_the_pipes() -> tuple[io.BufferedReader, io.BufferedWriter]:
    """Keep standard input and output for the judge; the learner has an empty keyboard and prints on the error pipe."""
    commands, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, replies


def _read_commands(commands: io.BufferedReader, put: Callable[[bytes], None]) -> None:
    for line in commands:
        put(line)
    _exit(0)  # the judge is gone: even an endless loop in the main thread must not outlive it


def _limit_memory() -> None:
    """A list that grows for ever ends in a MemoryError here, not in a frozen laptop."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _flush_what_was_printed(marker: str) -> None:
    """Close what was printed during this command with a marker, so that the judge knows where it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # a learner may have closed or replaced it; there is nothing left to flush then
            continue
    try:
        os.write(2, marker.encode("ascii"))
    except OSError:
        return


def obey(command: Json, announce: Callable[[str], None]) -> Json:
    """Carry out one command; ``announce`` tells the judge what is going on, in case it never ends."""
    body = command.get("body")
    content = Input((body or "").encode("latin-1"))
    environ = dict(command.get("environ") or {}) | {"wsgi.input": content, "wsgi.errors": sys.stderr}
    environ |= {"wsgi.version": (1, 0), "wsgi.url_scheme": "http"}
    environ |= {"wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False}
    answer: Json = {}
    phase = "import"
    try:
        for module in command["modules"]:
            if module not in sys.modules:
                announce(phase)
                __import__(module)
        phase = "example"
        if command["example"] not in _examples:
            announce(phase)
            _set_up(command["example"], command["setup"], environ)
        names = _examples[command["example"]] | {"environ": environ}
        if application := command.get("application"):
            phase = "call"
            announce(phase)
            exchange = Exchange(command["most_chunks"])
            answer["exchange"] = exchange.record
            exchange.run(eval(application, names), environ)
        if expression := command.get("expression"):
            phase = "expression"
            announce(phase)
            answer["value"] = portrait(eval(expression, names))
    except BaseException as error:  # SystemExit too: whatever ends a learner's code, the judge hears of it
        answer["raised"] = describe(error, phase)
    answer["overread"] = content.overread
    return answer


_examples: dict[str, Json] = {}


def _set_up(example: str, source: str, environ: Json) -> None:
    """Run the lines of an example, and keep the names that they made for the commands that follow."""
    names: Json = {"__name__": "example", "environ": environ}
    # With the source in linecache, a traceback shows the example's line as it would show a file's.
    linecache.cache[EXAMPLE] = (len(source), None, source.splitlines(keepends=True), EXAMPLE)
    exec(compile(source, EXAMPLE, "exec"), names)
    _examples.clear()
    _examples[example] = names


class Exchange:
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
    """``wsgi.input`` as a server's socket would be: whoever asks for more than was sent waits for ever.

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


def portrait(value: Any, depth: int = 0) -> Any:
    """``value`` as plain data that JSON can carry, its type beside it: ``["str", "Zoë"]``, ``["bytes", "Zo\\xc3"]``.

    A subclass is shown as the built-in type that it extends, with what the built-in type holds: no ``__eq__`` or
    ``__str__`` of the learner's has a say.
    """
    if value is None or value is True or value is False:
        return ["constant", value]
    kind = type(value)  # not isinstance(), which believes what an object says of its own __class__
    if issubclass(kind, int):
        number = int.__index__(value)
        return ["int", str(number)] if abs(number) < 1 << 64 else ["other", "int", "a very large number"]
    if issubclass(kind, float):
        return ["float", float.__repr__(value)]
    if issubclass(kind, str):
        return ["str", str.__getitem__(value, slice(LONGEST))]
    if issubclass(kind, bytes):
        return ["bytes", bytes.__getitem__(value, slice(LONGEST)).decode("latin-1")]
    if issubclass(kind, bytearray):
        return ["bytearray", bytearray.__getitem__(value, slice(LONGEST)).decode("latin-1")]
    if depth < DEEPEST:
        if issubclass(kind, list):
            return ["list", [portrait(member, depth + 1) for member in list.__getitem__(value, slice(WIDEST))]]
        if issubclass(kind, tuple):
            return ["tuple", [portrait(member, depth + 1) for member in tuple.__getitem__(value, slice(WIDEST))]]
        if kind is dict:
            pairs = list(value.items())[:WIDEST]
            return ["dict", [[portrait(key, depth + 1), portrait(member, depth + 1)] for key, member in pairs]]
    return ["other", kind.__name__, _short_repr(value)]


def _short_repr(value: Any) -> str:
    try:
        text = repr(value)[:401]
    except Exception as error:
        return f"<{type(value).__name__} whose repr() raises {type(error).__name__}>"
    return text if len(text) <= 400 else text[:400] + "…"


def describe(error: BaseException, phase: str) -> Json:
    """An exception as plain data: its type, its message, and the frames that are the learner's."""
    names = [base.__name__ for base in type(error).__mro__]
    try:
        message = str(error)[:LONGEST]
    except BaseException:  # a __str__ of the learner's, which may raise anything
        message = ""
    described: Json = {"type": names[0], "bases": names, "message": message, "phase": phase}
    try:
        described |= _traceback_of(error)
    except BaseException:  # as above; or a chain of causes that is too long to follow
        described |= {"messages": [f"{names[0]}: {message}"], "traceback": ""}
    if isinstance(error, ImportError):
        described["module"] = error.name
    if isinstance(error, SyntaxError):
        described["file"], described["line"], described["message"] = error.filename, error.lineno, error.msg
    return described


def _traceback_of(error: BaseException) -> Json:
    report = TracebackException(type(error), error, _skip_ours(error.__traceback__), compact=True)
    for part in _with_causes(report):
        part.stack = StackSummary.from_list([frame for frame in part.stack if not _is_ours(frame.filename)])
    messages = ["".join(part.format_exception_only())[:2_000] for part in _with_causes(report)]
    return {"messages": messages, "traceback": "".join(report.format())[-20_000:]}


def _with_causes(report: TracebackException | None) -> Iterator[TracebackException]:
    if report is not None:
        yield report
        yield from _with_causes(report.__cause__)
        yield from _with_causes(report.__context__)


def _skip_ours(frames: TracebackType | None) -> TracebackType | None:
    while frames is not None and _is_ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    return frames


def _is_ours(filename: str) -> bool:
    return filename.startswith((BIZKIT, "<frozen "))


if __name__ == "__main__":
    try:
        main()
    finally:  # it ends by an exception alone. The judge says so in plain words
        _exit(BROKEN)

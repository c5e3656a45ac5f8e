"""One process that runs a learner's code (`worker.py`), its three pipes, and how it is started, asked and ended."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.handshake import READY
from bizkit.workshop.processes import end, start

START = Path(__file__).with_name("start_worker.py")
KEPT, FLOOD = 20_000, 8_000_000
"""Bytes of output that are kept for the learner to read, and at which their process is stopped."""
LONGEST_REPLY = 64_000_000
PHASES = (b"import", b"example", b"call", b"expression")
"""What a worker says that it is doing, before its answer."""
LONGEST_START = 60.0
"""Seconds that Python may take to start."""
LONGEST_PRINT = 0.5
"""Seconds that what was printed before an answer may take to come after it."""
LONGEST_CLEANING = 5.0
"""Seconds that forgetting a learner's code may take: their own code may run then, in a ``__del__``."""


class Gone(Exception):
    """The process ended before it answered."""


class Flooded(Exception):
    """The process printed more than anybody can read."""


@dataclass
class Budget:
    """The seconds that the learner's code may still take for a task. Only waiting for it counts."""

    limit: float
    left: float = -1.0
    spent_by: Failure | None = None

    def __post_init__(self) -> None:
        self.left = self.limit


@dataclass(frozen=True)
class Left:
    """What is left of a learner's code after `Process.forget`."""

    libraries: tuple[str, ...]
    """The modules of Python and its libraries that their code was the first to import."""
    differences: tuple[str, ...]
    """What else isn't as it was."""

    @property
    def nothing(self) -> bool:
        """Whether the process may run anybody's code again."""
        return not self.libraries and not self.differences


class Process:
    """A running `worker.py`. It belongs to no exercise until `begin`, and to none again after `forget`.

    ``ahead`` names libraries that it imports before any of a learner's code.
    """

    def __init__(self, ahead: Iterable[str] = ()) -> None:
        self._popen = start(
            [sys.executable, "-E", "-P", "-u", "-X", "utf8", str(START), *ahead],
            learners_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=START.parent,
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._token = READY
        self._phases: list[str] = []
        self._ready = False
        self._printed = bytearray()
        self._printed_in_all = 0
        self._noise = 0
        self._marker = f"\0{uuid.uuid4().hex}\0"
        self._marked = threading.Event()
        self._marks = True
        self._closed = False
        self._readers = [
            threading.Thread(target=self._read_replies, args=(self._popen.stdout,), daemon=True),
            threading.Thread(target=self._read_output, args=(self._popen.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    def begin(self, root: Path, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """Run the code of the exercise in ``folder`` of the kit at ``root`` from now on.

        ``environment`` is added to the variables of this process. Raises `Gone` when the process has ended.
        """
        self._wait_until_ready()
        # A server that starts at import must not compete with another one for port 8000, so it gets any free port.
        variables = {"PYTHONPATH": path_of(root), "PORT": "0"} | dict(environment or {})
        self._write({"begin": {"root": str(root), "folder": str(folder), "environment": variables}})

    def forget(self) -> Left:
        """Leave nothing of the learner's code in the process, and say what is left nevertheless."""
        try:
            reply = self.ask({"forget": True}, Budget(LONGEST_CLEANING), [])
            return Left(tuple(map(str, reply["libraries"])), tuple(map(str, reply["differences"])))
        except (TimeoutError, Gone, Flooded, ValueError, LookupError, TypeError, RecursionError) as error:
            return Left((), (type(error).__name__,))
        finally:
            self.printed()

    def ask(self, command: dict[str, Any], budget: Budget, phases: list[str]) -> dict[str, Any]:
        """The worker's answer to ``command``. What it was doing is added to ``phases`` as it goes.

        Raises TimeoutError when the budget is used up, `Gone` when the process ended, `Flooded` when it printed
        without end, ValueError for an answer that is none.
        """
        self._wait_until_ready()
        started = time.monotonic()
        self._marked.clear()
        token = uuid.uuid4().hex
        self._token, self._phases = token.encode("ascii"), phases
        try:
            self._write(command | {"token": token, "marker": self._marker})
            answer = json.loads(self._next_line(started + budget.left).removeprefix(self._token))
        finally:
            budget.left -= time.monotonic() - started
        # A learner's code may have closed the pipe that it prints on: that is waited for once.
        self._marks = self._marks and self._marked.wait(LONGEST_PRINT)
        return dict(answer)

    def _wait_until_ready(self) -> None:
        """Python's own start is not the learner's time: on a busy laptop it takes a while."""
        if not self._ready:
            self._next_line(time.monotonic() + LONGEST_START)
            self._ready = True

    def _write(self, command: dict[str, Any]) -> None:
        pipe, line = self._popen.stdin, json.dumps(command)
        try:
            if pipe is not None:
                pipe.write(line.encode("ascii") + b"\n")
                pipe.flush()
        except OSError as error:
            raise Gone from error

    def _next_line(self, deadline: float) -> bytes:
        while True:
            if self._printed_in_all + self._noise > FLOOD:
                raise Flooded
            if (left := deadline - time.monotonic()) <= 0:
                raise TimeoutError
            try:
                line = self._lines.get(timeout=min(left, 0.25))
            except queue.Empty:
                if self.alive:
                    continue
                raise Gone from None  # a process of its own may hold the pipe open still
            if not line:
                raise Gone
            return line

    def printed(self) -> str:
        """What the process has printed since this was asked last; the end of it is left out where it is long."""
        kept, more = bytes(self._printed), self._printed_in_all - len(self._printed)
        self._printed.clear()
        self._printed_in_all = 0
        text = kept.decode("utf-8", "replace")
        return f"{text}\n… and {more} more bytes" if more > 0 else text

    def exit_status(self) -> int | None:
        """The exit status once the process has ended (waits a moment for it), or None."""
        try:
            return self._popen.wait(1.0)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """End the process, and every process that it started."""
        self._closed = True
        end(self._popen)
        if self._popen.stdin is not None:
            with contextlib.suppress(OSError):
                self._popen.stdin.close()
        for reader in self._readers:  # which close the pipes that they read: nobody else can while they wait for one
            reader.join(LONGEST_PRINT)

    def _read_replies(self, pipe: IO[bytes]) -> None:
        with pipe, contextlib.suppress(OSError, ValueError):
            while (line := pipe.readline(LONGEST_REPLY)) and not self._closed:
                if not line.startswith(self._token):  # a line without the token isn't our worker's
                    self._noise += len(line)
                elif (word := line[len(self._token) :].strip()) in PHASES:
                    self._phases.append(word.decode("ascii"))
                else:
                    self._lines.put(line)
        self._lines.put(b"")

    def _read_output(self, pipe: IO[bytes]) -> None:
        marker, held = self._marker.encode("ascii"), b""
        with pipe, contextlib.suppress(OSError, ValueError):
            while (data := os.read(pipe.fileno(), 65536)) and not self._closed:
                held += data
                while marker in held:
                    before, _, held = held.partition(marker)
                    self._keep(before)
                    self._marked.set()
                # A marker may come in two reads: hold back what could be its beginning.
                safe = len(held) if b"\0" not in held else max(held.rfind(b"\0"), len(held) - len(marker))
                if safe > len(marker):
                    self._keep(held[:safe])
                    held = held[safe:]
        self._keep(held)

    def _keep(self, data: bytes) -> None:
        self._printed_in_all += len(data)
        self._printed += data[: KEPT - len(self._printed)]


def learners_environment(root: Path | None = None) -> dict[str, str]:
    """The variables for a process that runs learner's code: ours, less those that would change what it does.

    The kit's ``root`` comes first on its path: `exN.hello` is this kit's, wherever else one may be installed.
    """
    ours = ("PYTHON", "PYTEST", "COV_CORE", "COVERAGE", "BIZKIT_", "WORKSHOP_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    if root is not None:
        environment["PYTHONPATH"] = path_of(root)
    return environment | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}


def path_of(root: Path) -> str:
    """The PYTHONPATH of a learner's code: their kit, and what they have put there themselves."""
    return os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))

"""Processes, ports and signals: started, waited for, and ended with every process that they started."""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO

MARK = "WORKSHOP_FAMILY"
"""The environment variable by which a process is known to descend from one that was started with `start`."""
MOST_ROUNDS = 20
MOST_KEPT = 100_000
"""Bytes that are kept of what a process prints."""
BETWEEN_LOOKS = 0.05
"""Seconds between two looks at a process that is waited for."""
PROC = Path("/proc")


def start(command: list[str], environment: Mapping[str, str], **options: Any) -> subprocess.Popen[bytes]:
    """Start ``command`` so that `end` ends all of it. ``options`` go to Popen."""
    return _Family(command, env={**environment, MARK: uuid.uuid4().hex}, **own_group(), **options)


def own_group() -> dict[str, Any]:
    """Popen arguments that put a process into a group of its own, so that Ctrl+C is ours, and `end` ends all of it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def end(process: subprocess.Popen[bytes]) -> None:
    """End ``process``, every process in its `own_group`, and (on Linux, after `start`) those that have left it."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if sys.platform == "linux" and isinstance(process, _Family):
        for _ in range(MOST_ROUNDS):  # one that is ended may have started another in the meantime
            if not (left := list(_descendants(process.mark, process.pid))):
                return
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)


class _Family(subprocess.Popen[bytes]):
    """A process, and the mark that it and its descendants bear."""

    def __init__(self, command: list[str], *, env: Mapping[str, str], **options: Any) -> None:
        self.mark = f"{MARK}={env[MARK]}".encode("ascii")
        super().__init__(command, env=env, **options)


def _descendants(mark: bytes, ancestor: int) -> Iterator[int]:
    """The processes that bear ``mark``. Only those that are younger than the ``ancestor`` are looked at."""
    for name in os.listdir(PROC):
        if not (name.isdigit() and int(name) > ancestor):
            continue
        with contextlib.suppress(OSError):  # gone since, or somebody else's
            if mark in (PROC / name / "environ").read_bytes().split(b"\0"):
                yield int(name)


def free_port() -> int:
    """A TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Whether somebody listens on ``port`` of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], object], limit: float) -> bool:
    """Ask for ``condition`` again and again, for ``limit`` seconds at most. Whether it became true."""
    deadline = time.monotonic() + limit
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(BETWEEN_LOOKS)
    return True


class Output:
    """What a process prints, read in a thread as it comes: a full pipe would stop the process.

    The first ``most`` bytes are kept. ``echo`` is where all of it goes as well. The process needs ``stdout=PIPE``.
    """

    def __init__(self, process: subprocess.Popen[bytes], most: int = MOST_KEPT, echo: BinaryIO | None = None) -> None:
        self._kept, self._most, self._echo = bytearray(), most, echo
        self._thread = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._thread.start()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe, contextlib.suppress(OSError, ValueError):
            while data := os.read(pipe.fileno(), 65536):
                self._kept += data[: self._most - len(self._kept)]
                if self._echo is not None:
                    self._echo.write(data)
                    self._echo.flush()

    def wait(self) -> None:
        """Wait for the end of what an ended process printed."""
        self._thread.join(1.0)

    def text(self) -> str:
        """What was kept so far."""
        return bytes(self._kept).decode("utf-8", "replace")


@contextlib.contextmanager
def ending_signals() -> Iterator[None]:
    """While it lasts, a closed window or a polite kill is a Ctrl+C: what was started gets its end."""
    with contextlib.ExitStack() as stack:
        for name in ("SIGTERM", "SIGHUP"):
            stack.enter_context(_handled(name, _interrupt))
        yield


def _interrupt() -> None:
    """Do what Ctrl+C does, even if Ctrl+C itself is ignored, as it is in a background job of a shell script."""
    if callable(signal.getsignal(signal.SIGINT)):
        _thread.interrupt_main()
    else:
        raise KeyboardInterrupt


@contextlib.contextmanager
def resizes(tell: Callable[[], object]) -> Iterator[None]:
    """While it lasts, ``tell`` is called when the terminal has another size, where the system says so."""
    with _handled("SIGWINCH", tell):
        yield


@contextlib.contextmanager
def _handled(name: str, react: Callable[[], object]) -> Iterator[None]:
    number = getattr(signal, name, None)
    if number is None:  # Windows has few signals
        yield
        return
    before = signal.signal(number, lambda *_: react())
    try:
        yield
    finally:
        signal.signal(number, before)

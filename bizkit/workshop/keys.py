"""Single keys from the terminal, without Enter."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def single_keys(put: Callable[[str], object]) -> Iterator[None]:
    """While it lasts, ``put`` gets each key that is pressed. The terminal is as it was afterwards, whatever happens."""
    stop = threading.Event()
    reading = _windows_keys if sys.platform == "win32" else _posix_keys
    with _unbuffered():
        thread = threading.Thread(target=reading, args=(put, stop), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(1.0)


@contextlib.contextmanager
def _unbuffered() -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)  # Ctrl+C still interrupts
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _posix_keys(put: Callable[[str], object], stop: threading.Event) -> None:
    import os
    import select

    while not stop.is_set():
        ready, _, _ = select.select([sys.stdin], [], [], 0.1)
        if ready:
            data = os.read(sys.stdin.fileno(), 64)
            if not data:  # the terminal is gone
                put("q")
                return
            for character in data.decode("utf-8", "ignore"):
                put(character)


def _windows_keys(put: Callable[[str], object], stop: threading.Event) -> None:
    if sys.platform == "win32":
        import msvcrt

        while not stop.wait(0.05):
            while msvcrt.kbhit():
                put(msvcrt.getwch())

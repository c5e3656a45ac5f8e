"""Single keys from the terminal, without Enter."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator

ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)
"""What a terminal sends for one press of an arrow, Home, F1 and the like (ECMA-48, 5.4): letters are among it."""
PASTED = 4
"""So many characters at once were not typed one by one, and no key is meant."""


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


def typed(text: str) -> str:
    """The keys in what a terminal sent at once: neither the letters of an arrow key, nor those of a pasted text."""
    keys = ESCAPE_SEQUENCE.sub("", text)
    return keys if len(keys) < PASTED else ""


@contextlib.contextmanager
def _unbuffered() -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import termios
    import tty

    def again(*_: object) -> None:
        if _in_front():  # not every shell restores it after Ctrl+Z and `fg`
            with contextlib.suppress(termios.error):
                tty.setcbreak(sys.stdin)

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)  # Ctrl+C still interrupts
    handler = signal.signal(signal.SIGCONT, again)
    try:
        yield
    finally:
        signal.signal(signal.SIGCONT, handler)
        if _in_front():
            with contextlib.suppress(termios.error):
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _in_front() -> bool:
    """Whether the terminal is there, and ours: a process in the background that touches it is stopped."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:  # its window was closed
        return False


def _posix_keys(put: Callable[[str], object], stop: threading.Event) -> None:
    import select

    while not stop.is_set():
        ready, _, _ = select.select([sys.stdin], [], [], 0.1)
        if ready:
            try:
                data = os.read(sys.stdin.fileno(), 1024)
            except OSError:
                data = b""
            if not data:  # the terminal is gone
                put("q")
                return
            for key in typed(data.decode("utf-8", "ignore")):
                put(key)


def _windows_keys(put: Callable[[str], object], stop: threading.Event) -> None:
    if sys.platform == "win32":
        import msvcrt

        while not stop.wait(0.05):
            text = ""
            while msvcrt.kbhit():
                key = msvcrt.getwch()
                if key in "\0\xe0":  # an arrow, Home, F1 and the like: which one is in the next character
                    msvcrt.getwch()
                else:
                    text += key
            for key in typed(text):
                put(key)

"""A terminal in memory with the watch in it, to see what a person sees."""

import contextlib
import os
import select
import struct
import subprocess
import sys
import time

import pytest

fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")  # not on Windows
pyte = pytest.importorskip("pyte")

PATIENCE = 20.0
"""Seconds after which the screen will not show it any more. A busy machine takes a while."""
START = """\
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl+C is a signal
from bizkit.workshop.cli import main
sys.exit(main(sys.argv[1:]))
"""


class Terminal:
    """A terminal with the watch in it."""

    def __init__(self, kit, columns, rows, arguments, environment):
        self.kit = kit
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self.master, slave = os.openpty()
        self._set_size(columns, rows)
        self.before = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=kit.root,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **environment},
            start_new_session=True,
        )
        self.slave = slave

    def _set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def read(self):
        ready, _, _ = select.select([self.master], [], [], 0.05)
        if ready:
            with contextlib.suppress(OSError):
                data = os.read(self.master, 65536)
                self.sent += data
                self._stream.feed(data)

    @property
    def text(self):
        return "\n".join(row.rstrip() for row in self.screen.display)

    @property
    def words(self):
        """All words on the screen, as if it had one long row."""
        return " ".join(self.text.split())

    def wait_for(self, *wanted, but_not="\0"):
        deadline = time.monotonic() + PATIENCE
        while not all(words in self.words for words in wanted) or but_not in self.words:
            assert time.monotonic() < deadline, f"no {wanted} on the screen:\n{self.text}"
            self.read()

    def press(self, keys):
        os.write(self.master, keys.encode())

    def save(self, text, name="ex2/hello.py"):
        """As many editors do: the whole file under another name, then renamed."""
        path = self.kit.root / name
        beside = path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)

    def ended(self):
        """The exit status, once it has ended."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"still running:\n{self.text}"
            self.read()
        for _ in range(3):
            self.read()
        assert b"Traceback" not in self.sent
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for end in (self.master, self.slave):
            with contextlib.suppress(OSError):
                os.close(end)

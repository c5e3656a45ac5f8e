"""What happens while the watch lasts: saved files, keys, and a terminal of another size, one after the other."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from pathlib import Path

from bizkit.watching import saves

SETTLE = 0.05
"""Seconds after a save in which more of them count as the same one: an editor writes a file in several steps."""
LONGEST_SETTLE = 1.0
BETWEEN_LOOKS = 0.25
"""Seconds between two looks at Ctrl+C, which on Windows does not wake a thread that waits."""


class Events:
    """A queue of events. Each is a kind, such as ``"saved"``, and what it is about, such as a path."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()

    def put(self, kind: str, what: str = "") -> None:
        """Add an event. Any thread may do that."""
        self._queue.put((kind, what))

    def next(self) -> tuple[str, str]:
        """Wait for the next event."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self._queue.get(timeout=BETWEEN_LOOKS)

    def settle(self, kind: str) -> None:
        """Take the events of this ``kind`` that belong together out of the queue, and keep the others."""
        kept, latest = [], time.monotonic() + LONGEST_SETTLE
        with contextlib.suppress(queue.Empty):
            while time.monotonic() < latest:
                event = self._queue.get(timeout=SETTLE)
                if event[0] != kind:
                    kept.append(event)
        for event in kept:
            self._queue.put(event)

    def watch(self, folder: Path, patterns: tuple[str, ...], poll: bool) -> None:
        """From now on, add an event ``"saved"`` for each saved file that matches one of the ``patterns``."""
        threading.Thread(target=self._listen, args=(folder, patterns, poll), daemon=True).start()

    def _listen(self, folder: Path, patterns: tuple[str, ...], poll: bool) -> None:
        for changed in saves(folder, poll, patterns):
            for name in sorted(changed):
                self.put("saved", name)

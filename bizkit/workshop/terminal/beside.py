"""An exercise that is served beside the watch, and opened in the browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

from bizkit.workshop import processes
from bizkit.workshop.judge.expect.servers import DEFAULT_PORT
from bizkit.workshop.kit import runs
from bizkit.workshop.kit.exercises import Exercise
from bizkit.workshop.processes import free_port, is_taken

LONGEST_START = 5.0
"""Seconds to wait for a server before the browser is sent there."""
NO_TERMINAL: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)


class Beside:
    """At most one server. ``address`` is where it serves, "" while there is none."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._browser: subprocess.Popen[bytes] | None = None
        self._port = 0
        self.exercise: Exercise | None = None

    @property
    def address(self) -> str:
        alive = self._server is not None and self._server.poll() is None
        return f"http://127.0.0.1:{self._port}/" if alive else ""

    @property
    def name(self) -> str:
        """The name of the exercise that is served, "" while there is none."""
        return self.exercise.name if self.exercise else ""

    @property
    def is_on_its_own_port(self) -> bool:
        """Whether it serves where `workshop run` does: else somebody listened there already."""
        return self._port == DEFAULT_PORT

    def start(self, exercise: Exercise) -> str:
        """Serve ``exercise`` in the place of what was served before. Returns what is served, in words."""
        self.stop()
        self._port = free_port() if is_taken(DEFAULT_PORT) else DEFAULT_PORT
        made = runs.command(exercise, solutions=False, wrappers=None, port=self._port)
        self._server = processes.start(
            made.arguments, runs.environment(exercise, made), cwd=exercise.kit.root, **NO_TERMINAL
        )
        self.exercise = exercise
        return made.what

    def open(self) -> bool:
        """Open it in the browser as soon as it listens. False when it ended, or does not listen."""
        deadline = time.monotonic() + LONGEST_START
        while self.address and not is_taken(self._port) and time.monotonic() < deadline:
            time.sleep(0.05)
        if not self.address or not is_taken(self._port):
            return False
        # In a process of its own without the terminal: some browsers write to it, and w3m takes it over.
        self._browser = processes.start([sys.executable, "-m", "webbrowser", self.address], os.environ, **NO_TERMINAL)
        return True

    def stop(self) -> None:
        """End what is served, if anything is."""
        if self._server is not None:
            processes.end(self._server)
        self._server = self.exercise = None

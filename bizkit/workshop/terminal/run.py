"""``workshop run``, which lasts until Ctrl+C, and the run that the watch keeps in the background."""

from __future__ import annotations

import os
import subprocess
import sys
import webbrowser
from collections.abc import Iterable, Mapping
from typing import Any

from bizkit import config
from bizkit.exceptions import ConfigurationError
from bizkit.watching import saves
from bizkit.workshop import processes
from bizkit.workshop.kit import runs
from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.kit.manifest import Run
from bizkit.workshop.kit.running import LONGEST_START, Running, answers
from bizkit.workshop.kit.runs import Planned
from bizkit.workshop.processes import ending_signals, free_port, is_taken

NO_TERMINAL: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)


def usual_port() -> int:
    """The port that PORT names, or 8000. Raises `KitError` if it can't be one."""
    try:
        return config.port()
    except ConfigurationError as error:
        raise KitError(str(error)) from None


def run(
    exercise: Exercise,
    chosen: Run,
    port: int,
    layers: Mapping[str, str],
    *,
    solutions: bool = False,
    open_it: bool = False,
    poll: bool = False,
) -> int:
    """Run an exercise until Ctrl+C. Returns the exit status of its process, 0 if it was stopped."""
    planned = runs.plan(exercise, chosen, port, layers, solutions=solutions)
    # `bizkit run` shares the terminal, for breakpoint(): it prints where it serves, and reloads by itself.
    running = Running(planned, echo=sys.stdout.buffer, in_terminal=chosen.kind == "wsgi")
    print(f"Starting {running.main.what}", flush=True)
    patterns = tuple(f"{exercise.name}/{pattern}" for pattern in exercise.manifest.patterns)
    news = saves(exercise.kit.root, poll, patterns)
    with ending_signals():
        try:
            next(news)  # from here on it watches: no save is missed while the run starts
            if not running.start():
                print(running.problem.partition("\n")[0], flush=True)
                return max(next((status for _, status in running.ended()), 1), 1)
            if chosen.kind != "wsgi":
                print(f"{_in_words(running.main)} (Ctrl+C ends it)", flush=True)
            if open_it and running.main.address.startswith("http"):
                processes.wait_until(lambda: answers(port) or not running.is_alive, LONGEST_START)
                webbrowser.open(running.main.address)
            return _until_it_ends(running, news)
        except KeyboardInterrupt:
            return 0
        finally:
            running.stop()


def _until_it_ends(running: Running, news: Iterable[set[str]]) -> int:
    """Restart what doesn't reload by itself after each save. Returns the exit status of the run."""
    is_broken = False
    for saved in news:
        if saved and any(each.kind != "wsgi" for each in running.planned):
            print(f"{', '.join(sorted(saved))} saved: starting again.", flush=True)
            is_broken = not running.restart()
            if is_broken:
                summary = running.problem.partition("\n")[0]  # what it printed is above
                print(f"{summary}\nSave a file, and it starts again.", flush=True)
        for planned, status in () if is_broken else running.ended():
            print(f"{planned.what} ended (exit status {status}), so nothing is running any more.", flush=True)
            return max(status, 0)
    return 0


def _in_words(planned: Planned) -> str:
    return f"Serving {planned.what} on {planned.address}" if planned.address else f"Running {planned.what}"


class Background:
    """At most one exercise that runs beside the watch. ``address`` is where, "" if there is none."""

    def __init__(self) -> None:
        self._running: Running | None = None
        self._usual_port = config.DEFAULT_PORT
        self.exercise: Exercise | None = None

    @property
    def address(self) -> str:
        return self._running.main.address if self._running and self._running.is_alive else ""

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.is_alive

    @property
    def in_words(self) -> str:
        """What runs, and where."""
        return _in_words(self._running.main) if self._running else ""

    @property
    def port_in_use(self) -> int:
        """The port on which `workshop run` listens, if somebody else has taken it; else 0."""
        return self._usual_port if self._running and self._running.main.port != self._usual_port else 0

    def start(self, exercise: Exercise) -> str:
        """Start ``exercise`` instead of what ran before, and open it in the browser. Returns why it failed, or ""."""
        self.stop()
        self._usual_port = usual_port()
        port = free_port() if is_taken(self._usual_port) else self._usual_port
        self._running = Running(runs.plan(exercise, runs.choose(exercise), port))
        self.exercise = exercise
        if not self._running.start():
            self._running = self.exercise = None
            return f"It didn't start. `workshop run {exercise.name}` shows why."
        if (address := self.address).startswith("http"):
            # In a process of its own without the terminal: some browsers write to it, and w3m takes it over.
            processes.start([sys.executable, "-m", "webbrowser", address], os.environ, **NO_TERMINAL)
        return ""

    def saved(self, exercise: Exercise) -> None:
        """Restart what doesn't reload by itself, if it belongs to ``exercise``, whose file was saved."""
        if self._running is not None and self.exercise == exercise:
            self._running.restart()

    def stop(self) -> None:
        """End what runs, if anything does."""
        if self._running is not None:
            self._running.stop()
        self._running = self.exercise = None

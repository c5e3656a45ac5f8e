"""The processes of a run, from their start to their end."""

from __future__ import annotations

import http.client
import os
import subprocess
from collections.abc import Iterator
from typing import BinaryIO

from bizkit.workshop import processes
from bizkit.workshop.kit.runs import Planned
from bizkit.workshop.processes import Output, is_taken

LONGEST_START = 10.0
"""Seconds in which a process has to be ready."""
LONGEST_END = 5.0
"""Seconds that a server may take to finish what it has begun."""


class Running:
    """The processes of a run, from their start to their end.

    ``is_clean`` keeps the settings of this terminal away from them: PORT, and all that begins with BIZKIT_. ``echo`` is
    where what they print goes as well. With ``in_terminal``, the last process shares this terminal, so that
    breakpoint() works in it, and prints there itself.
    """

    def __init__(
        self,
        planned: list[Planned],
        *,
        is_clean: bool = False,
        echo: BinaryIO | None = None,
        in_terminal: bool = False,
    ) -> None:
        self.planned = planned
        self._is_clean, self._echo, self._in_terminal = is_clean, echo, in_terminal
        self._started: dict[str, tuple[subprocess.Popen[bytes], Output | None]] = {}
        self._problem = ""

    @property
    def main(self) -> Planned:
        """The process of the run itself, for which the others were started."""
        return self.planned[-1]

    def start(self, limit: float = LONGEST_START) -> bool:
        """Start each process when those before it are ready. Whether all of them are; else `problem` says why not."""
        return all(self._start(each, limit) for each in self.planned)

    def _start(self, planned: Planned, limit: float) -> bool:
        self._launch(planned)
        if self._in_terminal and planned is self.main:
            return True  # nobody waits for it: it tells the terminal itself when it listens
        processes.wait_until(lambda: self._is_ready(planned, limit) or self._status(planned) is not None, limit)
        status = self._status(planned)
        if status is None and self._is_ready(planned, limit):
            return True
        end = f"{planned.what} was not ready in {limit:g} seconds, and was ended."
        if status is not None:
            end = f"{planned.what} ended with exit status {status} before it was ready."
        self.stop()
        printed = self.printed(planned.name).strip() or "It printed nothing."
        self._problem = f"{end}\n\n{printed}"
        return False

    def _launch(self, planned: Planned) -> None:
        inherited = dict(os.environ)
        if self._is_clean:
            inherited = {k: v for k, v in inherited.items() if k != "PORT" and not k.startswith("BIZKIT_")}
        environment = inherited | planned.environment
        if self._in_terminal and planned is self.main:
            process = subprocess.Popen(planned.arguments, cwd=planned.folder, env=environment)
            self._started[planned.name] = (process, None)
            return
        process = processes.start(
            list(planned.arguments),
            environment,
            cwd=planned.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._started[planned.name] = (process, Output(process, echo=self._echo))

    def _is_ready(self, planned: Planned, limit: float) -> bool:
        if planned.ready:
            return planned.ready in self.printed(planned.name)
        return answers(planned.port, limit) if planned.kind in ("wsgi", "http") else is_taken(planned.port)

    def _status(self, planned: Planned) -> int | None:
        return self._started[planned.name][0].poll()

    def ended(self) -> Iterator[tuple[Planned, int]]:
        """The processes that have ended by themselves, each with its exit status."""
        for planned in self.planned:
            if planned.name in self._started and (status := self._status(planned)) is not None:
                yield planned, status

    @property
    def is_alive(self) -> bool:
        """Whether the process of the run itself is running."""
        return self.main.name in self._started and self._status(self.main) is None

    @property
    def problem(self) -> str:
        """Why the last `start` failed, and what was printed until then; "" if it didn't."""
        return self._problem

    def printed(self, name: str) -> str:
        """What the process called ``name`` printed so far."""
        started = self._started.get(name)
        return started[1].text() if started and started[1] else ""

    def restart(self) -> bool:
        """Start the exercise's own processes again, on the same ports, and whatever has ended. Returns as `start` does.

        Services go on, and so does `bizkit run`, which reloads by itself.
        """
        for planned in self.planned:
            if planned.kind != "wsgi" and not planned.is_service:
                self._end(planned)
        return all(self._start(each, LONGEST_START) for each in self.planned if self._status(each) is not None)

    def stop(self) -> None:
        """End all processes, and all that they started."""
        for planned in reversed(self.planned):
            if planned.name in self._started:
                self._end(planned)

    def _end(self, planned: Planned) -> None:
        process, output = self._started[planned.name]
        if output is None:
            process.terminate()
            try:
                process.wait(LONGEST_END)
            except subprocess.TimeoutExpired:
                process.kill()
        else:
            processes.end(process)
            output.wait()


def answers(port: int, limit: float = LONGEST_START) -> bool:
    """Whether an HTTP server on ``port`` answers within ``limit`` seconds.

    A server may listen before it knows whether it can load its application.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=limit)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True

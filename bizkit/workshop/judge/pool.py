"""The processes in which learners' code runs: started ahead of time, and used again when nothing was left behind."""

from __future__ import annotations

from types import TracebackType

from bizkit.workshop.judge.process import Process


class ProcessPool:
    """Gives out processes, and takes them back. What it still has at the end, `close` ends.

    A process that comes back is used again when `Process.forget` finds nothing of the code that ran in it; otherwise
    it ends, and the next one imports ahead of time the libraries that this one had to.
    """

    def __init__(self, *, keep: bool = False) -> None:
        """With ``keep``, a process may serve several gradings; without, several steps of one grading at most."""
        self._keep = keep
        self.started = 0
        """How many processes it has started so far."""
        self._waiting: list[Process] = []
        self._ahead: dict[str, None] = {}

    def start_ahead(self) -> None:
        """Start a process now, so that the next caller doesn't wait for Python to start."""
        if not self._waiting:
            self._waiting.append(self._start())

    def take(self) -> Process:
        """A process that has no code of a learner's in it."""
        while self._waiting:
            process = self._waiting.pop()
            if process.alive:
                return process
            process.close()
        return self._start()

    def give_back(self, process: Process) -> None:
        """Take a process that is no longer needed in this step of a grading."""
        if process.alive:
            left = process.forget()
            self._ahead |= dict.fromkeys(left.libraries)
            if left.nothing:
                self._waiting.append(process)
                return
        process.close()

    def finish(self, process: Process) -> None:
        """Take a process that is no longer needed in this grading."""
        if self._keep:
            self.give_back(process)
        else:
            process.close()

    def renew(self) -> None:
        """Forget all that was learnt, and start one new process ahead of time: for the next save of a learner."""
        self.close()
        self._ahead.clear()
        self.start_ahead()

    def close(self) -> None:
        """End all processes that wait."""
        while self._waiting:
            self._waiting.pop().close()

    def _start(self) -> Process:
        self.started += 1
        return Process(self._ahead)

    def __enter__(self) -> ProcessPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

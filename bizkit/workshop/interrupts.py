"""Signals: Ctrl+C while an exercise is graded, a window that is closed, a window of another size."""

from __future__ import annotations

import _thread
import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

from bizkit.workshop.kit.exercises import Exercise, Kit, Task
from bizkit.workshop.kit.results import ExerciseResult


def grade_until_interrupted(
    kit: Kit,
    exercise: Exercise,
    task: Task | None = None,
    *,
    solutions: bool = False,
    time_limit: float | None = None,
) -> ExerciseResult:
    """`grading.grade`, but Ctrl+C ends it with KeyboardInterrupt: pytest catches that, and calls it an outcome.

    Must be called in the main thread, the only one that hears of signals.
    """
    from bizkit.workshop.judge.grading import grade  # only now: it loads pytest

    interrupted = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        result = grade(kit, exercise, task, solutions=solutions, time_limit=time_limit)
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt
    return result


@contextlib.contextmanager
def ending_signals() -> Iterator[None]:
    """While it lasts, a closed window or a polite kill is a Ctrl+C: what was started gets its end."""
    with contextlib.ExitStack() as stack:
        for name in ("SIGTERM", "SIGHUP"):
            stack.enter_context(_handled(name, _thread.interrupt_main))
        yield


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

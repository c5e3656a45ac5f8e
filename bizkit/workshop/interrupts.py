"""Ctrl+C while an exercise is graded."""

from __future__ import annotations

import signal
from types import FrameType

from bizkit.workshop.kit import Exercise, Kit, Task
from bizkit.workshop.results import ExerciseResult


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
    from bizkit.workshop.grading import grade  # only now: it loads pytest

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

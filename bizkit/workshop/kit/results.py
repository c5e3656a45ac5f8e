"""What grading found: one `TaskResult` a task, one `ExerciseResult` an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PASSED, NOT_YET, WRONG = 0, 1, 2
"""The exit statuses of the command ``workshop``. ``WRONG``: the kit is at fault, or how it was called."""

Outcome = Literal["passed", "failed", "not started", "error", "timeout"]
"""``error``: the learner's code could not be run at all. ``failed``: it ran and answered something else."""


@dataclass(frozen=True)
class TaskResult:
    """The verdict on one task.

    ``message`` is the four-part failure as plain text ("" when passed), ``exchange`` the WSGI exchange as plain
    text ("" when there was none), ``stdout`` what the learner's code printed.
    """

    id: str
    title: str
    bonus: bool
    outcome: Outcome
    message: str = ""
    exchange: str = ""
    stdout: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"


@dataclass(frozen=True)
class ExerciseResult:
    """The verdict on an exercise, or on those of its tasks that were asked for."""

    exercise: str
    tasks: tuple[TaskResult, ...]
    notes: tuple[str, ...] = ()
    """Plain sentences about what was set aside, such as a conftest.py that grading does not use."""
    kit_error: str = ""
    """Not empty when the kit itself is at fault, so that no verdict holds."""

    @property
    def passed(self) -> bool:
        """True when every task passed; bonus tasks count only where nothing else was asked for."""
        counted = [task for task in self.tasks if not task.bonus] or list(self.tasks)
        return not self.kit_error and bool(counted) and all(task.passed for task in counted)

    @property
    def first_open(self) -> TaskResult | None:
        """The next step: the first task that has not passed, bonus tasks last."""
        open_tasks = sorted((task for task in self.tasks if not task.passed), key=lambda task: task.bonus)
        return open_tasks[0] if open_tasks else None

    def as_json(self) -> dict[str, object]:
        """The object that ``workshop check --json`` prints; its keys are promised to other programs."""
        return {
            "exercise": self.exercise,
            "passed": self.passed,
            "tasks": [
                {
                    "id": task.id,
                    "title": task.title,
                    "bonus": task.bonus,
                    "outcome": task.outcome,
                    "message": task.message,
                    "exchange": task.exchange,
                    "stdout": task.stdout,
                }
                for task in self.tasks
            ],
        }

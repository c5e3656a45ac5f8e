"""What the kit remembers of a learner: which tasks have passed, what came of each last, and which hints were taken.

It is kept in ``.workshop/progress.json`` in the kit's root. A file that can't be read or written is never fatal: it is
set aside, or left alone, and a note says so.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path

from bizkit.workshop.kit.exercises import Exercise, Kit, Task
from bizkit.workshop.kit.results import ExerciseResult


def state_folder(root: Path) -> Path:
    """Where a kit keeps what belongs to its learner; git ignores it."""
    return root / ".workshop"


class Progress:
    """The progress of the learner of one kit. ``notes`` holds sentences that the learner should see."""

    def __init__(self, root: Path) -> None:
        self.path = state_folder(root) / "progress.json"
        self.notes: list[str] = []
        self._passed: dict[str, str] = {}
        self._latest: dict[str, str] = {}
        self._hints: dict[str, int] = {}
        self._load()

    def has_passed(self, task: str) -> bool:
        """Whether the task has passed once; what became of it since does not matter."""
        return task in self._passed

    def passes(self, task: str) -> bool:
        """Whether the task passed when it was graded last."""
        return self.has_passed(task) and self.latest(task) == "passed"

    def latest(self, task: str) -> str:
        """The outcome of a task that has passed once, when it was graded last."""
        return self._latest.get(task, "passed")

    def was_graded(self, task: str) -> bool:
        """Whether anything is known of the task."""
        return task in self._passed or task in self._latest

    def lost(self, kit: Kit) -> list[Task]:
        """The tasks that passed before, and don't any more. A bonus does not count."""
        tasks = [task for exercise in kit.exercises for task in exercise.tasks if not task.bonus]
        return [task for task in tasks if self.has_passed(task.id) and not self.passes(task.id)]

    def hints_taken(self, task: str) -> int:
        return self._hints.get(task, 0)

    def take_hint(self, task: str) -> None:
        """Remember that one more hint was given for the task."""
        self._load()
        self._hints[task] = self.hints_taken(task) + 1
        self._save()

    def record(self, result: ExerciseResult) -> tuple[str, ...]:
        """Remember what has passed now. Returns the tasks that had passed before, and don't any more."""
        self._load()
        now = datetime.now().isoformat(timespec="seconds")
        fresh = {task.id: now for task in result.tasks if task.passed and task.id not in self._passed}
        latest = self._latest | {task.id: task.outcome for task in result.tasks}
        if (fresh or latest != self._latest) and not result.kit_error:
            self._passed |= fresh
            self._latest = latest
            self._save()
        return tuple(task.id for task in result.tasks if not task.passed and task.id in self._passed)

    def is_done(self, exercise: Exercise) -> bool:
        """Whether all tasks of the exercise that are no bonus have passed once."""
        return all(self.has_passed(task.id) for task in exercise.tasks if not task.bonus)

    def current(self, kit: Kit) -> Exercise:
        """Where the learner is: the first exercise that is not done, or the last one."""
        return next((exercise for exercise in kit.exercises if not self.is_done(exercise)), kit.exercises[-1])

    def _load(self) -> None:
        """Add what the file holds: another command may have written to it since."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            passed = {str(task): str(when) for task, when in data["passed"].items()}
            hints = {str(task): max(0, int(taken)) for task, taken in data["hints"].items()}
            latest = {str(task): str(outcome) for task, outcome in data.get("latest", {}).items()}
        except (FileNotFoundError, NotADirectoryError):  # or `.workshop` is a file: `_save` says so
            return
        except OSError as error:
            self._set_aside(f"can't be read ({error.strerror})")
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            self._set_aside("was damaged")
        else:
            self._passed = passed | self._passed
            self._latest |= latest
            self._hints = {task: max(hints.get(task, 0), self.hints_taken(task)) for task in hints | self._hints}

    def _set_aside(self, what_is_wrong: str) -> None:
        aside = self.path.with_name(f"progress.damaged-{datetime.now():%Y%m%d-%H%M%S}.json")
        try:
            os.replace(self.path, aside)
        except OSError as error:
            self._add_note(f"{self.path} {what_is_wrong}, and can't be set aside ({error.strerror}).")
            return
        begins = "is written anew" if self._passed else "begins anew: `workshop check --all` finds out what passes"
        self._add_note(f"{self.path.name} {what_is_wrong}. It is now {aside.name}, and your progress {begins}.")

    def _save(self) -> None:
        data = {"passed": self._passed, "latest": self._latest, "hints": self._hints}
        try:
            write_atomically(self.path, (json.dumps(data, indent=1) + "\n").encode("utf-8"))
        except OSError as error:
            folder = self.path.parent
            is_file = folder.is_file()
            reason = f"{folder} is a file and has to be a folder" if is_file else f"{self.path} can't be written"
            self._add_note(f"Your progress can't be kept: {reason} ({error.strerror}).")

    def _add_note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``: a reader sees the old content or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)  # mkstemp keeps its files from everybody else
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise

"""The kit on disk: which exercises there are, their tasks, hints and stubs.

A folder is an exercise if it is called ``exN`` and has an exercise.toml, which says what is special about it (see
`manifest`). Everything else is read from the files that people read. A task is a heading in the exercise's README
(``## 5.3* Greet by name``; the star marks a bonus). Its hints are the list under the same number in HINTS.md, and its
TODO is a line in the stub. The kit's tests prove that the sets are equal.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bizkit.workshop.kit import manifest
from bizkit.workshop.kit.manifest import Manifest
from bizkit.workshop.kit.toml import TableError

TASK_HEADING = re.compile(r"^## (?P<id>\d+\.\d+)(?P<bonus>\*?)\s+(?P<title>.+?)\s*$", re.MULTILINE)
EXERCISE = re.compile(r"ex[1-9]")
TODO = re.compile(r"TODO (?P<id>\d+\.\d+): (?P<text>[^\n]*)")


class KitError(Exception):
    """The kit, or how it was called, is wrong (never the learner's answer). The message says what to do."""


@dataclass(frozen=True)
class Task:
    """One numbered task. ``id`` is its key everywhere, as in ``"5.3"``."""

    id: str
    title: str
    bonus: bool

    @property
    def exercise(self) -> str:
        """The name of the exercise that it belongs to: ``"ex"`` and the number before the dot."""
        return f"ex{self.id.partition('.')[0]}"


@dataclass(frozen=True)
class Exercise:
    """One exercise folder of a kit."""

    kit: Kit
    name: str

    @property
    def folder(self) -> Path:
        return self.kit.root / self.name

    @property
    def reference(self) -> Path:
        """The folder of the reference answer."""
        return self.kit.root / "solutions" / self.name

    @property
    def grader(self) -> Path:
        return self.folder / f"test_{self.name}.py"

    @cached_property
    def manifest(self) -> Manifest:
        """What exercise.toml says. Raises `KitError` when it can't be used."""
        try:
            return manifest.read(self.name, self.folder / manifest.NAME)
        except TableError as error:
            raise KitError(str(error)) from error

    @cached_property
    def readme(self) -> str:
        return _read(self.folder / "README.md")

    @cached_property
    def title(self) -> str:
        """The README's first heading without its marks, such as ``"exN – A WSGI application"``."""
        return self.readme.partition("\n")[0].lstrip("# ").strip()

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(
            Task(match["id"], match["title"].replace("`", ""), bool(match["bonus"]))
            for match in TASK_HEADING.finditer(self.readme)
        )

    def task(self, task_id: str) -> Task:
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise KitError(f"{self.name} has no task {task_id}. It has {', '.join(task.id for task in self.tasks)}.")

    def time_limit(self, task: str) -> float:
        """Seconds that the learner's code may take for ``task``."""
        return self.manifest.time_limits.get(task, self.kit.time_limit)

    @cached_property
    def hints(self) -> dict[str, tuple[str, ...]]:
        """The hints of each task, in the order in which they are given: Markdown, a paragraph or more each."""
        return {
            section["id"]: tuple(
                hint.strip() for hint in re.split(r"^\d+\. ", section["text"], flags=re.MULTILINE)[1:] if hint.strip()
            )
            for section in re.finditer(
                r"^## (?P<id>\d+\.\d+)[^\n]*\n(?P<text>.*?)(?=^## |\Z)",
                _read(self.folder / "HINTS.md"),
                re.MULTILINE | re.DOTALL,
            )
        }

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The paths of the files that the learner writes, relative to the folder: those of the reference answer."""
        return self.manifest.answer_in(self.reference)

    @property
    def own_files(self) -> tuple[str, ...]:
        """The paths of everything in the folder that isn't the learner's: the grader's files, and the given ones."""
        graders = sorted(path for path in self.manifest.graders if (self.folder / path).is_file())
        return (*graders, *self.manifest.given_in(self.folder))

    def todos(self) -> dict[str, tuple[str, int, str]]:
        """Where each TODO still stands: task id -> (path, line number from 1, what it asks)."""
        texts = {}
        for path in self.files:
            with contextlib.suppress(OSError):
                texts[path] = (self.folder / path).read_text(encoding="utf-8", errors="replace")
        return todos_in(texts)


@dataclass(frozen=True)
class Kit:
    """A kit: the folder whose pyproject.toml has a ``[tool.workshop]`` table."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Kit:
        """The kit that holds ``start`` (default: the working directory). Raises `KitError` where there is none."""
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if is_kit(folder):
                return cls(folder)
        raise KitError(
            f"There is no workshop kit in {start} or above it. Change to the folder that you cloned or unpacked"
            " (it holds the exercises and pyproject.toml), and run the command again."
        )

    @cached_property
    def settings(self) -> dict[str, object]:
        return _workshop_table(self.root / "pyproject.toml") or {}

    @property
    def time_limit(self) -> float:
        """Seconds that the learner's code may take for one task."""
        return float(str(self.settings.get("time_limit", 5.0)))

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        names = sorted(path.parent.name for path in self.root.glob(f"ex[1-9]/{manifest.NAME}"))
        return tuple(Exercise(self, name) for name in names)

    def exercise(self, name: str) -> Exercise:
        """The exercise called ``name``, with ``"ex"`` before its number or without."""
        wanted = name if name.startswith("ex") else f"ex{name}"
        for exercise in self.exercises:
            if exercise.name == wanted:
                return exercise
        known = ", ".join(exercise.name for exercise in self.exercises)
        raise KitError(f"There is no exercise {name!r} here. This kit has {known}.")

    def task(self, task_id: str) -> Task:
        return self.exercise(task_id.partition(".")[0]).task(task_id)

    @property
    def example(self) -> tuple[str, str]:
        """An exercise and a task, by name and number, for messages that need an example: the first ones."""
        if not self.exercises:
            return "exN", "N.M"
        tasks = self.exercises[0].tasks
        return self.exercises[0].name, tasks[0].id if tasks else "N.M"

    def select(self, what: str) -> tuple[Exercise, Task | None]:
        """The exercise, or the task of it, that ``what`` names: ``exN``, ``N``, ``exN.M``, ``exN.N.M`` or ``N.M``."""
        match = re.fullmatch(r"(?:ex)?(?P<exercise>\d+)(?P<task>\.\d+)?", re.sub(r"^ex(\d+)\.(?=\1\.)", "ex", what))
        if match is None:
            name, task = self.example
            raise KitError(
                f"{what!r} is neither an exercise nor a task. Write {name} for an exercise, {task} for a task."
            )
        exercise = self.exercise(match["exercise"])
        return exercise, exercise.task(match["exercise"] + match["task"]) if match["task"] else None


def todos_in(files: Mapping[str, str]) -> dict[str, tuple[str, int, str]]:
    """As `Exercise.todos`, for ``files``: name -> content."""
    found: dict[str, tuple[str, int, str]] = {}
    for name, content in files.items():
        for number, line in enumerate(content.splitlines(), start=1):
            if (match := TODO.search(line)) and match["id"] not in found:
                text = match["text"] if line.lstrip().startswith("#") else match["text"].rstrip("\"') ")
                found[match["id"]] = (name, number, text.strip())
    return found


def is_kit(folder: Path) -> bool:
    """Whether ``folder`` is the root of a kit: its pyproject.toml has a ``[tool.workshop]`` table."""
    return _workshop_table(folder / "pyproject.toml") is not None


def exercise_folder(path: Path) -> Path | None:
    """Return the exercise folder of a kit that the absolute ``path`` is, or lies in; None outside of one."""
    for folder in (path, *path.parents):
        if EXERCISE.fullmatch(folder.name) and folder.is_dir() and is_kit(folder.parent):
            return folder
    return None


def _workshop_table(path: Path) -> dict[str, object] | None:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("workshop")
    except (OSError, ValueError, AttributeError):  # AttributeError: `tool` is not a table
        return None
    return table if isinstance(table, dict) else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise KitError(f"{path} can't be read ({reason}). It belongs to the kit: fetch it again from there.") from error

"""A kit of its own in a temporary folder, in which a step is put, graded and run. Nobody's answers are touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from bizkit.workshop import processes
from bizkit.workshop.kit import runs
from bizkit.workshop.kit.exercises import Exercise, Kit, KitError
from bizkit.workshop.kit.running import LONGEST_START, Running
from bizkit.workshop.kit.runs import Choice
from bizkit.workshop.processes import free_port
from bizkit.workshop.teaching.present.steps import Step

GRADING_LIMIT = 60.0
"""Seconds for the verdict on a whole exercise."""


@dataclass(frozen=True)
class Started:
    """What came of a run. If it is not running, ``printed`` says why."""

    what: str
    address: str
    printed: str
    is_running: bool


class Stage:
    """The scratch kit of an exercise, until it is closed. One thing at a time: the caller makes sure of that."""

    def __init__(self, exercise: Exercise) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="workshop-present-", ignore_cleanup_errors=True)
        root = Path(self._folder.name).resolve()
        try:
            self.exercise = _copy(exercise, root)
        except OSError as error:
            self._folder.cleanup()
            raise KitError(f"{exercise.name} can't be put on the stage: {error}.") from error
        self._running: Running | None = None
        self._grader: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what runs, and remove the folder."""
        self._closed = True
        self.stop()
        if self._grader is not None:
            processes.end(self._grader)
        self._folder.cleanup()

    def put(self, step: Step) -> None:
        """Make the files of ``step`` the learner's: no more than these."""
        folder = self.exercise.folder
        for path in self.exercise.manifest.answer_in(folder):
            if path not in step.files:
                (folder / path).unlink()
        for path, text in step.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8", newline="\n")

    def grade(self, step: Step, limit: float = GRADING_LIMIT) -> dict[str, Any]:
        """The verdict on ``step``, as `workshop check --json` prints it. Raises `KitError` when there is none."""
        self.put(step)
        command = [sys.executable, "-m", "bizkit.workshop", "check", self.exercise.name, "--json"]
        self._refuse_when_closed()
        clean = {key: value for key, value in os.environ.items() if key != "PORT" and not key.startswith("BIZKIT_")}
        process = processes.start(
            command,
            clean,
            cwd=self.exercise.kit.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._grader = process
        said = b""
        try:
            out, said = process.communicate(timeout=limit)
            verdict = json.loads(out)
        except subprocess.TimeoutExpired:
            raise KitError(f"The grader gave no verdict in {limit:g} seconds, and was ended. Try again.") from None
        except ValueError:
            words = said.decode("utf-8", "replace").strip() or "It printed nothing."
            raise KitError(f"The grader gave no verdict. It said:\n{words}") from None
        finally:
            processes.end(process)
            self._grader = None
        return dict(verdict)

    def run(self, step: Step, choice: Choice, limit: float = LONGEST_START) -> Started:
        """Run ``step`` instead of what ran before. Each of its processes has ``limit`` seconds to be ready."""
        self.stop()
        self.put(step)
        self._refuse_when_closed()
        # The next step that is put here must not change what is running.
        planned = runs.plan(self.exercise, choice.run, free_port(), choice.layers, reload=False)
        self._running = Running(planned, is_clean=True)
        if not self._running.start(limit):
            return Started(planned[-1].what, "", self._running.problem, False)
        return Started(planned[-1].what, planned[-1].address, self._running.printed(planned[-1].name), True)

    def stop(self) -> None:
        """End what runs, if anything does."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise KitError("The demo has ended.")


def _copy(exercise: Exercise, root: Path) -> Exercise:
    """``exercise`` in a new kit at ``root``, with all that its grader and its answers need, and no answer in it."""
    without_caches = shutil.ignore_patterns("__pycache__")
    shutil.copy(exercise.kit.root / "pyproject.toml", root)
    shutil.copytree(exercise.kit.root / "solutions", root / "solutions", ignore=without_caches)
    for path in exercise.own_files:
        (root / exercise.name / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(exercise.folder / path, root / exercise.name / path)
    return Kit(root).exercise(exercise.name)

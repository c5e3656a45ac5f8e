"""Kits made for a test: an exercise with these answers in it, in a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Exercise, Kit
from bizkit.workshop.kit.regions import without_marks

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "tests" / "exercises"
"""The answers that graders are tested with: exN/right and exN/wrong."""
OTHER_PLUGINS = [f"-pno:{name}" for name in ("hypothesispytest", "anyio", "xdist", "xdist.looponfail")]
"""Leaves out pytest plugins of other packages, which take a second to load."""


def sample(cases: Mapping[str, Any]) -> list[Any]:
    """Cases for `parametrize`, name -> what is given: the first one always runs, the others with ``--whole``."""
    return [
        pytest.param(
            *(given if isinstance(given, tuple) else (given,)), id=name, marks=[pytest.mark.whole] if number else []
        )
        for number, (name, given) in enumerate(cases.items())
    ]


def make_kit(folder: Path, name: str, answers: Mapping[str, str | bytes]) -> Exercise:
    """The exercise ``name`` in a new kit at ``folder``, with ``answers`` (path -> content) as the learner's."""
    exercise = folder / name
    exercise.mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path in Kit(ROOT).exercise(name).own_files:
        (exercise / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name / path, exercise / path)
    if not (folder / "solutions").exists():
        shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    for file, content in answers.items():
        data = content.encode("utf-8") if isinstance(content, str) else content
        (exercise / file).parent.mkdir(parents=True, exist_ok=True)
        (exercise / file).write_bytes(data)
    return Kit(folder).exercise(name)


def solution(name: str) -> dict[str, str]:
    """The reference answer as `workshop show` shows it: file name -> content."""
    return {file: without_marks(text) for file, text in files_in(ROOT / "solutions" / name).items()}


def files_in(folder: Path) -> dict[str, str]:
    """All files of an answer in ``folder``: path -> content."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
        if path != folder / "__init__.py"
    }


@dataclass(frozen=True)
class WrongAnswer:
    """A file of tests/exercises/exN/wrong: one mistake, the task that must fail, and what the failure must say."""

    path: Path
    file: str
    fails: str
    says: tuple[str, ...]
    """One of these is in the failure."""
    beside: str
    """The right answer whose other files stand beside it; "" for the reference."""
    hangs: str = ""
    """What never ends in the task that must fail, or "". Only such an answer is given a short time."""

    @property
    def exercise(self) -> str:
        return self.path.parents[1].name

    @property
    def answers(self) -> dict[str, str]:
        others = ANSWERS / self.exercise / "right" / self.beside
        base = files_in(others) if self.beside else solution(self.exercise)
        return base | {self.file: self.path.read_text(encoding="utf-8")}


def wrong_answers() -> list[WrongAnswer]:
    """All wrong answers. What is said of each stands in the comments at its head."""
    found = []
    for path in sorted(ANSWERS.glob("ex*/wrong/*.py")):
        head = dict(
            re.findall(r"^# (file|beside|fails|hangs|says): (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
        says = tuple(head["says"].split("|"))
        beside, hangs = head.get("beside", ""), head.get("hangs", "")
        found.append(WrongAnswer(path, head["file"], head["fails"], says, beside, hangs))
    return found


def right_answers() -> list[Path]:
    """The folders of all right answers that are unlike the reference."""
    return sorted(path for path in ANSWERS.glob("ex*/right/*") if path.is_dir())


def put(exercise: Exercise, answers: Mapping[str, str]) -> Exercise:
    """Put ``answers`` in the place of the answer that is in ``exercise`` now. Returns the exercise as it is then."""
    for file in exercise.manifest.answer_in(exercise.folder):
        (exercise.folder / file).unlink()
    write(exercise.folder, answers)
    return Kit(exercise.kit.root).exercise(exercise.name)


def make_whole_kit(folder: Path, solved: Collection[str] = (), mistakes: Collection[str] = ()) -> Kit:
    """A kit at ``folder`` as an attendee has it: all exercises, where those in ``solved`` hold the reference answer.

    ``mistakes`` are wrong answers, such as ``"ex2/no_reason.py"``, each in the place of the learner's file.
    """
    mistaken = [wrong for wrong in wrong_answers() if f"{wrong.exercise}/{wrong.path.name}" in mistakes]
    for exercise in Kit(ROOT).exercises:
        answers = solution(exercise.name) if exercise.name in solved else stubs.pristine(exercise)
        for wrong in mistaken:
            if wrong.exercise == exercise.name:
                answers = answers | {wrong.file: wrong.path.read_text(encoding="utf-8")}
        make_kit(folder, exercise.name, answers)
    return Kit(folder)


def run(command: Sequence[str], folder: Path, **environment: str) -> tuple[int, str]:
    """Run ``python -m command`` in ``folder``, without pytest's variables. Returns the exit status and the output."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV_CORE"))}
    quiet = {"PYTHONWARNINGS": "", "NO_COLOR": "1", "COLUMNS": "100"}
    if command[0] == "pytest" and "-n2" not in command:
        command = [*command, *OTHER_PLUGINS]
    done = subprocess.run(
        [sys.executable, "-P", "-m", *command],
        cwd=folder,
        env=kept | quiet | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write ``files``, name -> content, below ``root``."""
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")

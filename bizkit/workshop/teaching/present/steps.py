"""From the stub to the reference answer, one task at a time.

There is no third copy of an answer. A step is put together out of the units of the stub and of the answer: a unit of
the stub gives way when the last of its TODOs is done, and what it needs (helpers, imports) comes along with it. Where
the answer to a task is really another one than what becomes of it later, slides/steps/exN/TASK/FILE.py holds the
definitions that differ, and slides/steps/exN/plan.toml says what else comes later, with a note for the reader.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bizkit.workshop.kit.exercises import TODO, Exercise, KitError
from bizkit.workshop.kit.regions import without_marks
from bizkit.workshop.kit.stubs import pristine
from bizkit.workshop.teaching.present.units import DOCSTRING, Unit, join, split


@dataclass(frozen=True)
class Step:
    """The learner's files after a task was done. The first step is the stub."""

    id: str
    """The task's number, or ``"stub"``."""
    title: str
    bonus: bool
    files: dict[str, str]
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """What slides/steps/exN says besides the code: when units come, as ``"hello.Request"``, and notes."""

    comes: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Plan:
        path = folder / "plan.toml"
        if not path.is_file():
            return cls()
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
            comes = {unit: task for task, units in found.get("comes", {}).items() for unit in units}
            return cls(comes, dict(found.get("notes", {})))
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise KitError(f"{path} can't be read: {error}. Fetch it again from where you got the kit.") from error

    def task_of(self, file: str, unit: Unit) -> str | None:
        """The task that it says ``unit`` comes with, by one of its names."""
        module = file.removesuffix(".py")
        return next((self.comes[f"{module}.{name}"] for name in unit.names if f"{module}.{name}" in self.comes), None)


def steps(exercise: Exercise) -> list[Step]:
    """The stub, then a step for each task in order. The last one is the reference answer, letter by letter.

    Raises `KitError` where the kit lacks something, or what is in slides/steps doesn't fit.
    """
    folder = exercise.kit.root / "slides" / "steps" / exercise.name
    plan, stub = Plan.read(folder), pristine(exercise)
    numbers = [task.id for task in exercise.tasks]
    files = {name: _file_by_step(exercise, name, stub[name], numbers, plan, folder) for name in exercise.files}
    made = [Step("stub", "The stub, as it is handed out", False, {name: states[0] for name, states in files.items()})]
    for index, task in enumerate(exercise.tasks, start=1):
        now = {name: states[index] for name, states in files.items()}
        made.append(Step(task.id, task.title, task.bonus, now, plan.notes.get(task.id, "")))
    return made


def _file_by_step(exercise: Exercise, name: str, stub: str, numbers: list[str], plan: Plan, folder: Path) -> list[str]:
    """What is in a file after each step."""
    path = exercise.kit.root / "solutions" / exercise.name / name
    try:
        answer = without_marks(path.read_text(encoding="utf-8"))
        between = {
            index: (folder / number / name).read_text(encoding="utf-8")
            for index, number in enumerate(numbers, start=1)
            if (folder / number / name).is_file()
        }
        return _File(name, stub, answer, between, numbers, plan).states()
    except (OSError, SyntaxError, ValueError) as error:
        raise KitError(f"The steps to {exercise.name}/{name} can't be made: {error}.") from error


class _File:
    """One file on its way from the stub to the answer. Steps are counted from 0, the stub."""

    def __init__(
        self, name: str, stub: str, answer: str, between: Mapping[int, str], numbers: list[str], plan: Plan
    ) -> None:
        self.name, self.plan, self.numbers, self.answer_text = name, plan, numbers, answer
        whole = _classes(stub) ^ _classes(answer)
        self.answer = {unit.key: unit for unit in split(answer, whole)}
        known = {given: unit.key for unit in self.answer.values() for given in unit.names}
        self.stub = _keyed(split(stub, whole), known)
        self.between = {index: _keyed(split(text, whole), known) for index, text in sorted(between.items())}
        for units in self.between.values():
            if strangers := units.keys() - self.answer.keys():
                raise ValueError(f"the answer has no {', '.join(sorted(strangers))}, which is in slides/steps")
        self.when = self._said()
        self._place_the_words()
        self._bring_along()
        self._place_the_rest()

    def states(self) -> list[str]:
        last = max(self.when.values())
        return [
            self.answer_text if index >= last else join(self._units(index)) for index in range(len(self.numbers) + 1)
        ]

    def _said(self) -> dict[str, int]:
        """The step from which each unit is the answer's, where the stub, an answer in between or the plan say so."""
        when = {}
        for key, unit in self.answer.items():
            in_stub = self.stub[key].text if key in self.stub else ""
            asked = [self.numbers.index(todo["id"]) + 1 for todo in TODO.finditer(in_stub)]
            answered = [index + 1 for index, units in self.between.items() if key in units]
            if number := self.plan.task_of(self.name, unit):
                when[key] = self.numbers.index(number) + 1
            elif asked or answered:
                when[key] = max(asked + answered)
            elif in_stub == unit.text:
                when[key] = 0
            if when.get(key, 0) > len(self.numbers):
                raise ValueError(f"{key} differs at the last task, where the answer is to be")
        return when

    def _bring_along(self) -> None:
        """What a unit uses comes with the first that uses it."""
        for index in range(1, len(self.numbers) + 1):
            fresh = [unit for unit in self._units(index) if self.stub.get(unit.key) is not unit]
            while fresh:
                used = fresh.pop().uses
                for key, unit in self.answer.items():
                    if key not in self.when and used.intersection(unit.names):
                        self.when[key] = index
                        fresh.append(unit)

    def _place_the_words(self) -> None:
        """The words about the file come with the first unit of it that changes, those about a class with its first
        member."""
        changes = {key: index for key, index in self.when.items() if index}
        if not changes:
            raise ValueError("no task asks for anything in it")
        for key in self.answer.keys() - self.when.keys():
            members = [index for other, index in changes.items() if other.startswith(f"{key}.")]
            if key == DOCSTRING or members:
                self.when[key] = min(members or [*changes.values(), *self.between])

    def _place_the_rest(self) -> None:
        """What nobody uses: a member comes with its class, all else at the end."""
        last = max(self.when.values())
        for key in self.answer.keys() - self.when.keys():
            self.when[key] = self.when.get(key.partition(".")[0], last)

    def _units(self, index: int) -> list[Unit]:
        """The units of the file after step ``index``, in the answer's order. What only the stub has stays behind
        what it is behind there."""
        order = list(self.answer if index else self.stub)
        place = 0
        for key in self.stub:
            if key not in order:
                order.insert(place, key)
            place = order.index(key) + 1
        return [unit for key in order if (unit := self._unit(key, index))]

    def _unit(self, key: str, index: int) -> Unit | None:
        if 0 < self.when.get(key, index + 1) <= index:
            return self.answer[key]
        between = [units[key] for step, units in self.between.items() if step <= index and key in units]
        return between[-1] if between else self.stub.get(key)


def _keyed(units: list[Unit], known: Mapping[str, str]) -> dict[str, Unit]:
    """By the key that the answer has for a unit with one of its names: an import may give one name more there."""
    keys = {unit.key: next((known[name] for name in unit.names if name in known), unit.key) for unit in units}
    return {keys[unit.key]: replace(unit, key=keys[unit.key], after=keys.get(unit.after, "")) for unit in units}


def _classes(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}

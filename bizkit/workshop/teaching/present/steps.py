"""From the stub to the reference answer, one task at a time.

There is no third copy of an answer: its own lines say with which task they come. In ``solutions/exN/FILE``,

    # region 5.2
    …
    # endregion 5.2

brings some lines with task 5.2, and ``import json  # task 5.2`` one line. Lines outside such regions are there from the
first step that changes the file. A region may lie in another one.

Where something else was there before a task, ``slides/steps/exN/FILE`` holds that earlier text in a region of the same
name. A region gets a name of its own for that, made of the task and a word: ``5.2-page``. The earlier text may have
regions of its own, for text that was there earlier still.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.kit.regions import MARK, ONE_LINE, closed_up
from bizkit.workshop.kit.stubs import pristine

NAME = re.compile(r"(?P<task>\d+\.\d+)(-[\w-]+)?")


class StepsError(Exception):
    """Marks or earlier texts from which no steps can be made. The message says where."""


@dataclass(frozen=True)
class Step:
    """The learner's files after a task was done: path -> content. The first step is the stub."""

    id: str
    """The task's number, or ``"stub"``."""
    title: str
    bonus: bool
    files: dict[str, str]
    note: str = ""


@dataclass
class Part:
    """A region of a task, or a whole file: its lines, and the regions among them."""

    name: str
    indent: str = ""
    content: list[str | Part] = field(default_factory=list)

    @property
    def task(self) -> str:
        found = NAME.fullmatch(self.name)
        return found["task"] if found else ""

    def inner(self) -> Iterator[Part]:
        """All regions in this one, at any depth."""
        for each in self.content:
            if isinstance(each, Part):
                yield each
                yield from each.inner()


def steps(exercise: Exercise) -> list[Step]:
    """The stub, then a step for each task in order. The last one is the reference answer, letter by letter.

    Raises `KitError` if the marks, or the earlier texts, don't fit.
    """
    stub = pristine(exercise)
    states = {path: _states(exercise, path, stub.get(path)) for path in exercise.files}
    made = [Step("stub", "The stub, as it is handed out", False, stub)]
    for number, task in enumerate(exercise.tasks, start=1):
        files = {path: text for path, each in states.items() if (text := each[number]) is not None}
        made.append(Step(task.id, task.title, task.bonus, files, exercise.manifest.notes.get(task.id, "")))
    return made


def at_step(exercise: Exercise, path: str, task: str) -> str:
    """The file at ``path`` of the answer after ``task``, with the marks of its other regions: for a slide.

    Raises `KitError` as `steps` does, and for a task that the exercise doesn't have.
    """
    tasks = [each.id for each in exercise.tasks]
    done = tasks[: tasks.index(exercise.task(task).id) + 1]
    answer, earlier = _read(exercise, path)
    return closed_up(_rendered(answer, done, earlier))


def _states(exercise: Exercise, path: str, stub: str | None) -> list[str | None]:
    """What is in a file after each step, None where it isn't there yet."""
    answer, earlier = _read(exercise, path)
    tasks = [task.id for task in exercise.tasks]
    marked = [tasks.index(part.task) for part in answer.inner()]
    if not marked:
        if stub is not None and stub == closed_up(_rendered(answer, tasks, {})):
            return [stub] * (len(tasks) + 1)
        raise KitError(f"No line of {_answer(exercise, path)} is in a region of a task, so it can come with no step.")
    states: list[str | None] = [stub] * (min(marked) + 1)
    for number in range(len(states), len(tasks) + 1):
        lines = _rendered(answer, tasks[:number], earlier)
        states.append(closed_up(None if line is None or MARK.match(line) else line for line in lines))
    return states


def _read(exercise: Exercise, path: str) -> tuple[Part, dict[str, Part]]:
    """The answer in ``path``, and the earlier texts of its regions by name."""
    tasks = [task.id for task in exercise.tasks]
    where, source = (
        f"slides/steps/{exercise.name}/{path}",
        exercise.kit.root / "slides" / "steps" / exercise.name / path,
    )
    try:
        answer = parse((exercise.reference / path).read_text(encoding="utf-8"), tasks)
    except OSError as error:
        raise KitError(f"{_answer(exercise, path)} can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise KitError(f"{_answer(exercise, path)} isn't text, so it has no steps: make it a given file.") from error
    except StepsError as error:
        raise KitError(f"{_answer(exercise, path)}, {error}") from error
    try:
        earlier = _earlier(answer, source.read_text(encoding="utf-8") if source.is_file() else "", tasks)
    except (OSError, UnicodeDecodeError, StepsError) as error:
        raise KitError(f"{where}, {error}") from error
    return answer, earlier


def _answer(exercise: Exercise, path: str) -> str:
    return f"solutions/{exercise.name}/{path}"


def parse(text: str, tasks: Collection[str]) -> Part:
    """``text`` with the regions of its tasks taken apart. Raises `StepsError` for marks that can't be meant."""
    open_parts = [Part("")]
    for number, line in enumerate(text.splitlines(), start=1):
        mark = MARK.match(line)
        name = NAME.fullmatch(mark["name"]) if mark else None
        alone = ONE_LINE.match(line)
        if alone:
            name = NAME.fullmatch(alone["name"])
        if name is None:
            open_parts[-1].content.append(line)
        elif name["task"] not in tasks:
            raise StepsError(f"line {number}: there is no task {name['task']}. There are {', '.join(tasks)}.")
        elif alone:
            open_parts[-1].content.append(Part(name[0], _indent_of(line), [alone["line"]]))
        elif mark and mark["kind"] == "region":
            if any(part.name == name[0] for part in open_parts):
                raise StepsError(f"line {number}: `region {name[0]}` lies in a region of the same name.")
            part = Part(name[0], _indent_of(line))
            open_parts[-1].content.append(part)
            open_parts.append(part)
        elif open_parts[-1].name == name[0]:
            open_parts.pop()
        else:
            expected = f"`endregion {open_parts[-1].name}` comes first" if len(open_parts) > 1 else "no region is open"
            raise StepsError(f"line {number}: `endregion {name[0]}` can't be here: {expected}.")
    if len(open_parts) > 1:
        raise StepsError(f"the end of the file: `region {open_parts[-1].name}` has no `endregion`.")
    return open_parts[0]


def _indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _earlier(answer: Part, text: str, tasks: Collection[str]) -> dict[str, Part]:
    whole = parse(text, tasks)
    found: dict[str, Part] = {}
    places = [part.name for part in (*answer.inner(), *(inner for part in whole.inner() for inner in part.inner()))]
    for part in whole.content:
        if isinstance(part, Part):
            if part.name in found:
                raise StepsError(f"`region {part.name}` is there twice. Once is right.")
            if places.count(part.name) != 1:
                raise StepsError(
                    f"`region {part.name}` takes the place of a region of that name, and there are"
                    f" {places.count(part.name)}. There has to be one: add a word to the name, as in {part.name}-word."
                )
            found[part.name] = part
    return found


def _rendered(part: Part, done: Collection[str], earlier: Mapping[str, Part]) -> list[str | None]:
    lines: list[str | None] = []
    for each in part.content:
        if not isinstance(each, Part):
            lines.append(each)
        elif each.task in done:
            lines += [None, *_rendered(each, done, earlier), None]  # in the place of the marks
        elif each.name in earlier:
            before = closed_up(_rendered(earlier[each.name], done, earlier))
            lines += textwrap.indent(textwrap.dedent(before), each.indent).splitlines()
        else:
            lines.append(None)
    return lines

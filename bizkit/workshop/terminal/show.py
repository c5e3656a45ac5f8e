"""``workshop show``: the reference answer beside the learner's, as a diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.kit.regions import without_marks

SIDE_BY_SIDE = 120
"""Columns from which the two answers stand side by side."""
SIGNS = {"equal": " ", "replace": "|", "delete": "<", "insert": ">"}


def show(console: Console, exercise: Exercise, name: str | None = None) -> None:
    """Print the answer to each file of ``exercise``, or to the one called ``name``, beside the learner's."""
    if name is not None and name not in exercise.files:
        raise KitError(f"{exercise.name} has no file {name!r}. It has {', '.join(exercise.files)}.")
    for file in exercise.files:
        if name in (None, file):
            _show_file(console, exercise, file)


def _show_file(console: Console, exercise: Exercise, file: str) -> None:
    source = exercise.kit.root / "solutions" / exercise.name / file
    answer = without_marks(source.read_text(encoding="utf-8")).splitlines()
    try:
        yours = (exercise.folder / file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        yours = []
    console.print(Text(f"{exercise.name}/{file}", style="bold"))
    if yours == answer:
        console.print("Yours is the reference, letter by letter.\n")
    elif console.is_terminal and console.width >= SIDE_BY_SIDE:
        console.print(
            _side_by_side(yours, answer, f"yours: {exercise.name}/{file}", f"solutions/{exercise.name}/{file}")
        )
    else:
        for line in _unified(exercise, file, yours, answer):
            console.print(line)
        console.print()


def _unified(exercise: Exercise, file: str, yours: list[str], answer: list[str]) -> Iterator[Text]:
    styles = {"+": "green", "-": "red", "@": "cyan"}
    names = (f"yours: {exercise.name}/{file}", f"answer: solutions/{exercise.name}/{file}")
    for line in difflib.unified_diff(yours, answer, *names, n=3, lineterm=""):
        yield Text(line, style=styles.get(line[:1], ""))


def _side_by_side(yours: list[str], answer: list[str], left: str, right: str) -> Table:
    table = Table(left, "", right, box=box.SIMPLE_HEAD, padding=(0, 1), expand=True)
    for column in (0, 2):
        table.columns[column].ratio = 1
        table.columns[column].overflow = "fold"
    for kind, start, end, from_, to in difflib.SequenceMatcher(None, yours, answer, autojunk=False).get_opcodes():
        mine, theirs = yours[start:end], answer[from_:to]
        for number in range(max(len(mine), len(theirs))):
            one = mine[number] if number < len(mine) else ""
            other = theirs[number] if number < len(theirs) else ""
            changed = kind != "equal"
            table.add_row(Text(one, "red" if changed else ""), SIGNS[kind], Text(other, "green" if changed else ""))
    return table

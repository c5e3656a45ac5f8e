"""What a step changes, line by line, as the page draws it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from bizkit.workshop.teaching.present.steps import Step

Row = tuple[str, str]
"""``"same"``, ``"added"`` or ``"removed"``, and the line."""


def rows(before: str, after: str) -> list[Row]:
    """Both texts as one column of lines. What goes stands above what comes in its place."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Row] = []
    for kind, start, end, from_, to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [("same", line) for line in old[start:end]]
        else:
            found += [("removed", line) for line in old[start:end]]
            found += [("added", line) for line in new[from_:to]]
    return found


def as_json(steps: Sequence[Step]) -> list[dict[str, object]]:
    """The steps, each with its files: those that it changes first, with what changes in them."""
    return [
        {
            "id": step.id,
            "title": step.title,
            "bonus": step.bonus,
            "note": step.note,
            "files": sorted(_files(before, step), key=lambda file: not file["changed"]),
        }
        for before, step in zip([steps[0], *steps], steps, strict=False)
    ]


def _files(before: Step, step: Step) -> Iterator[dict[str, object]]:
    for path in sorted(before.files.keys() | step.files.keys()):
        old, new = before.files.get(path, ""), step.files.get(path, "")
        yield {"name": path, "changed": old != new, "rows": rows(old, new)}

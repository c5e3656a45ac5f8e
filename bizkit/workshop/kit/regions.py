"""A part of a real file for a slide: it begins and ends at a pair of comments.

    # region greeting
    def greeting(name): …
    # endregion greeting

Editors fold such regions. One may lie in another, or overlap it: the comments themselves are never shown. In HTML and
Markdown they are ``<!-- region greeting -->``, in CSS ``/* region greeting */``, in SQL ``-- region greeting``, and in
Jinja ``{# region greeting #}``. A comment ``# task 5.2`` behind a line makes a region of that line alone (see `steps`,
which regions of tasks are for); it isn't shown either.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

MARK = re.compile(
    r"^\s*(?:#|//|<!--|/\*|--|;|\{#-?)\s*(?P<kind>region|endregion)\s+(?P<name>[\w.-]+?)\s*(?:-->|\*/|-?#\})?\s*$"
)
ONE_LINE = re.compile(
    r"^(?P<line>.*\S)\s+(?:#|//|<!--|/\*|--|;|\{#-?)\s*task\s+(?P<name>\d+\.\d+(?:-[\w-]+)?)\s*(?:-->|\*/|-?#\})?\s*$"
)
"""A region of one line, which is named after a task: ``import json  # task 5.2``."""
STEP = re.compile(r"(\d+)(?:-(\d+))?")


class RegionError(Exception):
    """A region, or a step through it, is not there. The message says what is, and where."""


@dataclass(frozen=True)
class Region:
    """The lines of a region, without indentation that all of them have, and the number of the first in its file."""

    lines: tuple[str, ...]
    first: int

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def find(text: str, name: str | None) -> Region:
    """The region ``name`` of a file that says ``text``; without a name the file, less its marks.

    Raises `RegionError` unless there is just one such region, with just one end, and something in it.
    """
    lines = text.splitlines()
    start, end = (0, len(lines)) if name is None else _bounds(lines, name)
    while start < end and (not lines[start].strip() or MARK.match(lines[start])):
        start += 1
    shown = without_marks("\n".join(lines[start:end])).rstrip()
    if not shown:
        raise RegionError(f"There is nothing in the region {name!r}." if name else "There is nothing in it.")
    return Region(tuple(textwrap.dedent(shown).split("\n")), start + 1)


def _bounds(lines: list[str], name: str) -> tuple[int, int]:
    found: dict[str, list[int]] = {"region": [], "endregion": []}
    others = []
    for number, line in enumerate(lines):
        if mark := MARK.match(line):
            if mark["name"] == name:
                found[mark["kind"]].append(number)
            elif mark["kind"] == "region":
                others.append(mark["name"])
    for kind, numbers in found.items():
        if len(numbers) > 1:
            places = " and ".join(str(number + 1) for number in numbers)
            raise RegionError(f"`{kind} {name}` is there {len(numbers)} times, in lines {places}. Once is right.")
    if not found["region"]:
        known = f" It has: {', '.join(others)}." if others else " It has none at all."
        raise RegionError(f"There is no `region {name}` in it.{known}")
    start = found["region"][0]
    if not found["endregion"]:
        raise RegionError(f"`region {name}` in line {start + 1} has no `endregion {name}`.")
    end = found["endregion"][0]
    if end < start:
        raise RegionError(f"`endregion {name}` in line {end + 1} comes before `region {name}` in line {start + 1}.")
    return start + 1, end


def without_marks(text: str) -> str:
    """``text`` without the comments that mark regions."""
    lines = text.splitlines()
    return closed_up(None if MARK.match(line) else _unmarked(line) for line in lines)


def closed_up(lines: Iterable[str | None]) -> str:
    """``lines`` as a text. None stands where something was left out: the blank lines on its two sides don't add up."""
    kept: list[str] = []
    before, after, is_gap = 0, 0, False
    for line in lines:
        if line is None:
            before = max(before, after) if is_gap else _take_blanks(kept)
            after, is_gap = 0, True
        elif is_gap and not line.strip():
            after += 1
        else:
            if is_gap and kept:
                kept += [""] * max(before, after)
            before, after, is_gap = 0, 0, False
            kept.append(line)
    return "".join(f"{line}\n" for line in kept)


def _take_blanks(lines: list[str]) -> int:
    """Remove the blank lines at the end. Returns how many there were."""
    count = 0
    while lines and not lines[-1].strip():
        lines.pop()
        count += 1
    return count


def _unmarked(line: str) -> str:
    mark = ONE_LINE.match(line)
    return mark["line"] if mark else line


def check_steps(steps: str, count: int) -> str:
    """The lines to step through, such as ``"1-2|4,6"``, counted from the region's first line.

    Raises `RegionError` where they can't be read, or go past ``count``, the number of lines that there are.
    """
    for step in steps.split("|"):
        for part in step.split(","):
            found = STEP.fullmatch(part.strip())
            if found is None:
                raise RegionError(f"The steps {steps!r} can't be read. They are lines, such as 1-2|4,6.")
            first, last = int(found[1]), int(found[2] or found[1])
            if not 1 <= first <= last:
                raise RegionError(f"In the steps {steps!r}, {part.strip()} is no range of lines: the first is 1.")
            if last > count:
                raise RegionError(f"In the steps {steps!r}, {part.strip()} goes past the end: there are {count} lines.")
    return re.sub(r"\s", "", steps)

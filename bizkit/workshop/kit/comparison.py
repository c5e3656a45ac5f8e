"""What ``workshop compare`` sends: read from the file that an exercise.toml names with ``compare``.

CONTRIBUTING.md documents the format. Nothing here runs anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.kit.toml import Table, TableError, read_toml

LEARNER, REFERENCE = "learner", "reference"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sent:
    """A request. Characters of ``content`` are its bytes, as in latin-1."""

    title: str
    method: str
    target: str
    headers: Mapping[str, str]
    content: bytes
    changes: Mapping[str, str | None]
    """What is different in the environ: a value, or None for a key that isn't there."""


@dataclass(frozen=True)
class Part:
    """What one side brings to a group: a module with an application, or lines that begin the group's program."""

    module: str
    begin: str = ""


@dataclass(frozen=True)
class Group:
    """Requests that go to the same applications, and what of the answers is compared."""

    name: str
    sides: Mapping[str, Part]
    requests: tuple[Sent, ...]
    program: str
    """Python that makes an ``application``; "" if the modules have one."""
    pattern: re.Pattern[str] | None
    """What is compared of the visible text: its first group. Without one, each line of the content is."""
    finds: str
    """What the pattern finds, as a verb: "greets"."""


@dataclass(frozen=True)
class Plan:
    """The sides, each with whose answer it is, and the groups."""

    sides: Mapping[str, str]
    groups: tuple[Group, ...]


def read(exercise: Exercise) -> Plan:
    """The plan of ``exercise``. Raises `KitError` if it has none, or one that can't be used."""
    name = exercise.manifest.compare
    if not name:
        others = [each.name for each in exercise.kit.exercises if each.manifest.compare]
        remedy = f" Run `workshop compare {others[0]}`." if others else ""
        raise KitError(f"There is nothing to compare in {exercise.name}.{remedy}")
    try:
        table = read_toml(exercise.folder / name, f"{exercise.name}/{name}")
        sides = table.texts("sides")
        for side, answer in sides.items():
            if answer not in (LEARNER, REFERENCE):
                raise table.error(f"sides.{side}", f'must be "{LEARNER}" or "{REFERENCE}"; it is {answer!r}.')
        if len(sides) < 2:
            raise table.error("sides", "must name at least two sides: one alone can't be compared.")
        plan = Plan(sides, tuple(_group(each, sides) for each in table.tables("groups")))
        table.refuse_the_rest()
        if not plan.groups:
            raise table.error("groups", "is missing. There must be at least one [[groups]].")
    except TableError as error:
        raise KitError(str(error)) from error
    return plan


def _group(table: Table, sides: Mapping[str, str]) -> Group:
    parts = {side: _part(each) for side, each in table.table("sides").tables_in()}
    if parts.keys() != sides.keys():
        raise table.error("sides", f"must say something of each side: {', '.join(sides)}.")
    try:
        pattern = re.compile(table.text("pattern")) if table.text("pattern") else None
    except re.error as error:
        raise table.error("pattern", f"is not a regular expression: {error}.") from error
    if pattern is not None and pattern.groups < 1:
        raise table.error("pattern", "must have a group in parentheses: that is what is compared.")
    requests = tuple(_sent(each) for each in table.tables("requests"))
    group = Group(
        table.text("name", required=True),
        parts,
        requests,
        table.text("program"),
        pattern,
        table.text("finds") or "says",
    )
    table.refuse_the_rest()
    if not requests:
        raise table.error("requests", "is missing. There must be at least one request.")
    return group


def _part(table: Table) -> Part:
    part = Part(table.text("module", required=True), table.text("begin"))
    table.refuse_the_rest()
    return part


def _sent(table: Table) -> Sent:
    form = table.text("form")
    headers = table.texts("headers") | ({"Content-Type": FORM} if form else {})
    try:
        content = ((form or table.text("content")) * table.number("times", 1)).encode("latin-1")
    except UnicodeEncodeError as error:
        raise table.error("content", "must hold one character for each byte, U+00FF at most.") from error
    changes = table.texts("environ") | dict.fromkeys(table.strings("without"))
    method = table.text("method") or ("POST" if form else "GET")
    sent = Sent(table.text("title", required=True), method, table.text("target") or "/", headers, content, changes)
    table.refuse_the_rest()
    return sent

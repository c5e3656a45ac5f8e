"""``workshop compare``: the same requests to the learner's answer and to others, and where their answers differ.

The exercise says what is sent, and to what (see `kit.comparison`): to applications that the answers have, or to a small
program that is made with the names of each. Only the requests that are answered differently are shown: in a table, and
each exchange if somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from bizkit.workshop.judge.exchange import Exchange, Request
from bizkit.workshop.judge.expect.html import visible_text
from bizkit.workshop.judge.expect.wsgi import violation
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.learner import Application, Learner
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit.comparison import LEARNER, REFERENCE, Group, read
from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.terminal.screen import harmless, say

NARROW = 70
"""Columns below which there is no room for a table of four."""


@dataclass(frozen=True)
class Saw:
    """What one side answered: in a few lines for the table, and the exchange as it was."""

    lines: tuple[str, ...]
    exchange: str
    answered: bool = True


@dataclass(frozen=True)
class Row:
    """A request on which the sides differ: what is special about it, and what each side answered."""

    title: str
    saw: dict[str, Saw]


@dataclass(frozen=True)
class Missing:
    """A side that answered none of the requests: which one, what of it, and why."""

    side: str
    what: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """The rows on which the sides differ, how many requests were sent to each, and what isn't there to compare."""

    sides: tuple[str, ...]
    rows: tuple[Row, ...]
    sent: int
    missing: tuple[Missing, ...]


def compare(exercise: Exercise, time_limit: float | None = None) -> Comparison:
    """Send the requests to all sides. Raises `KitError` for an exercise that has nothing to compare."""
    plan = read(exercise)
    limit = time_limit or exercise.kit.time_limit
    packages = {LEARNER: exercise.name, REFERENCE: f"solutions.{exercise.name}"}
    pool = ProcessPool()
    sides = {name: Learner(exercise.kit.root, packages[who], limit, pool) for name, who in plan.sides.items()}
    rows: list[Row] = []
    missing: list[Missing] = []
    try:
        for group in plan.groups:
            saw = {name: _ask(_application(group, name, side), side, group) for name, side in sides.items()}
            absent = {name: seen[0].lines[1] for name, seen in saw.items() if not _any_answer(seen)}
            missing += [Missing(name, group.name, why) for name, why in absent.items()]
            rows += _differences(group, {name: seen for name, seen in saw.items() if name not in absent})
    finally:
        for side in sides.values():
            side.close()
    return Comparison(tuple(sides), tuple(rows), sum(len(group.requests) for group in plan.groups), tuple(missing))


def _any_answer(seen: list[Saw]) -> bool:
    return any(saw.answered for saw in seen)


def _application(group: Group, name: str, side: Learner) -> Application:
    part = group.sides[name]
    if not group.program:
        return side.application(part.module)
    return side.application(part.module, f"{part.begin.format(module=side.module(part.module))}\n{group.program}")


def _ask(application: Application, side: Learner, group: Group) -> list[Saw]:
    seen = []
    for sent in group.requests:
        side.begin(sent.title)
        request = Request(sent.method, sent.target, sent.headers, sent.content, sent.changes)
        seen.append(_see(application, request, group))
    return seen


def _differences(group: Group, seen: dict[str, list[Saw]]) -> Iterator[Row]:
    for number, sent in enumerate(group.requests):
        saw = {name: each[number] for name, each in seen.items()}
        if len({one.lines for one in saw.values()}) > 1:
            yield Row(sent.title, saw)


def _see(application: Application, request: Request, group: Group) -> Saw:
    try:
        exchange = application.send(request)
    except Failure as failure:
        return Saw((failure.outcome, failure.got.partition("\n")[0]), str(failure), answered=False)
    length = exchange.header("Content-Length")
    lines = [
        f"{exchange.status_code}",
        exchange.header("Content-Type") or "no Content-Type",
        *_content(exchange, group),
    ]
    if length is not None and length != str(len(exchange.body)) and request.method != "HEAD":
        lines.append(f"Content-Length {length}, {len(exchange.body)} bytes")
    if found := violation(exchange):
        lines.append(found.got)
    return Saw(tuple(lines), str(exchange))


def _content(exchange: Exchange, group: Group) -> list[str]:
    """What is compared of the content, in words."""
    if group.pattern is None:
        return exchange.text.splitlines() if exchange.status_code == 200 else []
    text = visible_text(exchange.text)
    found = group.pattern.search(text)
    return [f"{group.finds} {found[1]!r}" if found else f"says {text[:60]!r}"]


def main(exercise: Exercise, console: Console, *, details: bool = False, row: int | None = None) -> int:
    """Print what isn't there yet, then the table; with ``details`` each exchange of it, with ``row`` those of one.

    Returns 0 when all sides agree, 1 when they don't. Raises `KitError` for a row that the table does not have.
    """
    comparison = compare(exercise)
    for missing in comparison.missing:
        say(console, f"Not there yet ({missing.side}): {missing.what}.", "bold")
        say(console, f"  {missing.why}")
    if comparison.missing:
        console.print()
    if not comparison.rows:
        say(console, f"{comparison.sent} requests, and no difference: {', '.join(comparison.sides)} agree.")
        return 1 if comparison.missing else 0
    if row is not None:
        if not 0 < row <= len(comparison.rows):
            raise KitError(f"There is no row {row}: the table has rows 1 to {len(comparison.rows)}.")
        _print_exchanges(comparison.rows[row - 1], console)
        return 1
    say(console, f"{len(comparison.rows)} of {comparison.sent} requests are answered differently.\n")
    if console.width >= NARROW:
        _print_table(comparison, console)
    else:
        _print_list(comparison, console)
    if details:
        for each in comparison.rows:
            _print_exchanges(each, console)
        return 1
    command = f"workshop compare {exercise.name}"
    say(console, f"`{command} --row 1` shows what row 1 sent and got, `{command} --details` shows it for all rows.")
    return 1


def _print_exchanges(row: Row, console: Console) -> None:
    console.print(Text(f"--- {row.title} ---", style="bold"))
    for text, names in _alike(row):
        console.print(Text(f"{names}:", style="bold"))
        console.print(Text(harmless(text)))
    console.print()


def _alike(row: Row) -> Iterator[tuple[str, str]]:
    """The exchanges of a row, those of sides that sent the same only once."""
    names: dict[str, list[str]] = {}
    for name, saw in row.saw.items():
        names.setdefault(saw.exchange, []).append(name)
    yield from ((text, " and ".join(sides)) for text, sides in names.items())


def _print_table(comparison: Comparison, console: Console) -> None:
    table = Table("request", *comparison.sides, box=box.SIMPLE, show_lines=True, expand=console.width < 100)
    for number, row in enumerate(comparison.rows, start=1):
        table.add_row(
            f"{number}. {escape(row.title)}", *(escape(cell) for cell in _cells(row, comparison.sides).values())
        )
    console.print(table, soft_wrap=False)


def _print_list(comparison: Comparison, console: Console) -> None:
    """The table for a terminal that is too narrow for it."""
    for number, row in enumerate(comparison.rows, start=1):
        say(console, f"{number}. {row.title}", "bold")
        for name, cell in _cells(row, comparison.sides).items():
            say(console, "\n".join(f"  {name}: {line}" for line in cell.splitlines()))
    console.print()


def _cells(row: Row, sides: tuple[str, ...]) -> dict[str, str]:
    """What the table says of each side: the status where that differs, else each line that others don't have."""
    shared = set.intersection(*(set(saw.lines) for saw in row.saw.values()))
    return {name: _cell(row.saw[name], shared) if name in row.saw else "(not there yet)" for name in sides}


def _cell(saw: Saw, shared: set[str]) -> str:
    if saw.answered and saw.lines[0] not in shared:
        return f"status {saw.lines[0]}"
    return harmless("\n".join(line for line in saw.lines if line not in shared)) or "–"

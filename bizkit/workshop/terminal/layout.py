"""A verdict on a screen of few rows: what matters most stays, and one line tells how to see the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

FEWEST = 4
"""Rows that the failure gets on any screen. A smaller one scrolls."""


@dataclass(frozen=True)
class Parts:
    """A verdict in lines as they are printed, the most important ones in ``message``.

    ``few_tasks`` and ``short_foot`` say what ``tasks`` and ``foot`` say in fewer rows; ``evidence`` may be cut first.
    """

    head: list[str]
    tasks: list[str]
    few_tasks: list[str]
    message: list[str]
    evidence: list[str]
    foot: list[str]
    short_foot: list[str]


def printed_by(console: Console, *draw: Callable[[], object]) -> list[str]:
    """The lines that ``draw`` print to ``console``, one after the other. Nothing of them is shown."""
    with console.capture() as captured:
        for each in draw:
            each()
    return captured.get().splitlines()


def fitted(parts: Parts, rows: int, columns: int, more: Callable[[int], list[str]]) -> list[str]:
    """The lines that ``rows`` hold: all of them, or fewer and ``more(number of lines left out)``."""
    body = [*parts.message, *parts.evidence]
    everything = [*parts.head, *parts.tasks, *([""] if body else []), *body, *parts.foot]
    if _height(everything, columns) <= rows:
        return everything
    left, message = 0, _without_blanks(parts.message)
    above, below = parts.head, parts.foot
    body = [*message, *parts.evidence]
    for above, below in _frames(parts):
        left = rows - _height([*above, *below, *more(len(body))], columns)
        if left >= _height(message, columns):
            break
    shown = _first_rows(body, max(left, FEWEST), columns)
    if len(shown) == len(message) + 1 < len(body):
        shown.pop()  # a heading alone
    if len(shown) == len(body):
        return [*above, *shown, *below]
    return [*above, *shown, *more(len(body) - len(shown)), *below]


def _frames(parts: Parts) -> Iterator[tuple[list[str], list[str]]]:
    """What stands above and below a failure, each time in fewer rows."""
    yield [*parts.head, *parts.tasks, ""], parts.foot
    yield [*_without_blanks([*parts.head, *parts.tasks]), ""], parts.foot
    yield [*_without_blanks([*parts.head, *parts.tasks]), ""], _without_blanks(parts.foot)
    yield _without_blanks([*parts.head, *parts.tasks]), _without_blanks(parts.short_foot)
    yield _without_blanks([*parts.head, *parts.few_tasks]), _without_blanks(parts.short_foot)


def _without_blanks(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if _plain(line).strip()]


def _first_rows(lines: Sequence[str], rows: int, columns: int) -> list[str]:
    shown: list[str] = []
    for line in lines:
        rows -= _height([line], columns)
        if rows < 0:
            break
        shown.append(line)
    return shown


def _height(lines: Sequence[str], columns: int) -> int:
    """Rows of the terminal: a line that is too long for one takes several."""
    return sum(max(1, -(-Text.from_ansi(line).cell_len // columns)) for line in lines)


def _plain(line: str) -> str:
    return Text.from_ansi(line).plain

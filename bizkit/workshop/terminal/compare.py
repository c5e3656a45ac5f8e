"""``workshop compare ex3``: the same requests to the learner's code, to the reference by hand and to Werkzeug.

Two things are asked. The page: three hello applications, and whom they greet. The objects: a small application that
tells what a request says, made with each one's Request, Response and wsgify. Only where they differ, it is shown: in a
table, and each exchange of it when that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.terminal.screen import harmless, say

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MIRROR = """\
from {module} import {names}

def told(values):
    return "; ".join(f"{{name}} {{values.getlist(name)}}" for name in ("a", "b"))

@{wsgify}
def application(request):
    parts = [
        f"content {{request.get_data()!r}}",  # first: once Werkzeug has read a form, it has no content to give
        f"method {{request.method}}",
        f"path {{request.path!r}}",
        f"args {{told(request.args)}}",
        f"form {{told(request.form)}}",
        f"agent {{request.headers.get('User-Agent')!r}}",
    ]
    return Response("\\n".join(parts), mimetype="text/plain")
"""
NARROW = 70
"""Columns below which there is no room for a table of four."""
PAGES = {
    "a name": Request("GET", "/?name=Ada"),
    "no name": Request("GET", "/"),
    "a blank name": Request("GET", "/?name="),
    "a name of spaces": Request("GET", "/?name=+%20"),
    "a repeated name": Request("GET", "/?name=Ada&name=Grace"),
    "a repeated name, the first blank": Request("GET", "/?name=&name=Ada"),
    "UTF-8 and a plus": Request("GET", "/?name=Zo%C3%AB+Q"),
    "an encoded plus": Request("GET", "/?name=C%2B%2B"),
    "an element": Request("GET", "/?name=%3Cb%3EAda"),
    "bytes that are no UTF-8": Request("GET", "/?name=%FF"),
    "a percent sign alone": Request("GET", "/?name=100%"),
    "a NUL": Request("GET", "/?name=A%00B"),
    "no QUERY_STRING": Request(changes={"QUERY_STRING": None}),
    "a HEAD request": Request("HEAD", "/"),
    "a form": Request("POST", "/", FORM, b"name=Ada"),
}
OBJECTS = {
    "a plain GET": Request("GET", "/a/b?a=1", {"User-Agent": "curl/8"}),
    "a path in UTF-8": Request("GET", "/caf%C3%A9"),
    "a path that is no UTF-8": Request("GET", "/%FF"),
    "a path with an encoded slash": Request("GET", "/a%2Fb"),
    "a path with %252F, which is %2F once decoded": Request("GET", "/a%252Fb"),
    "a path that begins with //": Request("GET", "//evil.example/x"),
    "no PATH_INFO": Request(changes={"PATH_INFO": None}),
    "no QUERY_STRING, for the objects": Request(changes={"QUERY_STRING": None}),
    "a Host with an @": Request("GET", "/", {"Host": "example.org@evil.example"}),
    "a Cookie with a quote that is never closed": Request("GET", "/", {"Cookie": 'a="b; c=d'}),
    "args: repeated, blank, without =": Request("GET", "/?a=1&a=&a&b"),
    "args: a semicolon": Request("GET", "/?a=1;b=2"),
    "args: + and %2B": Request("GET", "/?a=x+y&b=%2B"),
    "args: an encoded name": Request("GET", "/?%61=1"),
    "args: %zz": Request("GET", "/?a=%zz"),
    "args: bytes that are no UTF-8": Request("GET", "/?a=%FF"),
    "a form": Request("POST", "/", FORM, b"a=1&b=x+y&a=2"),
    "a form with a charset": Request("POST", "/", {"Content-Type": f"{FORM['Content-Type']}; charset=utf-8"}, b"a=1"),
    "a form in capitals": Request("POST", "/", {"Content-Type": FORM["Content-Type"].upper()}, b"a=1"),
    "a form of other bytes": Request("POST", "/", FORM, b"a=\xff&b=%FF"),
    "a form of 900 fields": Request("POST", "/", FORM, b"&".join([b"c=1"] * 900)),
    "a form with an empty name": Request("POST", "/", FORM, b"=1&&a=2&=&"),
    "JSON, nested deep": Request("POST", "/", {"Content-Type": "application/json"}, b"[" * 2000),
    "a text": Request("POST", "/", {"Content-Type": "text/plain"}, b"a=1"),
    "a blank CONTENT_LENGTH": Request("POST", "/", FORM, changes={"CONTENT_LENGTH": ""}),
    "CONTENT_LENGTH abc": Request("POST", "/", FORM, b"a=1", {"CONTENT_LENGTH": "abc"}),
    "CONTENT_LENGTH -1": Request("POST", "/", FORM, b"a=1", {"CONTENT_LENGTH": "-1"}),
    "CONTENT_LENGTH +3": Request("POST", "/", FORM, b"a=1", {"CONTENT_LENGTH": "+3"}),
    "CONTENT_LENGTH 1_0": Request("POST", "/", FORM, b"a=1&b=2&a=3", {"CONTENT_LENGTH": "1_0"}),
    "no CONTENT_LENGTH": Request("POST", "/", FORM, b"a=1", {"CONTENT_LENGTH": None}),
    "CONTENT_LENGTH too large": Request("POST", "/", FORM, b"a=1", {"CONTENT_LENGTH": "5"}),
}


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

    rows: tuple[Row, ...]
    sent: int
    missing: tuple[Missing, ...]


def compare(exercise: Exercise, time_limit: float | None = None) -> Comparison:
    """Send the requests to all sides. Raises `KitError` for an exercise that has nothing to compare."""
    if exercise.name != "ex3":
        raise KitError("Only ex3 has two references to compare with. Run `workshop compare ex3`.")
    limit = time_limit or exercise.kit.time_limit
    root = exercise.kit.root
    pool = ProcessPool()
    sides = {name: Learner(root, package, limit, pool) for name, package in _SIDES.items()}
    rows: list[Row] = []
    missing: list[Missing] = []
    try:
        for what, requests, make, sum_up in (
            ("the page", PAGES, _page, _greeting),
            ("Request, Response and wsgify", OBJECTS, _mirror, _told),
        ):
            saw = {name: _ask(make(name, side), side, requests, sum_up) for name, side in sides.items()}
            missing += [Missing(name, what, seen[0].lines[1]) for name, seen in saw.items() if not _any_answer(seen)]
            there = {name: seen for name, seen in saw.items() if _any_answer(seen)}
            rows += _differences(list(requests), there)
    finally:
        for side in sides.values():
            side.close()
    return Comparison(tuple(rows), len(PAGES) + len(OBJECTS), tuple(missing))


def _any_answer(seen: list[Saw]) -> bool:
    return any(saw.answered for saw in seen)


_SIDES = {"yours": "ex3", "by hand": "solutions.ex3", "Werkzeug": "solutions.ex3"}


def _page(name: str, side: Learner) -> Application:
    return side.application("best_of_breed" if name == "Werkzeug" else "hello")


def _mirror(name: str, side: Learner) -> Application:
    if name == "Werkzeug":
        module, names, wsgify = "best_of_breed", "Request, Response", "Request.application"
    else:
        module, names, wsgify = "http_objects", "Response, wsgify", "wsgify"
    return side.application(module, MIRROR.format(module=side.module(module), names=names, wsgify=wsgify))


def _ask(
    application: Application, side: Learner, requests: dict[str, Request], sum_up: Callable[[Exchange], list[str]]
) -> list[Saw]:
    seen = []
    for title, request in requests.items():
        side.begin(title)
        seen.append(_see(application, request, sum_up))
    return seen


def _differences(titles: list[str], seen: dict[str, list[Saw]]) -> Iterator[Row]:
    for number, title in enumerate(titles):
        saw = {name: each[number] for name, each in seen.items()}
        if len({one.lines for one in saw.values()}) > 1:
            yield Row(title, saw)


def _see(application: Application, request: Request, sum_up: Callable[[Exchange], list[str]]) -> Saw:
    try:
        exchange = application.send(request)
    except Failure as failure:
        return Saw((failure.outcome, failure.got.partition("\n")[0]), str(failure), answered=False)
    length = exchange.header("Content-Length")
    lines = [f"{exchange.status_code}", exchange.header("Content-Type") or "no Content-Type", *sum_up(exchange)]
    if length is not None and length != str(len(exchange.body)) and request.method != "HEAD":
        lines.append(f"Content-Length {length}, {len(exchange.body)} bytes")
    if found := violation(exchange):
        lines.append(found.got)
    return Saw(tuple(lines), str(exchange))


def _greeting(exchange: Exchange) -> list[str]:
    """Whom the page greets: the words around the name are everybody's own."""
    found = re.search(r"Hello,\s*(.*?)[\s!.]*$", visible_text(exchange.text))
    return [f"greets {found[1]!r}" if found else f"says {visible_text(exchange.text)[:60]!r}"]


def _told(exchange: Exchange) -> list[str]:
    return exchange.text.splitlines() if exchange.status_code == 200 else []


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
        say(console, f"{comparison.sent} requests, and no difference: {', '.join(_SIDES)} agree.")
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
    table = Table("request", *_SIDES, box=box.SIMPLE, show_lines=True, expand=console.width < 100)
    for number, row in enumerate(comparison.rows, start=1):
        table.add_row(f"{number}. {escape(row.title)}", *(escape(cell) for cell in _cells(row).values()))
    console.print(table, soft_wrap=False)


def _print_list(comparison: Comparison, console: Console) -> None:
    """The table for a terminal that is too narrow for it."""
    for number, row in enumerate(comparison.rows, start=1):
        say(console, f"{number}. {row.title}", "bold")
        for name, cell in _cells(row).items():
            say(console, "\n".join(f"  {name}: {line}" for line in cell.splitlines()))
    console.print()


def _cells(row: Row) -> dict[str, str]:
    """What the table says of each side: the status where that differs, else each line that others don't have."""
    shared = set.intersection(*(set(saw.lines) for saw in row.saw.values()))
    return {name: _cell(row.saw[name], shared) if name in row.saw else "(not there yet)" for name in _SIDES}


def _cell(saw: Saw, shared: set[str]) -> str:
    if saw.answered and saw.lines[0] not in shared:
        return f"status {saw.lines[0]}"
    return harmless("\n".join(line for line in saw.lines if line not in shared)) or "–"

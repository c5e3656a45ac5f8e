"""A page that greets its visitor by name: which requests it gets, and whom it greets.

Learners build this page several times, each time on a higher floor, so the graders share what they know of it.
"""

from __future__ import annotations

import re

from bizkit.workshop.judge.exchange import Exchange, Request
from bizkit.workshop.judge.expect.html import attribute_names, visible_text
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.learner import Application, follow_the_protocol

NAMES = {
    "a name": ("/?name=Ada", "Ada"),
    "percent signs": ("/?name=Zo%C3%AB", "Zoë"),
    "other scripts": ("/?name=%E2%98%83%20%E6%97%A5%E6%9C%AC", "☃ 日本"),
    "a plus": ("/?name=Ada+Lovelace", "Ada Lovelace"),
    "a percent-encoded plus": ("/?name=C%2B%2B", "C++"),
    "a percent-encoded ampersand": ("/?name=Q%26A%3D", "Q&A="),
    "among others": ("/?colour=red&name=Ada&x=1", "Ada"),
    "after another that ends alike": ("/?surname=Lovelace&name=Ada", "Ada"),
    "a repeated name": ("/?name=Ada&name=Grace", "Ada"),
    "a blank name": ("/?name=", "PyCon"),
    "a name without =": ("/?name", "PyCon"),
    "no name": ("/?colour=red", "PyCon"),
    "an empty query": ("/?", "PyCon"),
}
"""What is special about it -> the target of the request, and whom the page greets."""

WHY = {
    "percent signs": "A URL holds ASCII only: %C3%AB is the UTF-8 of ë, byte by byte.",
    "other scripts": "A URL holds ASCII only: each character is percent-encoded, byte by byte of its UTF-8.",
    "a plus": "In a query, as in a form, + stands for a space (WHATWG URL, application/x-www-form-urlencoded).",
    "a percent-encoded plus": "The order counts: first + becomes a space, then %2B becomes +.",
    "a percent-encoded ampersand": "First split at & and =, then decode; the other way round cuts the value.",
    "a repeated name": "A name may come twice in a query. The README says that the first one counts.",
    "a blank name": "A form whose field was left empty sends name= with nothing after it.",
}

TYPED = {
    "an element": ("%3Cscript%3Ealert(1)%3C/script%3E", "<script>alert(1)</script>"),
    "an entity": ("%26lt%3B", "&lt;"),
    "an ampersand": ("A%26B", "A&B"),
    "quotes": ("%22Ada%22+%27x%27", "\"Ada\" 'x'"),
}
"""What a visitor may type to write a part of the page: in the query -> as they meant it."""

BROKEN = ("name=%FF%FE", "name=Zo%EB", "name=%C3", "name=%zz", "name=%", "name=%00", "name=Zo\u00c3\u00ab", "&&==&%")
"""Queries that are not the UTF-8 of anything, or not percent-encoded rightly."""


def expect_greeting(exchange: Exchange, name: str, *, why: str, try_next: str) -> None:
    """The page greets ``name``, as a visitor reads it in a browser; its protocol and its status are right."""
    follow_the_protocol(exchange)
    if exchange.status_code != 200:
        raise Failure(
            expected=f"The status 200 OK and “Hello, {name}” for {exchange.request.target}",
            got=f"The status {exchange.status!r}.",
            why="Whatever a visitor types into a URL, it is a visitor: there is a page for them.",
            try_next=try_next,
            transcript=exchange,
        )
    text = visible_text(exchange.text)
    # After the name comes no other letter, and nobody else.
    if not re.search(rf"Hello,\s*{re.escape(name)}(?!\w)(?![\s,;&+]*(and\s+)?Grace)", text):
        raise Failure(
            expected=f"A page that says “Hello, {name}” for {exchange.request.target}",
            got=f"A page that says: {text[:200]!r}",
            why=why,
            try_next=try_next,
            transcript=exchange,
        )


def greets_by_name(application: Application, case: str) -> None:
    """The page greets whom the query of `NAMES` names."""
    target, name = NAMES[case]
    expect_greeting(
        application.get(target),
        name,
        why=WHY.get(case, "What a visitor sends in the query decides what they read."),
        try_next="urllib.parse.parse_qs does the decoding; see what it makes of blank and repeated values.",
    )


def greets_without_a_query(application: Application) -> None:
    """No QUERY_STRING in the environ: the page greets PyCon."""
    expect_greeting(
        application.get("/", changes={"QUERY_STRING": None}),
        "PyCon",
        why="PEP 3333: QUERY_STRING “may be empty or absent”, so environ['QUERY_STRING'] may raise a KeyError.",
        try_next='Ask with environ.get("QUERY_STRING", "").',
    )


def shows_what_was_typed(application: Application, case: str) -> None:
    """What `TYPED` holds is text on the page: nothing of it is an element or an attribute."""
    typed, meant = TYPED[case]
    exchange = application.get(f"/?name={typed}")
    why = "What is not escaped becomes a part of the page: with a link, anybody runs a script in a visitor's browser."
    try_next = "html.escape() turns <, >, & and quotes into text. Escape once, where the name goes into the page."
    got = ""
    if "<script>alert" in exchange.text.lower():
        got = "A page with a <script> element that the visitor wrote."
    elif any("ada" in name for name in attribute_names(exchange.text)):
        got = "A page with an element whose attributes the visitor wrote."
    if got:
        raise Failure(
            expected=f"A page that shows {meant!r} as text.",
            got=got,
            why=why,
            try_next=try_next,
            transcript=exchange,
        )
    expect_greeting(exchange, meant, why=why, try_next=try_next)


def survives(application: Application, query: str) -> None:
    """A query of `BROKEN` gets a page in UTF-8 that greets somebody, or is refused as a bad request."""
    exchange = application.send(Request("GET", f"/?{query}"))
    follow_the_protocol(exchange)
    if 400 <= exchange.status_code < 500:
        return
    try:
        text = exchange.body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if exchange.status_code != 200 or "Hello, " not in visible_text(text) + " ":
        raise Failure(
            expected=f"A page in UTF-8 that greets somebody, for the query {query!r}.",
            got=f"{exchange.status!r} and {exchange.body[:200]!r}",
            why="Anybody can send any bytes. A visitor's broken link must not become your error page.",
            try_next='Decode with errors="replace": what is no UTF-8 becomes �.',
            transcript=exchange,
        )

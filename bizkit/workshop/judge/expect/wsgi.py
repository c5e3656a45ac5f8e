"""PEP 3333 in plain words: what is wrong with the way an answer was sent, apart from what it says.

Each rule looks at an `Exchange` and returns None, or a `Violation`: what it got, why it matters, what to try.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bizkit.grammar import is_token
from bizkit.workshop.judge.exchange import Exchange, Other
from bizkit.workshop.text import shorten

STATUS = re.compile(r"[1-9][0-9]{2} [\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa1-\xff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
HOP_BY_HOP = (  # RFC 2616, 13.5.1, which PEP 3333 names
    *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization"),
    *("te", "trailers", "transfer-encoding", "upgrade"),
)


@dataclass(frozen=True)
class Violation:
    """A rule of PEP 3333 that an exchange breaks."""

    got: str
    why: str
    try_next: str


def violation(exchange: Exchange) -> Violation | None:
    """The first rule that ``exchange`` breaks, or None when a server could send it as it is."""
    for rule in RULES:
        if found := rule(exchange):
            return found
    return None


def _start_response_is_called(exchange: Exchange) -> Violation | None:
    if exchange.end == "nothing returned":
        return Violation(
            "The application returned None.",
            "A server loops over what the application returns and sends each piece; it can't loop over None.",
            "End the function with `return [page]`, where page is bytes (or `yield page`).",
        )
    if not exchange.calls:
        return Violation(
            "start_response was never called.",
            "The status and the headers travel through this call alone; without it a server has nothing to send.",
            'Call start_response("200 OK", headers) before you return the body.',
        )
    first = exchange.calls[0]
    if first.after:
        return Violation(
            f"start_response was called only after {first.after} chunk(s) of the body.",
            "The status and the headers go out before the first piece of the body.",
            "Call start_response before the first `yield` or `return`.",
        )
    return None


def _start_response_is_called_rightly(exchange: Exchange) -> Violation | None:
    for number, call in enumerate(exchange.calls, start=1):
        if call.keywords or call.count not in (2, 3):
            return Violation(
                f"It was called as {call}.",
                "Each server may name these parameters as it likes, so PEP 3333 makes them positional: "
                "the status, the list of headers, and on errors exc_info.",
                'Write start_response("200 OK", headers).',
            )
        if number > 1 and not call.exc_info:
            return Violation(
                f"start_response was called {len(exchange.calls)} times.",
                "A second call is for errors only and then has a third argument, exc_info; "
                "without it a server must refuse.",
                "Decide on the status and the headers first, then call start_response once.",
            )
    return None


def _status_is_native_and_has_a_reason(exchange: Exchange) -> Violation | None:
    for call in exchange.calls:
        status = call.args[0]
        got = f"The status is {shorten(repr(status))}."
        if not isinstance(status, str):
            return Violation(
                f"{got[:-1]}, {a(status)}.",
                "PEP 3333 wants a native string: a str with the code and the reason in it.",
                'Write it out: "200 OK".',
            )
        if re.fullmatch(r"[0-9]{3} ?", status):
            return Violation(
                got,
                "A status is a code and a reason, with one space between them; a server sends it as it is.",
                f'Add the reason: "{status.strip()} OK" (or what fits the code).',
            )
        if not STATUS.fullmatch(status):
            return Violation(
                got,
                "A status is three digits, a space and a reason, without control characters or white space around it.",
                'Write it as in "200 OK".',
            )
    return None


def _headers_are_a_list_of_pairs(exchange: Exchange) -> Violation | None:
    for call in exchange.calls:
        headers = call.args[1]
        if not isinstance(headers, list):
            return Violation(
                f"The headers are {a(headers)}: {shorten(repr(headers))}.",
                "PEP 3333 wants a list, since a field may come twice, and since servers add to it.",
                'Write [("Content-Type", "text/html; charset=utf-8")].',
            )
        for pair in headers:
            if not (isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
                return Violation(
                    f"One of the headers is {shorten(repr(pair))}.",
                    "Each header is a tuple of two native strings (str): the name and the value.",
                    'Write ("Content-Length", str(len(page))): a value is a str even where it is a number.',
                )
            if found := _field(*pair):
                return found
    return None


def _field(name: str, value: str) -> Violation | None:
    if name.lower() == "status" or not is_token(name):
        return Violation(
            f"A header is called {name!r}.",
            "A field name is letters, digits and hyphens, without spaces or a colon; and `Status` is for CGI only.",
            'Write the name alone, as in "Content-Type".',
        )
    if CONTROL.search(value) or any(ord(character) > 255 for character in value):
        return Violation(
            f"The header {name} holds {shorten(repr(value))}.",
            "A field value is one line of latin-1: a line break in it would begin a header that somebody else chose.",
            "Leave line breaks out, and put other text into the body.",
        )
    if name.lower() in HOP_BY_HOP:
        return Violation(
            f"The header {name} was given.",
            "It is about the connection, which is the server's business; PEP 3333 forbids it to applications.",
            f"Leave {name} out.",
        )
    return None


def _body_is_made_of_bytes(exchange: Exchange) -> Violation | None:
    returned = exchange.returned
    if isinstance(returned, str):
        return Violation(
            "The application returned a str.",
            "HTTP carries bytes, and a server loops over what you return: over a str, letter by letter.",
            'Encode the page and put it into a list: return [page.encode("utf-8")].',
        )
    if isinstance(returned, bytes):
        return Violation(
            "The application returned bytes that are not in a list.",
            "A server loops over what you return, and a loop over bytes gives numbers.",
            "Put it into a list: return [page].",
        )
    for chunk in (*exchange.writes, *exchange.chunks):
        if not isinstance(chunk, bytes):
            return Violation(
                f"A piece of the body is {a(chunk)}: {shorten(repr(chunk))}.",
                "HTTP carries bytes; which bytes a str stands for depends on the encoding, and only you know it.",
                'Encode it: page.encode("utf-8").' if isinstance(chunk, str) else "Give bytes.",
            )
    return None


def _content_fits_its_headers(exchange: Exchange) -> Violation | None:
    if exchange.end == "cut off":
        return endless(exchange)
    length = exchange.header("Content-Length")
    if length is None or exchange.status_code == 304:
        return None
    if not re.fullmatch(r"[0-9]+", length):
        return Violation(
            f"Content-Length is {length!r}.",
            "It is the number of bytes of the body, in decimal digits.",
            "Write str(len(page)), where page is bytes.",
        )
    if int(length) != len(exchange.body) and exchange.request.method != "HEAD":
        return Violation(
            f"Content-Length says {length}, and the body has {len(exchange.body)} bytes.",
            "The visitor reads as many bytes as you announce: too few cuts the page, too many makes them wait.",
            "Count bytes, not characters: encode first, then take len().",
        )
    return None


def _content_type_is_given(exchange: Exchange) -> Violation | None:
    if exchange.header("Content-Type") or exchange.status_code < 200 or exchange.status_code in (204, 304):
        return None
    return Violation(
        "There is no Content-Type header.",
        "Without it a browser has to guess what the bytes are, and in which encoding.",
        'Add ("Content-Type", "text/html; charset=utf-8").',
    )


def endless(exchange: Exchange) -> Violation:
    """The body had not ended when the judge stopped reading."""
    return Violation(
        f"The body did not end: the judge stopped after {len(exchange.chunks)} chunks, {len(exchange.body)} bytes.",
        "A visitor would wait for the rest forever.",
        "Look for a loop that never ends around a `yield`.",
    )


RULES: tuple[Callable[[Exchange], Violation | None], ...] = (
    _start_response_is_called,
    _start_response_is_called_rightly,
    _status_is_native_and_has_a_reason,
    _headers_are_a_list_of_pairs,
    _body_is_made_of_bytes,
    _content_fits_its_headers,
    _content_type_is_given,
)


def a(value: Any) -> str:
    """The type of ``value`` with its article, as in ``"an int"``."""
    name = value.type if isinstance(value, Other) else type(value).__name__
    return name if name in ("NoneType", "bytes") else f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"

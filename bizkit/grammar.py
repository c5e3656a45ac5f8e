"""The grammar of HTTP, each rule once: tokens, blanks, weights, status codes, media types, and what a field can't hold.

RFC 9110 writes a header field as ``name: value``. These are its rules that more than one module needs:

- A *token* (section 5.6.2) is one or more letters, digits or marks such as ``-`` and ``_``. Methods, the names of
  fields and the names of parameters are tokens.
- A *blank* is a space or a tab (section 5.6.3, OWS). They may surround values and mean nothing.
- A *value* (section 5.5) can't hold CR, LF or NUL. Text from a client that does would start a field of its own.
- A *weight* (section 12.4.2) is a number from 0 to 1, as in ``text/html;q=0.8``.
- A *status* (section 15) is a code of three digits and a reason phrase that programs ignore.

Functions that check raise ValueError and name the value. Functions that read return None for what can't be read.
"""

from __future__ import annotations

import re
from http import HTTPStatus

__all__ = [
    "BLANKS",
    "CHARSETS",
    "DANGEROUS",
    "MULTIPART",
    "REDIRECTS",
    "STATUSES",
    "TOKEN_CHARACTER",
    "URLENCODED",
    "check_cookie",
    "check_field",
    "check_redirect",
    "check_text",
    "is_json",
    "is_token",
    "quality",
    "reason_phrase",
    "status_string",
]

TOKEN_CHARACTER = r"[A-Za-z0-9!#$%&'*+\-.^_`|~]"
"""One character of a token, as a regular expression."""
BLANKS = " \t"
# RFC 9110, section 5.5: "Field values containing CR, LF, or NUL characters are invalid and dangerous".
DANGEROUS = re.compile(r"[\r\n\0]")
CHARSETS = frozenset({"ascii", "us-ascii", "utf-8", "iso-8859-1"})
"""The charsets that a client may name. Python knows many more, and some of them decode to surprises."""
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
"""The two media types of a form."""

_TOKEN = re.compile(f"{TOKEN_CHARACTER}+")
_COOKIE_NAME = re.compile(r"[^\x00-\x20\x7f\",;=\\]+")
_WEIGHT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_STATUS = re.compile(r"([1-9][0-9]{2})(?: +(.+))?", re.DOTALL)

# Python has the phrases of RFC 7231 before 3.13, and those of RFC 9110 from then on. Ours are the same on every Python.
_PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
STATUSES: dict[int | str, str] = {code: f"{code} {phrase}" for code, phrase in _PHRASES.items()}
"""Code and reason phrase of each status that has a name (RFC 9110, section 15, and others)."""
REDIRECTS = (301, 302, 303, 305, 307, 308)
"""The codes that send a client to the URL in Location (RFC 9110, section 15.4)."""


def is_token(text: str) -> bool:
    """Whether ``text`` is a token (RFC 9110, section 5.6.2)."""
    return _TOKEN.fullmatch(text) is not None


def is_json(mimetype: str) -> bool:
    """Whether this media type, in lower case and without parameters, promises JSON: ``application/problem+json``."""
    return mimetype == "application/json" or (mimetype.startswith("application/") and mimetype.endswith("+json"))


def quality(text: str) -> float | None:
    """The weight from 0 to 1 that ``text`` stands for; None for anything else.

    RFC 9110 allows three digits after the point. Clients send more, and they are read.
    """
    weight = float(text) if _WEIGHT.fullmatch(text) else -1
    return weight if 0 <= weight <= 1 else None


def reason_phrase(code: int) -> str:
    """The reason phrase of a status code, as in ``"Not Found"``; ``"UNKNOWN"`` when the code has none."""
    return _PHRASES.get(code, "UNKNOWN")


def status_string(status: int | str) -> str:
    """``status`` as ``start_response`` wants it: three digits, a space, and a reason phrase.

    A bare code, as in ``404`` or ``"404"``, gets its `reason_phrase`. Raises ValueError for anything else.
    """
    if type(status) is int and status in STATUSES:
        return STATUSES[status]
    text = str(int(status) if isinstance(status, int) else status).strip(" ")
    match = _STATUS.fullmatch(text)
    if match is None or DANGEROUS.search(text):
        raise ValueError(
            f"{status!r} isn't a status: give a code, as in 404, or code and reason, as in '404 Not Found'."
        )
    return text if match[2] else f"{text} {reason_phrase(int(text))}"


def check_redirect(code: int) -> None:
    """Raise ValueError unless a response with this status code sends the client to another URL."""
    if code not in REDIRECTS:
        raise ValueError(f"{code!r} doesn't redirect. Use 301, 302, 303, 307 or 308.")


def check_text(text: str) -> str:
    """Return ``text`` when it can be part of a header field. Raises ValueError when it holds CR, LF or NUL."""
    if DANGEROUS.search(text):
        raise ValueError(f"{text!r} can't be in a header field: it holds CR, LF or NUL.")
    return text


def check_field(name: str, value: object) -> str:
    """Return the value of a header field as a str when it can be sent under ``name``. Raises ValueError otherwise.

    A line break in either would let its author add fields of their own, or a whole response.
    """
    text = value if type(value) is str else str(value)
    if not _TOKEN.fullmatch(name):  # section 5.1: "field-name = token"
        raise ValueError(f"{name!r} can't name a header field: use letters, digits and hyphens.")
    if DANGEROUS.search(text):
        raise ValueError(f"{text!r} can't be the value of {name}: a header field can't hold CR, LF or NUL.")
    return text


def check_cookie(key: str, *texts: str | None) -> None:
    """Check the name of a cookie, then its value and attributes. Raises ValueError for what can't be sent."""
    if not _COOKIE_NAME.fullmatch(key):
        raise ValueError(f"{key!r} can't name a cookie: a name has no blanks, and none of \" , ; = and \\.")
    for text in texts:
        if text and DANGEROUS.search(text):
            raise ValueError(f"{text!r} can't be in the cookie {key!r}: it holds CR, LF or NUL.")

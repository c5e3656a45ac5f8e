"""Cookies (RFC 6265): what the client sends back in Cookie, and what the server sends in Set-Cookie."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from bizkit.datastructures import MultiDict, http_date
from bizkit.grammar import BLANKS, check_cookie

_IS_PLAIN = re.compile(r"[!#$%&'()*+\-./0-9:<=>?@A-Z\[\]^_`a-z{|}~]*")
_PAIR = re.compile(r'[ \t]*([^ \t=";]+)(?:[ \t]*=[ \t]*("[^"\\]*+(?:\\.[^"\\]*+)*+"|[^ \t";]*+))?[ \t]*(?:;|\Z)')
_TO_ESCAPE = re.compile(rb'[\x00-\x1f",;\\\x7f-\xff]')
_ESCAPED = re.compile(rb"\\([0-3][0-7]{2}|.)")
_SAFE_IN_PATH = "%!$&'()*+,/:=@"
_BLANK = re.compile(f"[{BLANKS}]")
SAME_SITE = ("Strict", "Lax", "None")
LARGEST = 4093
"""Bytes of a whole Set-Cookie field that every browser keeps (RFC 6265, section 6.1, asks them for 4096)."""


def parse_cookie(header: str | None) -> MultiDict[str, str]:
    """The cookies in the field Cookie; the first of two with one name counts.

    Text that isn't a cookie is skipped up to the next semicolon. In quotes a backslash escapes, as `dump_cookie` writes
    it: ``"foo\\054bar"`` is ``foo,bar``.
    """
    return MultiDict.from_lists(cookie_lists(header))


def cookie_lists(header: str | None) -> dict[str, list[str]]:
    """All values of each cookie, as `parse_cookie` finds them."""
    text = header or ""
    if not text.isascii():
        text = text.encode("latin-1", "replace").decode("utf-8", "replace")
    found: dict[str, list[str]] = {}
    for key, value in _pairs_with_quotes(text) if '"' in text else _pairs(text):
        if key in found:
            found[key].append(value)
        else:
            found[key] = [value]
    return found


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The cookies of nearly every client: where there are no quotes, each semicolon separates two."""
    for pair in text.split(";"):
        pair = pair.strip(BLANKS)
        key, _, value = pair.partition("=")
        if " " in pair or "\t" in pair:  # around the = it does no harm
            key, value = key.strip(BLANKS), value.strip(BLANKS)
            if _BLANK.search(key) or _BLANK.search(value):
                continue
        if key:
            yield key, value


def _pairs_with_quotes(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(text):
        if match := _PAIR.match(text, position):
            position = match.end()
            value = match[2] or ""
            if value[:1] == '"':
                value = _ESCAPED.sub(_unescape, value[1:-1].encode()).decode("utf-8", "replace")
            yield match[1], value
        else:
            position = text.find(";", position) + 1 or len(text)


def _unescape(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    return escaped if len(escaped) == 1 else bytes([int(escaped, 8)])


def dump_cookie(
    key: str,
    value: str = "",
    max_age: timedelta | int | None = None,
    expires: str | datetime | float | None = None,
    path: str | None = "/",
    domain: str | None = None,
    secure: bool = False,
    httponly: bool = False,
    sync_expires: bool = True,
    max_size: int = LARGEST,
    samesite: str | None = None,
    partitioned: bool = False,
) -> str:
    """The value of Set-Cookie that makes the client keep ``value`` under the name ``key``.

    - ``max_age``, in seconds, and ``expires`` say how long; without either, until the browser is closed. With
      ``sync_expires``, ``max_age`` gives both fields.
    - ``path`` and ``domain`` say for which URLs, ``secure`` only over HTTPS, ``httponly`` not for scripts.
    - ``samesite`` is ``"Strict"``, ``"Lax"`` or ``"None"``: whether it goes along with requests from other sites.

    Raises ValueError for what can't be in a cookie, and warns of more than ``max_size`` bytes (0: any size), which
    browsers drop without a word.
    """
    check_cookie(key, value, path, domain, expires if isinstance(expires, str) else None)
    if isinstance(max_age, timedelta):
        max_age = int(max_age.total_seconds())
    if expires is None and max_age is not None and sync_expires:
        expires = datetime.now(UTC) + timedelta(seconds=max_age)
    if samesite is not None and (samesite := samesite.title()) not in SAME_SITE:
        raise ValueError(f"{samesite!r} isn't a value for SameSite. Use {', '.join(SAME_SITE[:2])} or {SAME_SITE[2]}.")
    parts = [f"{key.encode().decode('latin-1')}={_quoted(value)}"]
    if domain:
        parts.append(f"Domain={domain.partition(':')[0].lstrip('.').encode('idna').decode('ascii')}")
    if expires is not None:
        parts.append(f"Expires={expires if isinstance(expires, str) else http_date(expires)}")
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    if secure or partitioned:
        parts.append("Secure")
    if httponly:
        parts.append("HttpOnly")
    if path is not None:
        parts.append(f"Path={path if path == '/' else quote(path, safe=_SAFE_IN_PATH)}")
    if samesite is not None:
        parts.append(f"SameSite={samesite}")
    if partitioned:
        parts.append("Partitioned")
    cookie = "; ".join(parts)
    if max_size and len(cookie) > max_size:
        message = f"The cookie {key!r} has {len(cookie)} bytes: browsers drop one that has more than {max_size}."
        warnings.warn(message, stacklevel=2)
    return cookie


def _quoted(value: str) -> str:
    """``value`` as it can stand in a cookie: in quotes where it must, and then in ASCII, by octal escapes."""
    if _IS_PLAIN.fullmatch(value):
        return value
    return f'"{_TO_ESCAPE.sub(_escape, value.encode()).decode("ascii")}"'


def _escape(match: re.Match[bytes]) -> bytes:
    character = match[0]
    return b"\\" + character if character in b'"\\' else b"\\%03o" % character[0]

"""What the values of header fields are written in: tokens, quoted strings, dates, lists and parameters.

RFC 9110, section 5.6, has the grammar. Every parser here takes what a client may send, and gives what makes sense of
it: none raises, and none takes more than one pass.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from datetime import time as midnight
from typing import cast
from urllib.parse import unquote

from bizkit.grammar import BLANKS, CHARSETS, TOKEN_CHARACTER, check_text, is_token

# RFC 9110, section 5.6.4. The + after each repetition keeps the search from trying again what it has tried.
_QUOTED = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LIST_MEMBER = re.compile(rf'(?:[^",]++|{_QUOTED})*+', re.DOTALL)
_PARAMETER = re.compile(rf";[ \t]*+({TOKEN_CHARACTER}++)=({TOKEN_CHARACTER}++|{_QUOTED})?", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)")
# RFC 8187, section 3.2: charset'language'percent-encoded text.
_NAME = TOKEN_CHARACTER.replace("'", "")
_EXTENDED = re.compile(rf"({_NAME}*)'{_NAME}*'({TOKEN_CHARACTER}+)")
# RFC 2231, section 3: a parameter in parts is name*0, name*1, …; a * at the end marks text in the form above.
_PART = re.compile(r"(.*?)(?:\*([0-9]+))?(\*)?\Z")


def quote_header_value(value: object, allow_token: bool = True) -> str:
    """``value`` as a token where it is one (and ``allow_token``), else as a quoted string."""
    text = str(value)
    if allow_token and is_token(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def unquote_header_value(value: str) -> str:
    """What a quoted string says; any other value as it is."""
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return _ESCAPED.sub(r"\1", value[1:-1]) if "\\" in value else value[1:-1]
    return value


def parse_list_header(value: str) -> list[str]:
    """The members of a list, without those that are empty: ``'a, "b, c"'`` -> ``["a", "b, c"]``.

    A quote that is never closed makes the whole list unreadable, which gives ``[]``.
    """
    members = []
    position = 0
    while True:
        end = _end_of(_LIST_MEMBER, value, position)
        if end < len(value) and value[end] == '"':
            return []
        if member := value[position:end].strip(BLANKS):
            members.append(unquote_header_value(member))
        if end == len(value):
            return members
        position = end + 1


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where a match of ``pattern`` at ``position`` ends; ``position`` itself when there is none."""
    return match.end() if (match := pattern.match(text, position)) else position


def parse_dict_header(value: str) -> dict[str, str | None]:
    """A list of ``key=value``, as a dict. The value of a key that stands alone is None."""
    found: dict[str, str | None] = {}
    for member in parse_list_header(value):
        key, has_value, text = member.partition("=")
        key, text = key.strip(BLANKS), text.strip(BLANKS)
        if not key:
            continue
        if not has_value:
            found[key] = None
        elif key.endswith("*"):
            found[key[:-1]] = unquote_header_value(_extended(text)[1])
        else:
            found[key] = unquote_header_value(text)
    return found


def parse_options_header(value: str | None) -> tuple[str, dict[str, str]]:
    """A value and its parameters: ``'text/html; Charset="utf-8"'`` -> ``("text/html", {"charset": "utf-8"})``.

    Names are given in lower case. Parameters in parts and in other charsets (RFC 2231, RFC 8187) are put together.
    """
    if not value or ";" not in value:
        return (value or "").strip(BLANKS), {}
    main = value.partition(";")[0].strip(BLANKS)
    options: dict[str, str] = {}
    if not main:
        return main, options
    parts: dict[str, list[str]] = {}
    charsets: dict[str, str] = {}
    for match in _PARAMETER.finditer(value):  # what is between them is passed over
        name, text = match[1].lower(), match[2]
        if text is None:
            if value.startswith('"', match.end()):  # a quote that is never closed: nobody knows what is in it
                break
        elif "*" in name:
            _add_part(name, text, options, parts, charsets)
        else:
            parts.pop(name, None)  # the last one counts, whole or in parts
            options[name] = unquote_header_value(text).replace("%22", '"')  # as browsers write it in a file's name
    for name, texts in parts.items():
        options[name] = "".join(texts)
    return main, options


def _add_part(
    marked: str, text: str, options: dict[str, str], parts: dict[str, list[str]], charsets: dict[str, str]
) -> None:
    """Take in a parameter whose name has a mark: ``filename*`` or ``filename*0`` or ``filename*0*``."""
    name, in_parts, is_extended = _PART.findall(marked)[0]
    charset = ""
    if is_extended:
        charset, text = _extended(text, charsets.get(name, "") if in_parts else "")
    else:
        text = unquote_header_value(text).replace("%22", '"')
    if in_parts:
        options.pop(name, None)
        parts.setdefault(name, []).append(text)
        if charset:
            charsets[name] = charset
    else:
        parts.pop(name, None)
        charsets.pop(name, None)
        options[name] = text


def _extended(text: str, charset: str = "") -> tuple[str, str]:
    """Charset and text of ``UTF-8''na%C3%AFve``; ``charset`` is that of the part before. Unknown ones stay as sent."""
    if match := _EXTENDED.fullmatch(text):
        charset, text = match[1].lower() or charset, match[2]
    return charset, unquote(text, encoding=charset) if charset in CHARSETS else text


def dump_options_header(header: str | None, options: Mapping[str, object]) -> str:
    """The opposite of `parse_options_header`. Options that are None are left out. Raises ValueError as `check_text`."""
    return check_text(join_options(header, options))


def join_options(header: str | None, options: Mapping[str, object]) -> str:
    """As `dump_options_header`, of what need not be fit to be sent."""
    parts = [] if header is None else [header]
    for name, value in options.items():
        if value is not None:
            parts.append(f"{name}={value if name.endswith('*') else quote_header_value(value)}")
    return "; ".join(parts)


def dump_header(values: Mapping[str, object] | Iterable[object]) -> str:
    """The opposite of `parse_list_header`, and for a mapping of `parse_dict_header`. Raises as `check_text`."""
    if not isinstance(values, Mapping):
        return check_text(", ".join(quote_header_value(value) for value in values))
    pairs = cast("Mapping[str, object]", values).items()
    members = [name if value is None else join_options(None, {name: value}) for name, value in pairs]
    return check_text(", ".join(members))


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_date(value: str | None) -> datetime | None:
    """A date in any form of RFC 9110, section 5.6.7, with its time zone; None where there is none to read."""
    if value is None or len(value) > 100:  # no date is longer, and the library's parser gets slow
        return None
    import email.utils  # it takes a while to load, and few requests need it

    try:
        found = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def http_date(timestamp: date | float | time.struct_time | None = None) -> str:
    """A date as HTTP writes it: ``"Sun, 06 Nov 1994 08:49:37 GMT"``.

    Takes a date, a datetime (without a time zone it counts as UTC), or seconds since 1970; None is now.
    """
    if isinstance(timestamp, time.struct_time):
        timestamp = time.mktime(timestamp)
    if isinstance(timestamp, datetime):
        moment = as_utc(timestamp)
    elif isinstance(timestamp, date):
        moment = datetime.combine(timestamp, midnight())
    else:
        moment = datetime.fromtimestamp(time.time() if timestamp is None else timestamp, UTC)
    # Not strftime, which writes the names of days and months in the language of the machine.
    day, month = DAYS[moment.weekday()], MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} GMT"


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC; without a time zone it counts as that already."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)

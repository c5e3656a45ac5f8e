"""Parts of a content: the fields Range, Content-Range and If-Range (RFC 9110, section 14)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bizkit.datastructures import http_date, parse_date
from bizkit.grammar import BLANKS
from bizkit.wrappers.by_hand.etags import quote_etag, unquote_etag

_RANGE = re.compile(r"[ \t]*+([0-9]*+)[ \t]*+-[ \t]*+([0-9]*+)[ \t]*+")
_CONTENT_RANGE = re.compile(r"[ \t]*+([^ ]*+) (?:([0-9]+)-([0-9]+)|\*)/([0-9]+|\*)[ \t]*")
LONGEST_NUMBER = 4000
"""Digits: Python refuses to read longer numbers, for it takes too long."""


class Range(NamedTuple):
    """What the client asks for: ``(start, stop)`` pairs in ``units``, where ``stop`` is not included any more.

    ``(500, None)`` is all from 500 on, and ``(-500, None)`` the last 500.
    """

    units: str
    ranges: Sequence[tuple[int, int | None]]

    def range_for_length(self, length: int | None) -> tuple[int, int] | None:
        """The one range as ``(start, stop)`` within a content of ``length`` bytes; None where that can't be."""
        if self.units != "bytes" or length is None or len(self.ranges) != 1:
            return None
        start, stop = self.ranges[0]
        if stop is None:
            start, stop = (start + length if start < 0 else start), length
        return (start, min(stop, length)) if 0 <= start < min(stop, length) else None

    def make_content_range(self, length: int | None) -> ContentRange | None:
        """The Content-Range that answers this; None where `range_for_length` gives none."""
        found = self.range_for_length(length)
        return None if found is None else ContentRange(self.units, *found, length)

    def to_header(self) -> str:
        """The value of the field."""
        parts = [
            f"{start}-{stop - 1}" if stop is not None else f"{start}-" if start >= 0 else str(start)
            for start, stop in self.ranges
        ]
        return f"{self.units}={','.join(parts)}"

    def __str__(self) -> str:
        return self.to_header()


class ContentRange(NamedTuple):
    """What an answer holds: from ``start`` to before ``stop``, of ``length`` (None: nobody knows)."""

    units: str | None
    start: int | None
    stop: int | None
    length: int | None = None

    def to_header(self) -> str:
        """The value of the field."""
        part = "*" if self.start is None or self.stop is None else f"{self.start}-{self.stop - 1}"
        return f"{self.units} {part}/{'*' if self.length is None else self.length}"

    def __str__(self) -> str:
        return self.to_header()


class IfRange(NamedTuple):
    """On what condition the range is wanted rather than the whole: an etag, or a date, or (both None) on none."""

    etag: str | None = None
    date: datetime | None = None

    def to_header(self) -> str:
        """The value of the field."""
        if self.date is not None:
            return http_date(self.date)
        return "" if self.etag is None else quote_etag(self.etag)

    def __str__(self) -> str:
        return self.to_header()


def parse_range_header(value: str | None) -> Range | None:
    """The ranges in the field Range, which must ascend; None where it can't be read, as RFC 9110 asks to ignore it."""
    units, has_ranges, rest = (value or "").partition("=")
    if not has_ranges:
        return None
    ranges: list[tuple[int, int | None]] = []
    least: int | None = 0  # where the next range may start: nowhere, after one that goes to the end
    for member in rest.split(","):
        match = _RANGE.fullmatch(member)
        if match is None or least is None or len(member) > LONGEST_NUMBER:
            return None
        first, last = match.groups()
        if first:
            start, stop = int(first), int(last) + 1 if last else None
            if start < least or (stop is not None and start >= stop):
                return None
        else:
            start, stop = -int(last or 0), None
            if start == 0:
                return None
        ranges.append((start, stop))
        least = stop
    return Range(units.strip(BLANKS).lower(), ranges)


def parse_content_range_header(value: str | None) -> ContentRange | None:
    """What the field Content-Range says; None where it can't be read, or makes no sense."""
    match = _CONTENT_RANGE.fullmatch(value or "")
    if match is None or len(match[0]) > LONGEST_NUMBER:
        return None
    units, first, last, whole = match.groups()
    length = None if whole == "*" else int(whole)
    if first is None:
        return ContentRange(units, None, None, length)
    start, stop = int(first), int(last) + 1
    fits = start < stop and (length is None or start < length)
    return ContentRange(units, start, stop, length) if fits else None


def parse_if_range_header(value: str | None) -> IfRange:
    """The condition in the field If-Range."""
    date = parse_date(value)
    return IfRange(date=date) if date is not None else IfRange(unquote_etag(value)[0])

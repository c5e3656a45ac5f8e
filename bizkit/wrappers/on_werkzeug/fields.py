"""What stands in header fields, read and written by Werkzeug, which some of it would make raise or let through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from werkzeug import datastructures, http
from werkzeug.datastructures import ETags, IfRange, MultiDict
from werkzeug.sansio.http import parse_cookie as parse_decoded_cookie

from bizkit.grammar import check_cookie, check_text

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment


class Authorization(datastructures.Authorization):
    """Werkzeug's, which letters that no Base64 has make unreadable, where Werkzeug raises."""

    @classmethod
    def from_header(cls, value: str | None) -> Self | None:
        try:
            return super().from_header(value)
        except ValueError:
            return None


def parse_cookie(header: str | None) -> MultiDict[str, str]:
    """Werkzeug's, which bytes that are not UTF-8 can't stop."""
    text = (header or "").encode("latin-1", "replace").decode("utf-8", "replace")
    return parse_decoded_cookie(text)


def dump_cookie(key: str, value: str = "", *args: Any, **kwargs: Any) -> str:
    """Werkzeug's, which refuses a name that is none, and CR, LF and NUL."""
    check_cookie(key, value, *(text for text in (*args, *kwargs.values()) if isinstance(text, str)))
    return http.dump_cookie(key, value, *args, **kwargs)


def dump_header(values: Any) -> str:
    """Werkzeug's, which refuses CR, LF and NUL."""
    return check_text(http.dump_header(values))


def dump_options_header(header: str | None, options: Mapping[str, Any]) -> str:
    """Werkzeug's, which refuses CR, LF and NUL."""
    return check_text(http.dump_options_header(header, options))


def quote_etag(etag: str, weak: bool = False) -> str:
    """Werkzeug's, which refuses CR, LF and NUL."""
    return check_text(http.quote_etag(etag, weak))


def parse_etags(value: str | None) -> ETags:
    """Werkzeug's, with an etag that is empty for one with nothing in it."""
    found = http.parse_etags(value)
    strong, both = found.as_set(), found.as_set(include_weak=True)
    if None not in both:
        return found
    weak = {tag for tag in both if found.is_weak(tag)}
    return ETags({tag or "" for tag in strong}, {tag or "" for tag in weak})


def parse_date(value: str | None) -> datetime | None:
    """Werkzeug's, which no number is too large for."""
    return None if value is None or _is_beyond_all_calendars(value) else http.parse_date(value)


def parse_if_range_header(value: str | None) -> IfRange:
    """Werkzeug's, which no number is too large for."""
    is_date = value is not None and not _is_beyond_all_calendars(value)
    return http.parse_if_range_header(value) if is_date else IfRange(http.unquote_etag(value)[0])


def is_resource_modified(environ: WSGIEnvironment, *args: Any, **kwargs: Any) -> bool:
    """Werkzeug's, which no number is too large for."""
    return http.is_resource_modified(with_dates(environ), *args, **kwargs)


def with_dates(environ: WSGIEnvironment) -> WSGIEnvironment:
    """The environment, as a copy, without dates that no calendar has, at which Werkzeug raises."""
    kept = dict(environ)
    for key in ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_RANGE"):
        if key in kept and _is_beyond_all_calendars(kept[key]):
            del kept[key]
    return kept


def _is_beyond_all_calendars(value: str) -> bool:
    try:
        http.parse_date(value)
    except (OverflowError, IndexError):
        return True
    return False

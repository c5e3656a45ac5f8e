"""What stands in header fields, read and written by Werkzeug, which some of it would make raise or let through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

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
    max_size: int = 4093,
    samesite: str | None = None,
    partitioned: bool = False,
) -> str:
    """Werkzeug's, which also refuses CR, LF and NUL, and a name that no cookie can have."""
    check_cookie(key, value, path, domain, samesite, expires if isinstance(expires, str) else None)
    return http.dump_cookie(
        key, value, max_age, expires, path, domain, secure, httponly, sync_expires, max_size, samesite, partitioned
    )


def dump_header(values: Mapping[str, object] | Iterable[object]) -> str:
    """Werkzeug's, which refuses CR, LF and NUL."""
    return check_text(http.dump_header(dict(values) if isinstance(values, Mapping) else values))


def dump_options_header(header: str | None, options: Mapping[str, object]) -> str:
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


def is_resource_modified(
    environ: WSGIEnvironment,
    etag: str | None = None,
    data: bytes | None = None,
    last_modified: datetime | str | None = None,
    ignore_if_range: bool = True,
) -> bool:
    """Werkzeug's, which no number is too large for."""
    return http.is_resource_modified(with_dates(environ), etag, data, last_modified, ignore_if_range)


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

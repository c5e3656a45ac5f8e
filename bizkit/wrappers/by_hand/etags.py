"""Entity tags, which name a version of a content, and what is asked about them (RFC 9110, sections 8.8.3 and 13)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, overload

from bizkit.datastructures import parse_date
from bizkit.datastructures.field_values import as_utc
from bizkit.grammar import DANGEROUS

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

_ETAG = re.compile(r'[ \t]*([Ww]/)?(?:"([^"]*)"|([^" \t,]+))[ \t]*(?:,|\Z)')


class ETags(Collection[str]):
    """The etags of If-Match or If-None-Match: strong ones, weak ones, or (``star_tag``) any at all.

    As a collection it is the strong ones.
    """

    def __init__(
        self, strong_etags: Iterable[str] = (), weak_etags: Iterable[str] = (), star_tag: bool = False
    ) -> None:
        self._strong = frozenset(() if star_tag else strong_etags)
        self._weak = frozenset(weak_etags)
        self.star_tag = star_tag

    def as_set(self, include_weak: bool = False) -> set[str]:
        """The strong etags, and the weak ones if wanted."""
        return set(self._strong | self._weak if include_weak else self._strong)

    def is_strong(self, etag: str) -> bool:
        """Whether ``etag`` is one of the strong ones."""
        return etag in self._strong

    def is_weak(self, etag: str) -> bool:
        """Whether ``etag`` is one of the weak ones."""
        return etag in self._weak

    def contains(self, etag: str) -> bool:
        """The strong comparison: byte for byte the same content."""
        return self.star_tag or etag in self._strong

    def contains_weak(self, etag: str) -> bool:
        """The weak comparison: a content that is as good."""
        return self.contains(etag) or etag in self._weak

    def contains_raw(self, etag: str) -> bool:
        """Either, as the quotes and the mark of ``etag`` ask for."""
        name, is_weak = unquote_etag(etag)
        return name is not None and (self.contains_weak(name) if is_weak else self.contains(name))

    def to_header(self) -> str:
        """The value of the field."""
        if self.star_tag:
            return "*"
        return ", ".join([quote_etag(tag) for tag in self._strong] + [quote_etag(tag, weak=True) for tag in self._weak])

    def __contains__(self, etag: object) -> bool:
        return isinstance(etag, str) and self.contains(etag)

    def __iter__(self) -> Iterator[str]:
        return iter(self._strong)

    def __len__(self) -> int:
        return len(self._strong)

    def __bool__(self) -> bool:
        return bool(self.star_tag or self._strong or self._weak)

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.to_header()!r}>"


def parse_etags(value: str | None) -> ETags:
    """The etags in a field. Text that isn't an etag is skipped up to the next comma."""
    text = value or ""
    if text == "*":
        return ETags(star_tag=True)
    found: dict[bool, list[str]] = {False: [], True: []}
    position = 0
    while position < len(text):
        if match := _ETAG.match(text, position):
            position = match.end()
            found[match[1] is not None].append(match[2] or match[3] or "")
        else:
            position = text.find(",", position) + 1 or len(text)
    return ETags(found[False], found[True])


def quote_etag(etag: str, weak: bool = False) -> str:
    """The etag as it stands in a field. Raises ValueError when it holds what no etag can."""
    if '"' in etag or DANGEROUS.search(etag):
        raise ValueError(f"{etag!r} isn't an etag: it can't hold quotes, CR, LF or NUL.")
    return f'W/"{etag}"' if weak else f'"{etag}"'


@overload
def unquote_etag(etag: str) -> tuple[str, bool]: ...
@overload
def unquote_etag(etag: None) -> tuple[None, None]: ...
def unquote_etag(etag: str | None) -> tuple[str, bool] | tuple[None, None]:
    """The etag without its quotes, and whether it is a weak one; None twice when there is none."""
    if not etag:
        return None, None
    is_weak = etag.startswith(("W/", "w/"))
    name = etag[2:] if is_weak else etag
    return name[1:-1] if name.startswith('"') and name.endswith('"') else name, is_weak


def generate_etag(data: bytes) -> str:
    """An etag that changes with ``data``."""
    import hashlib  # it takes a while to load, and few answers need it

    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def is_resource_modified(
    environ: WSGIEnvironment,
    etag: str | None = None,
    data: bytes | None = None,
    last_modified: datetime | str | None = None,
    ignore_if_range: bool = True,
) -> bool:
    """Whether the client's conditions ask for the content, of which this is the version.

    They are If-Match, If-None-Match, If-Modified-Since, and (unless ``ignore_if_range``) If-Range. Raises TypeError
    when there are both an ``etag`` and the ``data`` to make it of.
    """
    if etag is not None and data is not None:
        raise TypeError("Give the etag, or the data to make it of, not both.")
    if data is not None:
        etag = generate_etag(data)
    if isinstance(last_modified, str):
        last_modified = parse_date(last_modified)
    if_range = None if ignore_if_range or "HTTP_RANGE" not in environ else environ.get("HTTP_IF_RANGE")
    since = parse_date(if_range) or parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    is_unmodified = bool(
        # HTTP's dates have no fractions of a second.
        since and last_modified and as_utc(last_modified).replace(microsecond=0) <= as_utc(since)
    )
    if etag:
        name = unquote_etag(etag)[0] or ""
        if if_range and parse_date(if_range) is None:
            return unquote_etag(if_range)[0] != name
        # RFC 9110, section 13.1.2: "A recipient MUST use the weak comparison function when comparing entity tags for
        # If-None-Match"; and 13.1.3: If-Modified-Since counts for nothing beside it.
        if none_match := parse_etags(environ.get("HTTP_IF_NONE_MATCH")):
            is_unmodified = none_match.contains_weak(name)
        # Section 13.1.1: "An origin server MUST use the strong comparison function" for If-Match.
        if match := parse_etags(environ.get("HTTP_IF_MATCH")):
            is_unmodified = not match.contains(name)
    return not is_unmodified

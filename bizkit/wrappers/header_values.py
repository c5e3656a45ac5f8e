"""What header fields say, as interfaces: preferences, credentials, etags and ranges, and the functions that parse them.

`bizkit.wrappers.interface` says where a request has them.
"""

# What a protocol describes has no body that could return anything.
# pyright: reportReturnType=false

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from time import struct_time
from typing import TYPE_CHECKING, Protocol, overload

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from bizkit.wrappers.values import MultiDict

__all__ = [
    "Accept",
    "Authorization",
    "ContentRange",
    "ETags",
    "IfRange",
    "MIMEAccept",
    "Parsers",
    "Range",
]


class Accept(Protocol):
    """What a client prefers: values with a quality from 0 (not at all) to 1, best first (RFC 9110, section 12.5)."""

    def __getitem__(self, value: str, /) -> float:
        """As `quality`."""

    def __contains__(self, value: str, /) -> bool: ...
    def __iter__(self) -> Iterator[tuple[str, float]]: ...
    def __len__(self) -> int: ...

    def quality(self, value: str, /) -> float:
        """How much the client likes ``value``; 0 when it didn't name it."""

    def find(self, value: str, /) -> int:
        """The place of ``value`` in the client's order, or -1."""

    def values(self) -> Iterator[str]:
        """The values alone, in the client's order."""

    @property
    def best(self) -> str | None:
        """What the client likes best."""

    @overload
    def best_match(self, matches: Iterable[str], /) -> str | None: ...
    @overload
    def best_match(self, matches: Iterable[str], /, default: str) -> str:
        """The one of ``matches`` that the client likes best; ``default`` when it likes none."""

    def to_header(self) -> str:
        """The value of the field."""


class MIMEAccept(Accept, Protocol):
    """The field Accept: media types, where ``*`` stands for any type or subtype."""

    @property
    def accept_html(self) -> bool:
        """Whether the client takes HTML, or XHTML."""

    @property
    def accept_xhtml(self) -> bool:
        """Whether the client takes XHTML, or any XML."""

    @property
    def accept_json(self) -> bool:
        """Whether the client takes JSON."""


class Authorization(Protocol):
    """Credentials (RFC 9110, section 11.6.2). Each parameter is an attribute too, such as ``username``."""

    @property
    def type(self) -> str:
        """The scheme, in lower case: ``"basic"``."""

    @property
    def token(self) -> str | None:
        """The token of a scheme such as Bearer."""

    @property
    def parameters(self) -> dict[str, str | None]:
        """The parameters of any other scheme."""

    def get(self, key: str, default: str | None = None, /) -> str | None:
        """The parameter ``key``, or ``default``."""

    def to_header(self) -> str:
        """The value of the field."""

    def __getitem__(self, key: str, /) -> str | None: ...
    def __contains__(self, key: str, /) -> bool: ...
    def __getattr__(self, name: str, /) -> str | None: ...


class ETags(Protocol):
    """The etags of If-Match or If-None-Match (RFC 9110, section 13.1)."""

    @property
    def star_tag(self) -> bool:
        """Whether the field is ``*``: any etag at all."""

    def as_set(self, include_weak: bool = False) -> set[str]:
        """The strong etags, and the weak ones if wanted."""

    def is_strong(self, etag: str, /) -> bool:
        """Whether ``etag`` is one of the strong ones."""

    def is_weak(self, etag: str, /) -> bool:
        """Whether ``etag`` is one of the weak ones."""

    def contains(self, etag: str, /) -> bool:
        """The strong comparison: byte for byte the same content."""

    def contains_weak(self, etag: str, /) -> bool:
        """The weak comparison: content that is as good."""

    def contains_raw(self, etag: str, /) -> bool:
        """The comparison that the quotes and the mark of ``etag`` ask for."""

    def to_header(self) -> str:
        """The value of the field."""

    def __contains__(self, etag: str, /) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...


class ContentRange(Protocol):
    """Which part of a content a message holds: from ``start`` to before ``stop``, of ``length`` (None: unknown)."""

    @property
    def units(self) -> str | None: ...
    @property
    def start(self) -> int | None: ...
    @property
    def stop(self) -> int | None: ...
    @property
    def length(self) -> int | None: ...
    def to_header(self) -> str:
        """The value of the field."""


class Range(Protocol):
    """The parts of a content that a client wants, as ``(start, stop)`` pairs; ``(-500, None)`` is the last 500."""

    @property
    def units(self) -> str: ...
    @property
    def ranges(self) -> Sequence[tuple[int, int | None]]: ...
    def range_for_length(self, length: int | None, /) -> tuple[int, int] | None:
        """The one range within a content of ``length`` bytes; None when there is no such part."""

    def make_content_range(self, length: int | None, /) -> ContentRange | None:
        """The Content-Range that answers this; None when there is no such part."""

    def to_header(self) -> str:
        """The value of the field."""


class IfRange(Protocol):
    """The condition of a range: an etag, or a date, or (both None) none."""

    @property
    def etag(self) -> str | None: ...
    @property
    def date(self) -> datetime | None: ...
    def to_header(self) -> str:
        """The value of the field."""


class Parsers(Protocol):
    """The functions of a layer that read and write the values of header fields.

    What reads takes anything that a client may send. What writes raises ValueError for CR, LF and NUL.
    """

    def parse_options_header(self, value: str | None, /) -> tuple[str, dict[str, str]]:
        """A value and its parameters: ``'text/html; charset="utf-8"'`` -> ``("text/html", {"charset": "utf-8"})``."""

    def dump_options_header(self, header: str | None, options: Mapping[str, object], /) -> str:
        """The opposite of `parse_options_header`. Options that are None are left out."""

    def parse_list_header(self, value: str, /) -> list[str]:
        """The members of a list: ``'a, "b, c"'`` -> ``["a", "b, c"]``."""

    def parse_dict_header(self, value: str, /) -> dict[str, str | None]:
        """A list of ``key=value``, as a dict. The value of a key that stands alone is None."""

    def dump_header(self, values: Mapping[str, object] | Iterable[object], /) -> str:
        """The opposite of `parse_list_header`, and for a mapping of `parse_dict_header`."""

    def parse_cookie(self, header: str | None, /) -> MultiDict[str, str]:
        """The cookies in the field Cookie (RFC 6265)."""

    def dump_cookie(
        self,
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
        """The value of Set-Cookie that makes the client keep ``value`` under the name ``key``.

        - ``max_age``, in seconds, and ``expires`` say how long; without either, until the browser is closed. With
          ``sync_expires``, ``max_age`` gives both attributes.
        - ``path`` and ``domain`` say for which URLs; ``secure`` only over HTTPS; ``httponly`` not for scripts.
        - ``samesite``, ``"Strict"``, ``"Lax"`` or ``"None"``, says whether requests from other sites carry it.

        Warns when the cookie has more than ``max_size`` bytes, because browsers drop it silently.
        """

    def parse_accept_header(self, value: str | None, /) -> Accept:
        """The values and qualities in a field such as Accept-Language."""

    def parse_etags(self, value: str | None, /) -> ETags:
        """The etags in If-Match or If-None-Match."""

    def quote_etag(self, etag: str, weak: bool = False) -> str:
        """The etag as it is written in a field: ``"abc"`` or ``W/"abc"``, with the quotes."""

    @overload
    def unquote_etag(self, etag: str, /) -> tuple[str, bool]: ...
    @overload
    def unquote_etag(self, etag: None, /) -> tuple[None, None]:
        """The etag without its quotes, and whether it is a weak one; None twice when there is none."""

    def generate_etag(self, data: bytes, /) -> str:
        """An etag that changes with ``data``."""

    def is_resource_modified(
        self,
        environ: WSGIEnvironment,
        etag: str | None = None,
        data: bytes | None = None,
        last_modified: datetime | str | None = None,
        ignore_if_range: bool = True,
    ) -> bool:
        """Whether the client's conditions ask for this version of the content (RFC 9110, section 13)."""

    def parse_range_header(self, value: str | None, /) -> Range | None:
        """The ranges in the field Range; None when it can't be read, as RFC 9110 asks to ignore it."""

    def parse_content_range_header(self, value: str | None, /) -> ContentRange | None:
        """What the field Content-Range says; None when it can't be read, or makes no sense."""

    def parse_if_range_header(self, value: str | None, /) -> IfRange:
        """The condition in the field If-Range."""

    def parse_date(self, value: str | None, /) -> datetime | None:
        """A date in any form of RFC 9110, section 5.6.7, with its time zone; None when it can't be read."""

    def http_date(self, timestamp: date | float | struct_time | None = None, /) -> str:
        """A date as HTTP writes it: ``"Sun, 06 Nov 1994 08:49:37 GMT"``. A number is seconds since 1970, None now."""

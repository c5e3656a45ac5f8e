"""What requests and responses are made of, as interfaces: form fields, header fields, files, and what fields say.

Both twins have a class for each. `bizkit.wrappers.interface` says where they come from.
"""

# What a protocol describes has no body that could return anything.
# pyright: reportReturnType=false

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from time import struct_time
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol, TypeVar, overload

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

__all__ = [
    "Accept",
    "Authorization",
    "ContentRange",
    "ETags",
    "FieldsToRead",
    "FileStorage",
    "Files",
    "Headers",
    "IfRange",
    "Lookup",
    "MIMEAccept",
    "MultiDict",
    "MutableMultiDict",
    "Parsers",
    "Range",
]

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
D = TypeVar("D")


class Lookup(Protocol):
    """Text by name, where a name can come more than once: as much of a `MultiDict` as every layer must have."""

    def __getitem__(self, name: str, /) -> str:
        """The first value of ``name``. Raises KeyError when there is none."""

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, default: str, /) -> str: ...
    @overload
    def get(self, name: str, default: D, /) -> str | D:
        """The first value of ``name``, or ``default``."""

    def getlist(self, name: str, /) -> list[str]:
        """All values of ``name`` in their order; ``[]`` when there is none."""


class Files(Protocol):
    """The files of a form, by the name of their field."""

    def __getitem__(self, name: str, /) -> FileStorage:
        """The first file of ``name``. A missing one raises a KeyError that answers 400 when nobody catches it."""

    def get(self, name: str, /) -> FileStorage | None:
        """The first file of ``name``, or None."""

    def getlist(self, name: str, /) -> Sequence[FileStorage]:
        """All files of ``name`` in their order, as a list."""

    def __contains__(self, name: str, /) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...

    def keys(self) -> Iterable[str]:
        """The names."""

    def values(self) -> Iterable[FileStorage]:
        """The first file of each name."""

    def items(self, multi: bool = False) -> Iterable[tuple[str, FileStorage]]:
        """Pairs of each name and its first file; with ``multi``, a pair for each file."""


class MultiDict(Protocol[K, V]):
    """A dict of which each key can have several values: query, form, files, cookies."""

    def __getitem__(self, key: K, /) -> V:
        """The first value of ``key``. A missing key raises a KeyError that answers 400 when nobody catches it."""

    def __contains__(self, key: K, /) -> bool: ...
    def __iter__(self) -> Iterator[K]: ...
    def __len__(self) -> int: ...

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V) -> V: ...
    @overload
    def get(self, key: K, /, default: D) -> V | D: ...
    @overload
    def get(self, key: K, /, *, type: Callable[[V], T]) -> T | None: ...
    @overload
    def get(self, key: K, /, default: T, type: Callable[[V], T]) -> T:
        """The first value of ``key``, converted by ``type``; ``default`` when there is none or it can't be."""

    @overload
    def getlist(self, key: K, /) -> list[V]: ...
    @overload
    def getlist(self, key: K, /, type: Callable[[V], T]) -> list[T]:
        """All values of ``key`` in their order, less those that ``type`` can't convert."""

    def keys(self) -> Iterable[K]:
        """The keys."""

    def values(self) -> Iterable[V]:
        """The first value of each key."""

    def items(self, multi: bool = False) -> Iterable[tuple[K, V]]:
        """Pairs of each key and its first value; with ``multi``, a pair for each of its values."""

    def lists(self) -> Iterable[tuple[K, list[V]]]:
        """Pairs of each key and all its values."""

    def listvalues(self) -> Iterable[list[V]]:
        """All values of each key."""

    @overload
    def to_dict(self, flat: Literal[True] = ...) -> dict[K, V]: ...
    @overload
    def to_dict(self, flat: Literal[False]) -> dict[K, list[V]]:
        """A plain dict: of first values, or of lists when not ``flat``."""

    def copy(self) -> MutableMultiDict[K, V]:
        """A copy that can be changed."""


class MutableMultiDict(MultiDict[K, V], Protocol[K, V]):
    """A `MultiDict` that can be changed. What a request holds can't; its `copy` can."""

    def __setitem__(self, key: K, value: V, /) -> None:
        """Make ``value`` the only value of ``key``."""

    def __delitem__(self, key: K, /) -> None:
        """Remove ``key`` with all its values."""

    def add(self, key: K, value: V, /) -> None:
        """Give ``key`` one value more."""

    def setlist(self, key: K, values: Iterable[V], /) -> None:
        """Make ``values`` all that ``key`` has."""

    def setdefault(self, key: K, default: V, /) -> V | None:
        """The first value of ``key``, which becomes ``default`` when it has none."""

    def setlistdefault(self, key: K, default_list: Iterable[V], /) -> list[V]:
        """All values of ``key``, which become ``default_list`` when it has none."""

    def update(self, mapping: Mapping[K, V] | Iterable[tuple[K, V]], /) -> None:
        """Add all values of ``mapping`` to those that are here."""

    @overload
    def pop(self, key: K, /) -> V: ...
    @overload
    def pop(self, key: K, /, default: V) -> V: ...
    @overload
    def pop(self, key: K, /, default: D) -> V | D:
        """Remove ``key`` and return its first value, or ``default``."""

    def popitem(self) -> tuple[K, V]:
        """Remove the last key and return it with its first value."""

    def poplist(self, key: K, /) -> list[V]:
        """Remove ``key`` and return all its values."""

    def popitemlist(self) -> tuple[K, list[V]]:
        """Remove the last key and return it with all its values."""

    def clear(self) -> None:
        """Remove all keys."""


class FieldsToRead(Protocol):
    """Header fields. Names are case-insensitive (RFC 9110, section 5.1), and a name can come more than once."""

    @overload
    def get(self, name: str, /) -> str | None: ...
    @overload
    def get(self, name: str, /, default: str) -> str: ...
    @overload
    def get(self, name: str, /, default: D) -> str | D: ...
    @overload
    def get(self, name: str, /, *, type: Callable[[str], T]) -> T | None: ...
    @overload
    def get(self, name: str, /, default: T, type: Callable[[str], T]) -> T:
        """The first value of the field, converted by ``type``; ``default`` when there is none or it can't be."""

    @overload
    def getlist(self, name: str, /) -> list[str]: ...
    @overload
    def getlist(self, name: str, /, type: Callable[[str], T]) -> list[T]:
        """All values of the field in their order, less those that ``type`` can't convert."""

    def __getitem__(self, name: str, /) -> str:
        """The first value of the field. A missing one raises a KeyError that answers 400 when nobody catches it."""

    def __contains__(self, name: str, /) -> bool: ...
    def __iter__(self) -> Iterator[tuple[str, str]]: ...
    def __len__(self) -> int: ...

    def keys(self, lower: bool = False) -> Iterable[str]:
        """The names, once for each field; with ``lower``, in lower case."""

    def values(self) -> Iterable[str]:
        """The values, once for each field."""

    def items(self, lower: bool = False) -> Iterable[tuple[str, str]]:
        """``(name, value)`` pairs; with ``lower``, the names are in lower case."""

    def to_wsgi_list(self) -> list[tuple[str, str]]:
        """The fields as ``start_response`` wants them, in a new list."""


class Headers(FieldsToRead, Protocol):
    """Header fields that can be changed: those of a response.

    A value is sent as its str(). Line breaks in a name or a value raise ValueError. ``parameters`` follow the value, as
    in ``add("Content-Disposition", "attachment", filename="a.txt")``.
    """

    def __setitem__(self, name: str, value: object, /) -> None:
        """Set the field to this one value."""

    def __delitem__(self, name: str, /) -> None:
        """Remove every field of this name, if there is one."""

    def add(self, name: str, value: object, /, **parameters: object) -> None:
        """Add a field, whether or not there is one of this name."""

    def set(self, name: str, value: object, /, **parameters: object) -> None:
        """Set the field to this one value."""

    def setlist(self, name: str, values: Iterable[object], /) -> None:
        """Make ``values`` all that there is of the field."""

    def setdefault(self, name: str, default: object, /) -> str:
        """The first value of the field, which becomes ``default`` when there is none."""

    def extend(self, fields: Mapping[str, object] | Iterable[tuple[str, object]], /) -> None:
        """Add all these fields. A value can be a list."""

    def update(self, fields: Mapping[str, object] | Iterable[tuple[str, object]], /) -> None:
        """Set all these fields. A value can be a list."""

    def remove(self, name: str, /) -> None:
        """Remove every field of this name, if there is one."""

    @overload
    def pop(self, name: str, /) -> str: ...
    @overload
    def pop(self, name: str, /, default: str) -> str: ...
    @overload
    def pop(self, name: str, /, default: D) -> str | D:
        """Remove the field and return its first value, or ``default``."""

    def clear(self) -> None:
        """Remove all fields."""


class FileStorage(Protocol):
    """An uploaded file. Without a file name it is false: the form had a place for a file, and nobody chose one."""

    @property
    def stream(self) -> IO[bytes]:
        """The content, as an open binary file. Its methods, such as ``read``, are the file's own as well."""

    @property
    def name(self) -> str | None:
        """The name of the form field."""

    @property
    def filename(self) -> str | None:
        """What the client calls the file. Never build a path from it without `safe_join`."""

    @property
    def headers(self) -> Headers:
        """The header fields of this part of the form."""

    @property
    def content_type(self) -> str | None:
        """The media type with its parameters, as the client gave it."""

    @property
    def mimetype(self) -> str:
        """The media type alone, in lower case."""

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type."""

    @property
    def content_length(self) -> int:
        """The length that the client gave, in bytes; 0 when it gave none, as most don't."""

    def save(self, dst: str | os.PathLike[str] | IO[bytes], buffer_size: int = 16384, /) -> None:
        """Write the content to a path or into an open binary file."""

    def close(self) -> None:
        """Close the stream, and remove the temporary file of a large upload."""

    def __bool__(self) -> bool: ...
    def __iter__(self) -> Iterator[bytes]: ...
    def __getattr__(self, name: str, /) -> Any: ...


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

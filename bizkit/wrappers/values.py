"""What requests and responses are made of, as interfaces: form fields, header fields and files.

Both twins have a class for each. `bizkit.wrappers.interface` says where they come from, and
`bizkit.wrappers.header_values` what is in a header field.
"""

# What a protocol describes has no body that could return anything.
# pyright: reportReturnType=false

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol, TypeVar, overload

if TYPE_CHECKING:
    pass

__all__ = [
    "FieldsToRead",
    "FileStorage",
    "Files",
    "Headers",
    "Lookup",
    "MultiDict",
    "MutableMultiDict",
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

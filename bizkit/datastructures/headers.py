"""Header fields: those of a response, which can be changed, and those of a request, read from its environment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast, overload

from bizkit.datastructures.field_values import dump_options_header
from bizkit.datastructures.multidict import converted, convertible
from bizkit.exceptions import BadRequestKeyError
from bizkit.grammar import check_field

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

T = TypeVar("T")
D = TypeVar("D")

Fields = Mapping[str, object] | Iterable[tuple[str, object]]
"""What can be added to `Headers`: a mapping to values or to several of them, or pairs. A value is sent as its str()."""
_NOT_GIVEN = object()


class _Reading:
    """The methods that read header fields. Names are case-insensitive (RFC 9110, section 5.1)."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        raise NotImplementedError

    def _find(self, name: str) -> str | None:
        """The first value of the field, or None."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> str:
        value = self._find(name)
        if value is None:
            raise BadRequestKeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._find(name) is not None

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def get(self, name: str, default: None = None) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    @overload
    def get(self, name: str, default: D) -> str | D: ...
    @overload
    def get(self, name: str, *, type: Callable[[str], T]) -> T | None: ...
    @overload
    def get(self, name: str, default: D, type: Callable[[str], T]) -> T | D: ...
    def get(self, name: str, default: object = None, type: Callable[[str], object] | None = None) -> object:
        """The first value of the field, converted by ``type``.

        ``default`` if there is none, or if ``type`` raises ValueError or TypeError.
        """
        value = self._find(name)
        if value is None:
            return default
        return value if type is None else converted(value, default, type)

    @overload
    def getlist(self, name: str) -> list[str]: ...
    @overload
    def getlist(self, name: str, type: Callable[[str], T]) -> list[T]: ...
    def getlist(self, name: str, type: Callable[[str], T] | None = None) -> list[str] | list[T]:
        """All values of the field in their order, less those that ``type`` can't convert; ``[]`` when there is none."""
        wanted = name.lower()
        values = [value for key, value in self if key.lower() == wanted]
        return values if type is None else convertible(values, type)

    get_all = getlist

    def keys(self, lower: bool = False) -> Iterator[str]:
        """The names, once for each field; with ``lower``, in lower case."""
        return (name for name, _ in self.items(lower))

    def values(self) -> Iterator[str]:
        """The values, once for each field."""
        return (value for _, value in self)

    def items(self, lower: bool = False) -> Iterator[tuple[str, str]]:
        """``(name, value)`` pairs; with ``lower``, with the names in lower case."""
        return ((name.lower() if lower else name, value) for name, value in self)

    def to_wsgi_list(self) -> list[tuple[str, str]]:
        """The fields as ``start_response`` wants them, in a list of its own."""
        return list(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Reading):
            return NotImplemented
        return sorted(self.items(lower=True)) == sorted(other.items(lower=True))

    def __str__(self) -> str:
        """The fields as they stand in a message, and the empty line after them."""
        return "".join(f"{name}: {value}\r\n" for name, value in self) + "\r\n"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class EnvironHeaders(_Reading):
    """The header fields of a request, read from a WSGI environment when they are asked for."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ

    def _find(self, name: str) -> str | None:
        key = name.upper().replace("-", "_")
        # PEP 3333 leaves these two as CGI has them, without the HTTP_ of all the others.
        value = self.environ.get(key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}")
        return None if value is None else str(value)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for key, value in self.environ.items():
            if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                if value:  # PEP 3333: "may be empty or missing"
                    yield key.replace("_", "-").title(), value
            elif key.startswith("HTTP_") and key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
                yield key.removeprefix("HTTP_").replace("_", "-").title(), value

    def copy(self) -> Headers:
        """The fields as they are now, in `Headers` that can be changed."""
        return Headers(self)


class Headers(_Reading):
    """The header fields of a response: ``(name, value)`` pairs in order, where a name can come more than once.

    Whatever is set or added is checked by `check_field`. Methods that take parameters put them behind the value, as in
    ``add("Content-Disposition", "attachment", filename="a.txt")``.
    """

    def __init__(self, defaults: Fields | None = None) -> None:
        self._list: list[tuple[str, str]] = []
        if defaults is not None:
            self.extend(defaults)

    @classmethod
    def from_list(cls, fields: list[tuple[str, str]]) -> Self:
        """Headers that keep this very list and check nothing: the caller knows it, or only reads it."""
        made = cls.__new__(cls)
        made._list = fields
        return made

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._list)

    def __len__(self) -> int:
        return len(self._list)

    def to_wsgi_list(self) -> list[tuple[str, str]]:
        return self._list.copy()

    def _find(self, name: str) -> str | None:
        wanted = name.lower()
        for key, value in self._list:
            if key == name or key.lower() == wanted:
                return value
        return None

    @overload
    def __getitem__(self, name: str) -> str: ...
    @overload
    def __getitem__(self, name: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, name: slice) -> Self: ...
    def __getitem__(self, name: str | int | slice) -> str | tuple[str, str] | Self:
        """The first value of the field; at a place, the pair; in a slice, headers of their own."""
        if isinstance(name, int):
            return self._list[name]
        return type(self)(self._list[name]) if isinstance(name, slice) else super().__getitem__(name)

    @overload
    def __setitem__(self, name: str, value: object) -> None: ...
    @overload
    def __setitem__(self, name: int, value: tuple[str, object]) -> None: ...
    @overload
    def __setitem__(self, name: slice, value: Fields) -> None: ...
    def __setitem__(self, name: str | int | slice, value: Any) -> None:
        """Set the field to this one value; at a place or in a slice, a pair or pairs."""
        if isinstance(name, str):
            self.set(name, value)
        elif isinstance(name, int):
            self._list[name] = (value[0], check_field(*value))
        else:
            self._list[name] = list(type(self)(value))

    def __delitem__(self, name: str | int | slice) -> None:
        """Remove every field of this name, if there is one; or what is at a place or in a slice."""
        if isinstance(name, str):
            self.remove(name)
        else:
            del self._list[name]

    def remove(self, name: str) -> None:
        """Remove every field of this name, if there is one."""
        wanted = name.lower()
        self._list[:] = [field for field in self._list if field[0].lower() != wanted]

    def add(self, name: str, value: object, /, **parameters: object) -> None:
        """Add a field, whether or not there is one of this name."""
        self._list.append((name, check_field(name, _with(value, parameters) if parameters else value)))

    add_header = add

    def set(self, name: str, value: object, /, **parameters: object) -> None:
        """Set the field to this one value, in the place of the first that had its name."""
        text = check_field(name, _with(value, parameters) if parameters else value)
        wanted = name.lower()
        for index, (key, _) in enumerate(self._list):
            if key.lower() == wanted:
                others = [field for field in self._list[index + 1 :] if field[0].lower() != wanted]
                self._list[index:] = [(name, text), *others]
                return
        self._list.append((name, text))

    def setlist(self, name: str, values: Iterable[object]) -> None:
        """Make ``values`` all that there is of the field."""
        first, *others = list(values) or [None]
        if first is None:
            self.remove(name)
            return
        self.set(name, first)
        for value in others:
            self.add(name, value)

    def setdefault(self, name: str, default: object) -> str:
        """The first value of the field, which becomes ``default`` when there is none."""
        if name not in self:
            self.set(name, default)
        return str(self[name])

    def setlistdefault(self, name: str, default: Iterable[object]) -> list[str]:
        """All values of the field, which become ``default`` when there is none."""
        if name not in self:
            self.setlist(name, default)
        return self.getlist(name)

    def extend(self, *mapping: Fields, **more: object) -> None:
        """Add all fields of a mapping, whose values can be lists, or of pairs; then ``more``."""
        for fields in (*mapping, more):
            for name, values in _grouped(fields):
                for value in values:
                    self.add(name, value)

    def update(self, *mapping: Fields, **more: object) -> None:
        """As `extend`, but what is here of a name that is given is replaced."""
        for fields in (*mapping, more):
            together: dict[str, tuple[str, list[object]]] = {}
            for name, values in _grouped(fields):
                together.setdefault(name.lower(), (name, []))[1].extend(values)
            for name, values in together.values():
                self.setlist(name, values)

    @overload
    def pop(self, name: str) -> str: ...
    @overload
    def pop(self, name: str, default: str) -> str: ...
    @overload
    def pop(self, name: str, default: D) -> str | D: ...
    def pop(self, name: str, default: object = _NOT_GIVEN) -> object:
        """Remove the field, and give its first value, or ``default``."""
        value = self._find(name)
        self.remove(name)
        if value is not None:
            return value
        if default is _NOT_GIVEN:
            raise BadRequestKeyError(name)
        return default

    def popitem(self) -> tuple[str, str]:
        """Remove the last field, and give its name and value."""
        return self._list.pop()

    def clear(self) -> None:
        """Remove all fields."""
        self._list.clear()

    def copy(self) -> Self:
        """The same fields in an object of their own."""
        return type(self)(self._list)

    __copy__ = copy

    def __or__(self, other: Mapping[str, object]) -> Self:
        joined = self.copy()
        joined.update(other)
        return joined

    def __ior__(self, other: Fields) -> Self:
        self.update(other)
        return self


def _with(value: object, parameters: Mapping[str, object]) -> str:
    return dump_options_header(str(value), {name.replace("_", "-"): each for name, each in parameters.items()})


def _grouped(fields: Fields) -> Iterator[tuple[str, Iterable[object]]]:
    """Name and values of each field, whether or not the values come in a list."""
    pairs = cast("Mapping[str, object]", fields).items() if isinstance(fields, Mapping) else fields
    for name, value in pairs:
        yield name, value if isinstance(value, (list, tuple, set)) else (value,)

"""Mappings whose keys can have more than one value, as in ``?tag=a&tag=b``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any, Generic, Literal, NoReturn, Self, TypeVar, cast, overload

from bizkit.exceptions import BadRequestKeyError

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
D = TypeVar("D")

Several = list[V] | tuple[V, ...] | set[V]
Values = Mapping[K, V | Several[V]] | Iterable[tuple[K, V]]
"""What a `MultiDict` can be made of: a mapping to values or to several of them (another MultiDict is one), or pairs."""

_NOT_GIVEN = object()


def lists_of(values: Values[K, V]) -> dict[K, list[V]]:
    """``values`` as a dict of lists. A key without a value is left out."""
    if isinstance(values, MultiDict):
        return dict(cast("MultiDict[K, V]", values).lists())
    lists: dict[K, list[V]] = {}
    if isinstance(values, Mapping):
        for key, value in cast("Mapping[K, V | Several[V]]", values).items():
            several: list[V] = list(value) if isinstance(value, (list, tuple, set)) else [value]
            if several:
                lists[key] = several
    else:
        for key, each in values:
            lists.setdefault(key, []).append(each)
    return lists


def converted(value: V, default: D, type: Callable[[V], T]) -> T | D:
    """``type(value)``, or ``default`` if that raises ValueError or TypeError."""
    try:
        return type(value)
    except (ValueError, TypeError):
        return default


# What dict itself keeps for a key is the list of all its values: for a checker, Any.
class MultiDict(dict[K, Any], Generic[K, V]):
    """A dict of which each key can have several values.

    ``[]``, `get`, `items` and `values` give the first value of a key; `getlist`, `lists` and `listvalues` give all of
    them. A missing key raises a `KeyError` that answers 400 Bad Request when nobody catches it. `update` adds values
    and replaces none.
    """

    def __init__(self, mapping: Values[K, V] | None = None) -> None:
        super().__init__({} if mapping is None else lists_of(mapping))

    @classmethod
    def from_lists(cls, lists: dict[K, list[V]]) -> Self:
        """A dict that keeps these very lists, none of which may be empty, and checks nothing."""
        made = cls.__new__(cls)
        dict.update(made, lists)
        return made

    def __getitem__(self, key: K) -> V:
        try:
            values: list[V] = dict.__getitem__(self, key)
            return values[0]
        except (KeyError, IndexError):
            raise BadRequestKeyError(key) from None

    def __setitem__(self, key: K, value: V) -> None:
        """Make this the only value of ``key``."""
        super().__setitem__(key, [value])

    @overload  # type: ignore[override]
    def get(self, key: K, default: None = None) -> V | None: ...
    @overload
    def get(self, key: K, default: V) -> V: ...
    @overload
    def get(self, key: K, default: D) -> V | D: ...
    @overload
    def get(self, key: K, *, type: Callable[[V], T]) -> T | None: ...
    @overload
    def get(self, key: K, default: D, type: Callable[[V], T]) -> T | D: ...
    def get(self, key: K, default: object = None, type: Callable[[V], object] | None = None) -> object:
        """The first value of ``key``, converted by ``type``.

        ``default`` if there is none, or if ``type`` raises ValueError or TypeError.
        """
        values: list[V] | None = dict.get(self, key)
        if not values:
            return default
        return values[0] if type is None else converted(values[0], default, type)

    @overload
    def getlist(self, key: K) -> list[V]: ...
    @overload
    def getlist(self, key: K, type: Callable[[V], T]) -> list[T]: ...
    def getlist(self, key: K, type: Callable[[V], T] | None = None) -> list[V] | list[T]:
        """All values of ``key`` in their order, less those that ``type`` can't convert; ``[]`` when there is none."""
        values: Iterable[V] = super().get(key, ())
        return list(values) if type is None else convertible(values, type)

    def add(self, key: K, value: V) -> None:
        """Give ``key`` one value more."""
        super().setdefault(key, []).append(value)

    def setlist(self, key: K, values: Iterable[V]) -> None:
        """Make ``values`` all that ``key`` has."""
        super().__setitem__(key, list(values))

    @overload
    def setdefault(self, key: K, default: None = None) -> V | None: ...
    @overload
    def setdefault(self, key: K, default: V) -> V: ...
    def setdefault(self, key: K, default: object = None) -> object:
        """The first value of ``key``, which becomes ``default`` when it has none."""
        if key not in self:
            super().__setitem__(key, [default])
        return self[key]

    def setlistdefault(self, key: K, default_list: Iterable[V] = ()) -> list[V]:
        """The list of all values of ``key`` itself, which begins as ``default_list`` when there is none."""
        if key not in self:
            self.setlist(key, default_list)
        values: list[V] = super().__getitem__(key)
        return values

    def items(self, multi: bool = False) -> Iterator[tuple[K, V]]:  # type: ignore[override]
        """Pairs of each key and its first value; with ``multi``, a pair for each of its values."""
        for key, values in super().items():
            for value in values if multi else values[:1]:
                yield key, value

    def lists(self) -> Iterator[tuple[K, list[V]]]:
        """Each key with all its values, in a list of its own."""
        return ((key, list(values)) for key, values in super().items())

    def values(self) -> Iterator[V]:  # type: ignore[override]
        """The first value of each key."""
        return (values[0] for values in super().values() if values)

    def listvalues(self) -> Iterator[list[V]]:
        """All values of each key."""
        return iter(super().values())

    @overload
    def to_dict(self, flat: Literal[True] = True) -> dict[K, V]: ...
    @overload
    def to_dict(self, flat: Literal[False]) -> dict[K, list[V]]: ...
    def to_dict(self, flat: bool = True) -> dict[K, V] | dict[K, list[V]]:
        """A plain dict: of first values, or of lists when not ``flat``."""
        return dict(self.items()) if flat else dict(self.lists())

    def update(self, mapping: Values[K, V]) -> None:  # type: ignore[override]
        """Add all values of ``mapping``, which is all that the constructor takes, to those that are here."""
        for key, values in lists_of(mapping).items():
            super().setdefault(key, []).extend(values)

    @overload
    def pop(self, key: K) -> V: ...
    @overload
    def pop(self, key: K, default: V) -> V: ...
    @overload
    def pop(self, key: K, default: D) -> V | D: ...
    def pop(self, key: K, default: object = _NOT_GIVEN) -> object:
        """Remove ``key``, and give the first of its values, or ``default``."""
        values: list[V] | None = super().pop(key, None)
        if values:
            return values[0]
        if default is _NOT_GIVEN:
            raise BadRequestKeyError(key)
        return default

    def popitem(self) -> tuple[K, V]:
        """Remove the last key, and give it and its first value."""
        key, values = self.popitemlist()
        if not values:
            raise BadRequestKeyError(key)
        return key, values[0]

    def poplist(self, key: K) -> list[V]:
        """Remove ``key``, and give all its values; ``[]`` when there is none."""
        values: list[V] = super().pop(key, [])
        return values

    def popitemlist(self) -> tuple[K, list[V]]:
        """Remove the last key, and give it and all its values."""
        if not self:
            raise BadRequestKeyError("value")
        return super().popitem()

    def copy(self) -> MultiDict[K, V]:
        """A copy that can be changed, with lists of its own."""
        return MultiDict(self)

    __copy__ = copy

    def deepcopy(self, memo: dict[int, object] | None = None) -> MultiDict[K, V]:
        """A copy that can be changed, with copies of the values."""
        return MultiDict(deepcopy(self.to_dict(flat=False), memo))

    __deepcopy__ = deepcopy

    def __or__(self, other: Mapping[K, V | Several[V]]) -> MultiDict[K, V]:  # type: ignore[override]
        if not isinstance(other, Mapping):
            return NotImplemented
        joined = self.copy()
        joined.update(other)
        return joined

    def __ior__(self, other: Values[K, V]) -> Self:  # type: ignore[override]
        self.update(other)
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, list[V]]]]:
        return type(self), (self.to_dict(flat=False),)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self.items(multi=True))!r})"


def convertible(values: Iterable[V], type: Callable[[V], T]) -> list[T]:
    """``type`` of each value, less those for which it raises ValueError or TypeError."""
    found = []
    for value in values:
        with suppress(ValueError, TypeError):
            found.append(type(value))
    return found


class ImmutableMultiDict(MultiDict[K, V]):
    """A `MultiDict` that can't be changed; `copy` gives one that can. What a request holds is not for changing."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset((key, tuple(values)) for key, values in self.lists()))

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError(f"This {type(self).__name__} can't be changed. Its copy() can.")

    __setitem__ = __delitem__ = __ior__ = _refuse
    add = setlist = setdefault = setlistdefault = update = _refuse
    pop = popitem = poplist = popitemlist = clear = _refuse

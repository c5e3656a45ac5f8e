"""Mappings whose keys can have more than one value, as in ``?tag=a&tag=b``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, NoReturn, Self

from bizkit.exceptions import BadRequestKeyError

_NOT_GIVEN: Any = object()


def lists_of(values: Any) -> dict[Any, list[Any]]:
    """``values`` as a dict of lists. Takes a MultiDict, a mapping to values or to lists of them, or pairs."""
    if isinstance(values, MultiDict):
        return dict(values.lists())
    lists: dict[Any, list[Any]] = {}
    if isinstance(values, Mapping):
        for key, value in values.items():
            if several := list(value) if isinstance(value, (list, tuple, set)) else [value]:
                lists[key] = several
    else:
        for key, value in values:
            lists.setdefault(key, []).append(value)
    return lists


def converted(value: Any, default: Any, type: Callable[[Any], Any] | None) -> Any:
    """``type(value)``, or ``default`` where that raises ValueError or TypeError."""
    if type is None:
        return value
    try:
        return type(value)
    except (ValueError, TypeError):
        return default


class MultiDict(dict[Any, Any]):
    """A dict of which each key can have several values.

    ``[]``, `get`, `items` and `values` give the first value of a key; `getlist`, `lists` and `listvalues` give all of
    them. A missing key raises a `KeyError` that answers 400 Bad Request when nobody catches it. `update` adds values
    and replaces none.
    """

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(() if mapping is None else lists_of(mapping))

    @classmethod
    def from_lists(cls, lists: dict[Any, list[Any]]) -> Self:
        """A dict that keeps these very lists, none of which may be empty, and checks nothing."""
        made = cls.__new__(cls)
        dict.update(made, lists)
        return made

    def __getitem__(self, key: Any) -> Any:
        try:
            return dict.__getitem__(self, key)[0]
        except (KeyError, IndexError):
            raise BadRequestKeyError(key) from None

    def __setitem__(self, key: Any, value: Any) -> None:
        """Make this the only value of ``key``."""
        super().__setitem__(key, [value])

    def get(self, key: Any, default: Any = None, type: Callable[[Any], Any] | None = None) -> Any:
        """The first value of ``key``, converted by ``type``; ``default`` if there is none or it can't be converted."""
        values = dict.get(self, key)
        if not values:
            return default
        return values[0] if type is None else converted(values[0], default, type)

    def getlist(self, key: Any, type: Callable[[Any], Any] | None = None) -> list[Any]:
        """All values of ``key`` in their order, less those that ``type`` can't convert; ``[]`` when there is none."""
        values = super().get(key, ())
        if type is None:
            return list(values)
        return [each for value in values if (each := converted(value, _NOT_GIVEN, type)) is not _NOT_GIVEN]

    def add(self, key: Any, value: Any) -> None:
        """Give ``key`` one value more."""
        super().setdefault(key, []).append(value)

    def setlist(self, key: Any, values: Iterable[Any]) -> None:
        """Make ``values`` all that ``key`` has."""
        super().__setitem__(key, list(values))

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The first value of ``key``, which becomes ``default`` when it has none."""
        if key not in self:
            self[key] = default
        return self[key]

    def setlistdefault(self, key: Any, default_list: Iterable[Any] = ()) -> list[Any]:
        """The list of all values of ``key`` itself, which begins as ``default_list`` when there is none."""
        if key not in self:
            self.setlist(key, default_list)
        values: list[Any] = super().__getitem__(key)
        return values

    def items(self, multi: bool = False) -> Iterator[tuple[Any, Any]]:  # type: ignore[override]
        """Pairs of each key and its first value; with ``multi``, a pair for each of its values."""
        for key, values in super().items():
            for value in values if multi else values[:1]:
                yield key, value

    def lists(self) -> Iterator[tuple[Any, list[Any]]]:
        """Each key with all its values, in a list of its own."""
        return ((key, list(values)) for key, values in super().items())

    def values(self) -> Iterator[Any]:  # type: ignore[override]
        """The first value of each key."""
        return (values[0] for values in super().values() if values)

    def listvalues(self) -> Iterator[list[Any]]:
        """All values of each key."""
        return iter(super().values())

    def to_dict(self, flat: bool = True) -> dict[Any, Any]:
        """A plain dict: of first values, or of lists when not ``flat``."""
        return dict(self.items()) if flat else dict(self.lists())

    def update(self, mapping: Any) -> None:  # type: ignore[override]
        """Add all values of ``mapping``, which is all that the constructor takes, to those that are here."""
        for key, values in lists_of(mapping).items():
            super().setdefault(key, []).extend(values)

    def pop(self, key: Any, default: Any = _NOT_GIVEN) -> Any:
        """Remove ``key``, and give the first of its values, or ``default``."""
        values = super().pop(key, None)
        if values:
            return values[0]
        if default is _NOT_GIVEN:
            raise BadRequestKeyError(key)
        return default

    def popitem(self) -> tuple[Any, Any]:
        """Remove the last key, and give it and its first value."""
        key, values = self.popitemlist()
        if not values:
            raise BadRequestKeyError(key)
        return key, values[0]

    def poplist(self, key: Any) -> list[Any]:
        """Remove ``key``, and give all its values; ``[]`` when there is none."""
        values: list[Any] = super().pop(key, [])
        return values

    def popitemlist(self) -> tuple[Any, list[Any]]:
        """Remove the last key, and give it and all its values."""
        if not self:
            raise BadRequestKeyError("value")
        return super().popitem()

    def copy(self) -> MultiDict:
        """A copy that can be changed, with lists of its own."""
        return MultiDict(self)

    __copy__ = copy

    def deepcopy(self, memo: Any = None) -> MultiDict:
        """A copy that can be changed, with copies of the values."""
        return MultiDict(deepcopy(self.to_dict(flat=False), memo))

    __deepcopy__ = deepcopy

    def __or__(self, other: Any) -> Any:
        if not isinstance(other, Mapping):
            return NotImplemented
        joined = self.copy()
        joined.update(other)
        return joined

    def __ior__(self, other: Any) -> Any:
        self.update(other)
        return self

    def __reduce__(self) -> Any:
        return type(self), (self.to_dict(flat=False),)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self.items(multi=True))!r})"


class ImmutableMultiDict(MultiDict):
    """A `MultiDict` that can't be changed; `copy` gives one that can. What a request holds is not for changing."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset((key, tuple(values)) for key, values in self.lists()))

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"This {type(self).__name__} can't be changed. Its copy() can.")

    __setitem__ = __delitem__ = __ior__ = _refuse
    add = setlist = setdefault = setlistdefault = update = _refuse
    pop = popitem = poplist = popitemlist = clear = _refuse

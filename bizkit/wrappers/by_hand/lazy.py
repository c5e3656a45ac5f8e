"""Attributes that are computed when somebody asks for them, and once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Self, TypeVar, overload

T = TypeVar("T")


class _Lazy(Generic[T]):
    """A decorator for a method without arguments, which becomes an attribute. Its value is kept with the object.

    Python looks for an attribute in the object itself before it asks a descriptor that can't be set: from the second
    time on, this class is not called any more. (`functools.cached_property` does the same; before Python 3.12 it also
    takes a lock.)
    """

    def __init__(self, compute: Callable[[object], T]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.compute(instance)
        return value


if TYPE_CHECKING:
    lazy = property  # the only descriptor that every checker accepts as an attribute of an interface
else:
    lazy = _Lazy

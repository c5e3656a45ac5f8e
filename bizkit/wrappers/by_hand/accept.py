"""What a client would rather have (RFC 9110, section 12.5): media types, or anything else with a quality."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import SupportsIndex, TypeVar, overload

from bizkit.datastructures import parse_list_header, parse_options_header
from bizkit.datastructures.field_values import join_options
from bizkit.grammar import BLANKS, quality

_PARTS_OF_TYPE = re.compile(r"/|(?:\s*;\s*)")


class Accept(list[tuple[str, float]]):
    """``(value, quality)`` pairs, what the client likes best first; a quality is from 0 (not at all) to 1."""

    def __init__(self, values: Iterable[tuple[str, float]] | None = ()) -> None:
        self.provided = values is not None
        super().__init__(sorted(values or (), key=lambda pair: (self._specificity(pair[0]), pair[1]), reverse=True))

    def _specificity(self, value: str) -> tuple[bool, ...]:
        return (value != "*",)

    def _value_matches(self, value: str, item: str) -> bool:
        return item == "*" or item.lower() == value.lower()

    def quality(self, key: str) -> float:
        """How much the client likes ``key``; 0 for what it didn't name."""
        return next((quality for item, quality in self if self._value_matches(key, item)), 0)

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> tuple[str, float]: ...
    @overload
    def __getitem__(self, key: slice, /) -> list[tuple[str, float]]: ...
    @overload
    def __getitem__(self, key: str, /) -> float: ...
    def __getitem__(self, key: SupportsIndex | slice | str, /) -> float | tuple[str, float] | list[tuple[str, float]]:
        """The quality of a value; at a place or in a slice, the pair or pairs."""
        return self.quality(key) if isinstance(key, str) else super().__getitem__(key)

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and any(self._value_matches(value, item) for item, _ in self)

    def find(self, key: str) -> int:
        """The place of ``key`` in the client's order, or -1."""
        return next((place for place, (item, _) in enumerate(self) if self._value_matches(key, item)), -1)

    def values(self) -> Iterator[str]:
        """The values alone, in the client's order."""
        return (value for value, _ in self)

    @property
    def best(self) -> str | None:
        """What the client likes best."""
        return self[0][0] if self else None

    @overload
    def best_match(self, matches: Iterable[str], default: None = None) -> str | None: ...
    @overload
    def best_match(self, matches: Iterable[str], default: str) -> str: ...
    def best_match(self, matches: Iterable[str], default: str | None = None) -> str | None:
        """That one of ``matches`` which the client likes best, the first of equals; ``default`` if it likes none."""
        result = default
        best: tuple[float, tuple[bool, ...]] = (0.0, (False,))
        for match in matches:
            found = next(((item, quality) for item, quality in self if self._value_matches(match, item)), None)
            if found and found[1] > 0 and (rank := (found[1], self._specificity(found[0]))) > best:
                result, best = match, rank
        return result

    def to_header(self) -> str:
        """The value of the field."""
        return ",".join(value if quality == 1 else f"{value};q={quality}" for value, quality in self)

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class MIMEAccept(Accept):
    """The field Accept: media types, where ``*`` stands for any type or subtype."""

    def _specificity(self, value: str) -> tuple[bool, ...]:
        return tuple(part != "*" for part in _PARTS_OF_TYPE.split(value))

    def _value_matches(self, value: str, item: str) -> bool:
        if "/" not in item:
            return False
        if "/" not in value:
            raise ValueError(f"{value!r} isn't a media type: it has no slash.")
        type_, subtype, *parameters = _PARTS_OF_TYPE.split(value.lower())
        accepted_type, accepted_subtype, *accepted_parameters = _PARTS_OF_TYPE.split(item.lower())
        if type_ == "*" and subtype != "*":
            raise ValueError(f"{value!r} isn't a media type: only */* may leave the type open.")
        if accepted_type == "*" or type_ == "*":
            return accepted_subtype == "*" or type_ == "*"
        if accepted_type != type_:
            return False
        is_same = subtype == accepted_subtype and sorted(parameters) == sorted(accepted_parameters)
        return is_same or "*" in (subtype, accepted_subtype)

    @property
    def accept_html(self) -> bool:
        """Whether the client takes HTML, or XHTML."""
        return self.find("text/html") >= 0 or self.accept_xhtml

    @property
    def accept_xhtml(self) -> bool:
        """Whether the client takes XHTML, or any XML."""
        return self.find("application/xhtml+xml") >= 0 or self.find("application/xml") >= 0

    @property
    def accept_json(self) -> bool:
        """Whether the client takes JSON."""
        return self.find("application/json") >= 0


A = TypeVar("A", bound=Accept)


def parse_accept_header(value: str | None, cls: type[A] = Accept) -> A:  # type: ignore[assignment]
    """The pairs in a field such as Accept. Values whose quality isn't a number from 0 to 1 are left out."""
    if not value:
        return cls(None)
    pairs = []
    for member in parse_list_header(value):
        item, options = parse_options_header(member)
        weight = quality(options.pop("q", "1").strip(BLANKS))
        if weight is not None:
            pairs.append((join_options(item, options), weight))
    return cls(pairs)

"""Values as text for a person: short however large they are, never raising, and with the secrets left out."""

from __future__ import annotations

import itertools
import re
import reprlib
from collections.abc import Callable, Iterable, Sized
from typing import Any

__all__ = ["HIDDEN", "LONGEST", "is_secret", "shorten", "shown_as"]

LONGEST = 300
"""Characters of one value."""
MOST = 20
"""Items of a container that are shown."""
MANY = 1000
"""Items beyond which an object is only counted: its own ``repr`` would go through all of them."""

HIDDEN = "(hidden)"
# "key" ends a word: api_key and apikey are secrets, keyword isn't.
_NAME = r"(?:passw|passphrase|pwd|secret|token|credential|authorization|cookie|keys?(?![a-z]))"
_SECRET = re.compile(_NAME, re.IGNORECASE)
# In the words of an object: User(password='…'), MultiDict([('password', '…')]), {'password': ['…']}.
_SECRET_IN_TEXT = re.compile(
    rf"({_NAME}\w*['\"]?\s*[=:,]\s*\[?)('(?:[^'\\]|\\.)*(?:'|$)|\"(?:[^\"\\]|\\.)*(?:\"|$)|[^\s,)\]}}]+)",
    re.IGNORECASE | re.DOTALL,
)


def is_secret(name: object) -> bool:
    """Whether the value of this name must stay hidden, as with ``db_password`` or ``X-Api-Key``."""
    return isinstance(name, str) and _SECRET.search(name) is not None


def shown_as(name: object, value: object) -> str:
    """The ``repr`` of ``value``, `HIDDEN` where its name is that of a secret.

    It has `LONGEST` characters at most, and says so if ``repr`` fails, instead of raising.
    """
    return HIDDEN if is_secret(name) else shorten(_SHORT.repr(value))


def shorten(text: str, longest: int = LONGEST) -> str:
    """``text``, or its beginning and an ellipsis: ``longest`` characters at most."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


class _Short(reprlib.Repr):
    """Python's own, with three changes.

    It knows a list by its ``__repr__``, not by the name of its class. It never sorts: ten million keys would take
    seconds. And it hides secrets.
    """

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxlist = self.maxtuple = MOST
        self.maxstring = self.maxlong = LONGEST
        self._kinds: dict[object, Callable[[Any, int], str]] = {
            bytes.__repr__: lambda x, level: repr(x[:LONGEST]),
            dict.__repr__: self.repr_dict,
            frozenset.__repr__: self.repr_frozenset,
            int.__repr__: self.repr_int,
            list.__repr__: self.repr_list,
            set.__repr__: self.repr_set,
            str.__repr__: self.repr_str,
            tuple.__repr__: self.repr_tuple,
        }

    def repr1(self, x: object, level: int) -> str:
        try:
            return self._kinds.get(type(x).__repr__, self._other)(x, level)
        except (Exception, SystemExit) as error:  # it is the learner's code that fails here
            return f"<{type(x).__name__}, whose repr raises {type(error).__name__}>"

    def repr_dict(self, x: dict[object, object], level: int) -> str:
        first = itertools.islice(dict.items(x), MOST if level > 0 else 0)
        return self._group("{", [self._item(key, value, level - 1) for key, value in first], len(x), "}")

    def repr_set(self, x: set[object], level: int) -> str:
        return self._group("{", self._members(x, level), len(x), "}") if x else "set()"

    def repr_frozenset(self, x: frozenset[object], level: int) -> str:
        return self._group("frozenset({", self._members(x, level), len(x), "})") if x else "frozenset()"

    def _members(self, x: Iterable[object], level: int) -> list[str]:
        return [self.repr1(each, level - 1) for each in itertools.islice(x, MOST if level > 0 else 0)]

    def _item(self, key: object, value: object, level: int) -> str:
        return f"{self.repr1(key, level)}: {HIDDEN if is_secret(key) else self.repr1(value, level)}"

    def _group(self, opening: str, shown: list[str], length: int, closing: str) -> str:
        return opening + ", ".join([*shown, "..."] if len(shown) < length else shown) + closing

    def _other(self, x: object, level: int) -> str:
        try:
            length = len(x) if isinstance(x, Sized) else 0
        except Exception:  # a mistake in its __len__ is no reason to hide the rest
            length = 0
        if length > MANY:
            return f"<{type(x).__name__} of {length:,} items>"
        return _SECRET_IN_TEXT.sub(rf"\1{HIDDEN}", repr(x)[: 10 * LONGEST])


_SHORT = _Short()

"""The values that requests and responses are made of: multi-valued mappings, header fields, and the status.

`MultiDict`, `Headers` and `EnvironHeaders` have the names and the meanings of Werkzeug's. The checks at the end are
for every layer that lets text into the head of a response.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bizkit.exceptions import BadRequestKeyError

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment


class MultiDict(Mapping[str, str]):
    """A read-only mapping whose keys can have more than one value, as in ``?tag=a&tag=b``.

    ``[]``, `get`, `items` and `values` give the first value of a key, `getlist` and `lists` give all of them.
    A missing key raises a `KeyError` that answers 400 Bad Request when nobody catches it.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._lists: dict[str, list[str]] = {}
        for key, value in pairs:
            self._lists.setdefault(key, []).append(value)

    def __getitem__(self, key: str) -> str:
        try:
            return self._lists[key][0]
        except KeyError:
            raise BadRequestKeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def get(self, key: str, default: Any = None, type: Callable[[str], Any] | None = None) -> Any:
        """The first value of ``key``, converted by ``type``; ``default`` if there is none or it can't be converted."""
        values = self._lists.get(key)
        return default if values is None else _converted(values[0], default, type)

    def getlist(self, key: str) -> list[str]:
        """All values of ``key`` in the order in which they came; ``[]`` when there is none."""
        return list(self._lists.get(key, ()))

    def lists(self) -> Iterator[tuple[str, list[str]]]:
        """Each key with all its values."""
        return ((key, list(values)) for key, values in self._lists.items())

    def __eq__(self, other: object) -> bool:
        return self._lists == other._lists if isinstance(other, MultiDict) else NotImplemented

    def __repr__(self) -> str:
        pairs = [(key, value) for key, values in self._lists.items() for value in values]
        return f"{type(self).__name__}({pairs!r})"


class EnvironHeaders:
    """The header fields of a request, read from a WSGI environment when they are asked for.

    Names are case-insensitive (RFC 9110, section 5.1). Iterating gives ``(name, value)`` pairs, as `Headers` does.
    """

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        key = name.upper().replace("-", "_")
        # PEP 3333 leaves these two as CGI has them, without the HTTP_ of all the others.
        value = self._environ.get(key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}")
        if value is None:
            raise BadRequestKeyError(name)
        return str(value)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for key, value in self._environ.items():
            if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                if value:  # PEP 3333: "may be empty or missing"
                    yield key.replace("_", "-").title(), value
            elif key.startswith("HTTP_") and key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
                yield key.removeprefix("HTTP_").replace("_", "-").title(), value

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def get(self, name: str, default: Any = None, type: Callable[[str], Any] | None = None) -> Any:
        """The value of the field, converted by ``type``; ``default`` if there is none or it can't be converted."""
        try:
            value = self[name]
        except KeyError:
            return default
        return _converted(value, default, type)

    def getlist(self, name: str) -> list[str]:
        """The value of the field in a list, for a server has joined repeated ones; ``[]`` when there is none."""
        value = self.get(name)
        return [] if value is None else [value]

    def keys(self) -> Iterator[str]:
        return (name for name, _ in self)

    def values(self) -> Iterator[str]:
        return (value for _, value in self)

    def items(self) -> Iterator[tuple[str, str]]:
        return iter(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class Headers:
    """The header fields of a response: ``(name, value)`` pairs in order, where a name can come more than once.

    Names are case-insensitive (RFC 9110, section 5.1). Whatever is set or added is checked by `check_field`.
    """

    def __init__(self, fields: Mapping[str, Any] | Headers | Iterable[tuple[str, Any]] | None = None) -> None:
        self._list: list[tuple[str, str]] = []
        if fields is not None:
            self.extend(fields)

    def __getitem__(self, name: str) -> str:
        wanted = name.lower()
        for key, value in self._list:
            if key.lower() == wanted:
                return value
        raise BadRequestKeyError(name)

    def __setitem__(self, name: str, value: Any) -> None:
        """Set the field to this one value, in the place of the first that had its name."""
        value = check_field(name, value)
        wanted = name.lower()
        for index, (key, _) in enumerate(self._list):
            if key.lower() == wanted:
                self._list[index:] = [
                    (name, value),
                    *(field for field in self._list[index + 1 :] if field[0].lower() != wanted),
                ]
                return
        self._list.append((name, value))

    def __delitem__(self, name: str) -> None:
        """Remove every field of this name, if there is one."""
        wanted = name.lower()
        self._list = [field for field in self._list if field[0].lower() != wanted]

    def __contains__(self, name: str) -> bool:
        wanted = name.lower()
        return wanted in [key.lower() for key, _ in self._list]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._list)

    def __len__(self) -> int:
        return len(self._list)

    def get(self, name: str, default: Any = None, type: Callable[[str], Any] | None = None) -> Any:
        """The first value of the field, converted by ``type``; ``default`` if there is none or it can't be."""
        try:
            value = self[name]
        except KeyError:
            return default
        return _converted(value, default, type)

    def getlist(self, name: str) -> list[str]:
        """All values of the field in their order; ``[]`` when there is none."""
        wanted = name.lower()
        return [value for key, value in self._list if key.lower() == wanted]

    def add(self, name: str, value: Any) -> None:
        """Add a field, whether or not there is one of this name."""
        self._list.append((name, check_field(name, value)))

    def extend(self, fields: Mapping[str, Any] | Headers | Iterable[tuple[str, Any]]) -> None:
        """Add all ``fields``: pairs, or a mapping, whose values can be lists."""
        for name, value in fields.items() if isinstance(fields, Mapping) else fields:
            for each in value if isinstance(value, (list, tuple, set)) else (value,):
                self.add(name, each)

    def keys(self) -> Iterator[str]:
        return (name for name, _ in self._list)

    def values(self) -> Iterator[str]:
        return (value for _, value in self._list)

    def items(self) -> Iterator[tuple[str, str]]:
        return iter(self._list)

    def to_wsgi_list(self) -> list[tuple[str, str]]:
        """The fields as ``start_response`` wants them, in a list of its own."""
        return list(self._list)

    def __eq__(self, other: object) -> bool:
        return _lowered(self) == _lowered(other) if isinstance(other, Headers) else NotImplemented

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._list!r})"


def _lowered(headers: Headers) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]


def _converted(value: str, default: Any, type: Callable[[str], Any] | None) -> Any:
    if type is None:
        return value
    try:
        return type(value)
    except (ValueError, TypeError):
        return default


# RFC 9110, section 5.1: "field-name = token"; section 5.6.2 says what a token is made of.
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# RFC 9110, section 5.5: "Field values containing CR, LF, or NUL characters are invalid and dangerous".
_DANGEROUS = re.compile(r"[\r\n\0]")


def check_field(name: str, value: Any) -> str:
    """The value of a header field as a str, when it and the name are fit to be sent. Raises ValueError otherwise.

    A line break in either would let whoever wrote it add fields of their own, or a whole response.
    """
    text = str(value)
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a header field: it takes letters, digits and hyphens only.")
    if _DANGEROUS.search(text):
        raise ValueError(f"{text!r} is no value for {name}: a header field can't hold CR, LF or NUL.")
    return text


_STATUSES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


def status_string(status: int | str) -> str:
    """``status`` as ``start_response`` wants it: three digits, a space, and a reason phrase.

    A bare code, as in ``404`` or ``"404"``, gets the phrase of its name in RFC 9110, section 15, or ``UNKNOWN``.
    Raises ValueError for anything else.
    """
    if isinstance(status, int) and status in _STATUSES:
        return _STATUSES[status]
    text = str(int(status) if isinstance(status, int) else status).strip(" ")
    code, _, reason = text.partition(" ")
    if not re.fullmatch(r"[1-9][0-9]{2}", code) or _DANGEROUS.search(reason):
        raise ValueError(f"{status!r} is no status: give a code, as in 404, or code and reason, as in '404 Not Found'.")
    return text if reason else _STATUSES.get(int(code), f"{code} UNKNOWN")

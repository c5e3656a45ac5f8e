"""A table of a TOML file, read key by key, so that each error names the file, the key, and what was expected."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class TableError(Exception):
    """A TOML file that can't be used. The message names the file, the key, and what was expected."""


def read_toml(path: Path, where: str) -> Table:
    """The file at ``path``, which errors call ``where``. Raises `TableError`."""
    try:
        return Table(where, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise TableError(f"{where} can't be read ({error.strerror}).") from error
    except ValueError as error:  # it is not UTF-8, or not TOML
        raise TableError(f"{where} is not valid TOML: {error}.") from error


class Table:
    """A table of a TOML file, read key by key. Each error names the file and the key."""

    def __init__(self, where: str, path: str, data: dict[str, Any]) -> None:
        self._where, self._path, self._data, self._known = where, path, data, set[str]()

    def error(self, key: str, words: str) -> TableError:
        place = ".".join(part for part in (self._path, key) if part)
        return TableError(f"{self._where}, {place}: {words}" if place else f"{self._where}: {words}")

    def refuse_the_rest(self) -> None:
        """Raise `TableError` if there is a key that nobody has asked for."""
        for key in self._data.keys() - self._known:
            raise self.error(key, f"is an unknown key. Known here: {', '.join(sorted(self._known))}.")

    def _get(self, key: str, kind: type, expected: str, required: bool = False) -> Any:
        self._known.add(key)
        if key not in self._data:
            if required:
                raise self.error(key, f"is missing. It must be {expected}.")
            return kind()
        value = self._data[key]
        if not isinstance(value, kind):
            raise self.error(key, f"must be {expected}; it is {value!r}.")
        return value

    def text(self, key: str, required: bool = False) -> str:
        return str(self._get(key, str, "a text in quotes", required))

    def number(self, key: str, default: int) -> int:
        """A whole number from 1."""
        value = self._get(key, int, "a whole number from 1") if key in self._data else default
        if isinstance(value, bool) or value < 1:
            raise self.error(key, f"must be a whole number from 1; it is {value!r}.")
        return int(value)

    def string(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.error(key, f"must be a text in quotes; it is {value!r}.")
        return value

    def strings(self, key: str, required: bool = False) -> tuple[str, ...]:
        values = self._get(key, list, "a list of texts in quotes", required)
        return tuple(self.string(f"{key}[{number}]", value) for number, value in enumerate(values, start=1))

    def texts(self, key: str = "") -> dict[str, str]:
        """The table at ``key``, or this one, as names and their texts."""
        data = self._get(key, dict, "a table") if key else self._data
        return {str(name): self.string(f"{key}.{name}".lstrip("."), value) for name, value in data.items()}

    def values(self, key: str) -> dict[str, object]:
        """The table at ``key`` as it is."""
        return dict(self._get(key, dict, "a table"))

    def table(self, key: str) -> Table:
        return Table(self._where, f"{self._path}.{key}".lstrip("."), self._get(key, dict, "a table"))

    def tables_in(self) -> Iterator[tuple[str, Table]]:
        for key in self._data:
            yield key, self.table(key)

    def tables(self, key: str) -> Iterator[Table]:
        """The entries of ``[[key]]``, named by their own names where they have one."""
        for number, value in enumerate(self._get(key, list, f"a list of tables, each under [[{key}]]"), start=1):
            if not isinstance(value, dict):
                raise self.error(f"{key}[{number}]", f"must be a table; it is {value!r}.")
            name = value.get("name")
            yield Table(self._where, f"{key} ({name if isinstance(name, str) else number})", value)

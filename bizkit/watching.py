"""Notice saved files: the file system reports them, or else this looks again and again."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

__all__ = ["PYTHON", "glob", "saves"]

TICK = 0.1
"""Seconds between two results."""
SETTLE = 0.015
"""Seconds without another save after which a result is complete: an editor may write a file in several steps."""
PYTHON = ("**/*.py",)


def saves(folder: Path, poll: bool = False, patterns: tuple[str, ...] = PYTHON) -> Iterator[set[str]]:
    """The files under ``folder`` that were saved, added or removed, as paths relative to it, with ``/`` in them.

    Only files that match one of the ``patterns`` count (see `glob`). There is a result each `TICK`, an empty one if
    nothing was saved. Hidden folders and virtual environments are left out. With ``poll``, or if the file system
    refuses to report saves, it looks at all files each time.
    """

    def is_wanted(path: str) -> bool:
        return any(glob(pattern).fullmatch(path) for pattern in patterns)

    if not poll:
        try:
            yield from _reported(folder, is_wanted)
        except (OSError, RuntimeError) as error:  # such as "OS file watch limit reached"
            print(f"The file system doesn't report saves ({error}): polling instead.", file=sys.stderr, flush=True)
    yield from _polled(folder, is_wanted)


def _reported(folder: Path, is_wanted: Callable[[str], bool]) -> Iterator[set[str]]:
    from watchfiles import Change, DefaultFilter, watch

    ignores = DefaultFilter()

    def is_news(change: Change, path: str) -> bool:
        # The filter gets the path below `folder`: a kit that itself lies in a .venv or in node_modules is watched, too.
        return is_wanted(_relative(path, folder)) and ignores(change, os.path.relpath(path, folder))

    for changes in watch(
        folder,
        watch_filter=is_news,
        step=int(SETTLE * 1000),
        rust_timeout=int(TICK * 1000),
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        yield {_relative(path, folder) for _, path in changes}


def _polled(folder: Path, is_wanted: Callable[[str], bool]) -> Iterator[set[str]]:
    # watchfiles can poll too, but it compares whole seconds: it misses the second of two saves within one.
    before, took = _stamps(folder, is_wanted), 0.0
    while True:
        yield set()
        time.sleep(max(TICK, 4 * took))  # however many files there are, it rests for most of the time
        started = time.monotonic()
        now = _stamps(folder, is_wanted)
        took = time.monotonic() - started
        if saved := {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}:
            yield saved
        before = now


def _stamps(folder: Path, is_wanted: Callable[[str], bool]) -> dict[str, tuple[int, int]]:
    """When each file was saved, and how long it is."""
    stamps = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith((".", "__")) and not os.path.exists(os.path.join(parent, name, "pyvenv.cfg"))
        ]
        for name in files:
            path = os.path.join(parent, name)
            if is_wanted(relative := _relative(path, folder)):
                try:
                    found = os.stat(path)
                except OSError:  # removed since it was listed
                    continue
                stamps[relative] = (found.st_mtime_ns, found.st_size)
    return stamps


def _relative(path: str, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")


@cache
def glob(pattern: str) -> re.Pattern[str]:
    """The regular expression of a pattern such as ``"templates/**"`` or ``"**/*.py"``, for paths with ``/`` in them.

    ``*`` and ``?`` stand for characters of a name, ``**`` for any number of folders, or at the end for all that is
    below. (Python 3.13 has this as `PurePath.full_match`.)
    """
    parts = pattern.split("/")
    found = ""
    for number, part in enumerate(parts, start=1):
        if part == "**":
            found += ".+" if number == len(parts) else "(?:[^/]+/)*"
        else:
            name = re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
            found += name if number == len(parts) else f"{name}/"
    return re.compile(found, re.DOTALL)

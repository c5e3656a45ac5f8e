"""News of saved files: from the file system, or by looking again and again where it gives none."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

TICK = 0.1
"""Seconds between two results."""
SETTLE = 0.015
"""Seconds without another save after which a result is complete: an editor may write a file in several steps."""


def saves(folder: Path, poll: bool = False, suffixes: tuple[str, ...] = (".py",)) -> Iterator[set[str]]:
    """The files under ``folder`` with these ``suffixes`` that were saved, added or removed, as paths relative to it.

    There is a result each `TICK`, an empty one when there is no news. Hidden folders and virtual environments are
    left out. With ``poll``, and where the file system refuses to tell, it looks at all files each time.
    """
    if not poll:
        try:
            yield from _told(folder, suffixes)
        except (OSError, RuntimeError) as error:  # such as "OS file watch limit reached"
            print(f"The file system gives no news of saves ({error}): polling instead.", file=sys.stderr, flush=True)
    yield from _polled(folder, suffixes)


def _told(folder: Path, suffixes: tuple[str, ...]) -> Iterator[set[str]]:
    from watchfiles import DefaultFilter, watch

    is_wanted = DefaultFilter()

    for changes in watch(
        folder,
        watch_filter=lambda change, path: path.endswith(suffixes) and is_wanted(change, path),
        step=int(SETTLE * 1000),
        rust_timeout=int(TICK * 1000),
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        yield {os.path.relpath(path, folder) for _, path in changes}


def _polled(folder: Path, suffixes: tuple[str, ...]) -> Iterator[set[str]]:
    # watchfiles can poll too, but tells files apart by whole seconds: it misses the second of two saves in one.
    before, took = _stamps(folder, suffixes), 0.0
    while True:
        yield set()
        time.sleep(max(TICK, 4 * took))  # however many files there are, it rests for most of the time
        started = time.monotonic()
        now = _stamps(folder, suffixes)
        took = time.monotonic() - started
        if saved := {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}:
            yield saved
        before = now


def _stamps(folder: Path, suffixes: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """When each file was saved, and how long it is."""
    stamps = {}
    for parent, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith((".", "__")) and not os.path.exists(os.path.join(parent, name, "pyvenv.cfg"))
        ]
        for name in files:
            if name.endswith(suffixes):
                path = os.path.join(parent, name)
                try:
                    found = os.stat(path)
                except OSError:  # removed since it was listed
                    continue
                stamps[os.path.relpath(path, folder)] = (found.st_mtime_ns, found.st_size)
    return stamps

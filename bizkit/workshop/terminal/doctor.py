"""``workshop doctor``: what goes wrong in rooms, each finding with its remedy."""

from __future__ import annotations

import contextlib
import errno
import importlib
import importlib.metadata
import importlib.util
import os
import queue
import re
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bizkit.workshop.kit.exercises import Exercise, Kit, KitError
from bizkit.workshop.kit.progress import state_folder
from bizkit.workshop.kit.stubs import handed_out

OLDEST = (3, 11)
NARROWEST = 40
PATIENCE = 3.0
"""Seconds to wait for the file system to tell of a save."""
VENV = r".venv\Scripts\python" if sys.platform == "win32" else ".venv/bin/python"
INSTALL = f"{VENV} -m pip install -e ."


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do about it ("" where nothing need be done)."""

    state: Literal["ok", "warning", "problem"]
    what: str
    remedy: str = ""


def examine(kit: Kit, port: int) -> Iterator[Finding]:
    """Look at everything, one finding after the other."""
    checks: list[Callable[[], Iterator[Finding]]] = [
        python_version,
        virtual_environment,
        requirements,
        lambda: editable_install(kit),
        lambda: kit_files(kit),
        lambda: port_is_free(kit, port),
        lambda: folders_can_be_written(kit),
        lambda: saves_are_noticed(kit),
        utf_8,
        terminal_width,
    ]
    for check in checks:
        yield from check()


def python_version() -> Iterator[Finding]:
    version = sys.version.partition(" ")[0]
    if sys.version_info >= OLDEST:
        yield Finding("ok", f"Python {version}")
    else:
        wanted = ".".join(map(str, OLDEST))
        yield Finding("problem", f"Python {version} is too old.", f"Install Python {wanted} or newer from python.org.")


def virtual_environment() -> Iterator[Finding]:
    if sys.prefix != sys.base_prefix:
        yield Finding("ok", f"virtual environment {sys.prefix}")
    else:
        yield Finding(
            "warning",
            "You aren't in a virtual environment: what you install here is installed for everything.",
            f"python3 -m venv .venv, then {INSTALL}",
        )


def requirements() -> Iterator[Finding]:
    """Every package that bizkit needs is there, in a version that will do."""
    try:
        needed = importlib.metadata.requires("bizkit") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("problem", "bizkit is not installed in this environment.", INSTALL)
        return
    wrong = [problem for need in needed if "extra ==" not in need and (problem := _unmet(need))]
    if wrong:
        yield Finding("problem", f"The install is partial or stale: {'; '.join(wrong)}.", INSTALL)
    else:
        yield Finding("ok", "all packages that bizkit needs")


def _unmet(need: str) -> str:
    match = re.match(r"([A-Za-z0-9._-]+)\s*>=\s*([0-9.]+)", need)
    if match is None:
        return ""
    name, least = match.groups()
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is missing"
    if _numbers(found) < _numbers(least):
        return f"{name} is {found}, and {least} is needed"
    try:
        with warnings.catch_warnings(action="ignore"):  # a package that warns is there nonetheless
            importlib.import_module(name)
    except Exception as error:  # whatever an install that broke off has left there
        return f"{name} is installed, but can't be imported ({error})"
    return ""


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:4]]


def editable_install(kit: Kit) -> Iterator[Finding]:
    """The bizkit that runs is this kit's."""
    running = Path(__file__).resolve().parents[3]
    if running == kit.root:
        yield Finding("ok", "bizkit runs from this kit")
    else:
        yield Finding(
            "warning", f"bizkit runs from {running}, which is another copy than {kit.root}.", f"Here: {INSTALL}"
        )


def _handed_out(exercise: Exercise) -> Iterable[str]:
    with contextlib.suppress(KitError):  # an exercise in the making has no snapshot yet
        return handed_out(exercise)
    return exercise.files


def kit_files(kit: Kit) -> Iterator[Finding]:
    """Each exercise has its texts, its grader and the learner's files."""
    missing = [
        f"{exercise.name}/{name}"
        for exercise in kit.exercises
        for name in ("README.md", "HINTS.md", exercise.grader.name, *_handed_out(exercise))
        if not (exercise.folder / name).is_file()
    ]
    if not kit.exercises:
        yield Finding("problem", "There are no exercise folders here.", "Fetch the kit again from where you got it.")
    elif missing:
        yield Finding(
            "problem",
            f"missing: {', '.join(missing)}",
            f"`workshop reset {missing[0].partition('/')[0]}` brings a stub back;"
            " fetch the rest again from where you got the kit.",
        )
    else:
        yield Finding("ok", f"{len(kit.exercises)} exercises, all files there")


def port_is_free(kit: Kit, port: int) -> Iterator[Finding]:
    from bizkit.workshop.processes import is_taken

    if is_taken(port):
        yield Finding(
            "warning",
            f"Something listens on port {port} already (another `workshop run`, perhaps).",
            f"Stop it, or take another port: workshop run {kit.example[0]} --port {port + 1}",
        )
    else:
        yield Finding("ok", f"port {port} is free")


def folders_can_be_written(kit: Kit) -> Iterator[Finding]:
    for folder in (state_folder(kit.root), *(exercise.folder for exercise in kit.exercises)):
        try:
            folder.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"There is room for a page." * 160)
        except OSError as error:
            yield Finding(
                "problem",
                f"{folder} can't be written ({error.strerror}).",
                "Make room on that disk."
                if error.errno == errno.ENOSPC
                else "Move the kit to a folder of your own, such as your home folder.",
            )
            return
    yield Finding("ok", "the kit's folders can be written")


def saves_are_noticed(kit: Kit) -> Iterator[Finding]:
    """The file system tells of a save: on network drives, and in some virtual machines, it doesn't."""
    if importlib.util.find_spec("watchfiles") is None:  # `requirements` has said so
        return
    try:
        heard = _hears_a_save(state_folder(kit.root))
    except OSError:  # `folders_can_be_written` has said so
        return
    if heard:
        yield Finding("ok", "saves are noticed at once")
    else:
        yield Finding("warning", "This file system does not tell when a file is saved.", "workshop --poll")


def _hears_a_save(parent: Path) -> bool:
    from watchfiles import watch

    folder = Path(tempfile.mkdtemp(dir=parent, prefix="watch-"))
    heard: queue.SimpleQueue[bool] = queue.SimpleQueue()
    stop = threading.Event()

    def listen() -> None:
        try:
            for _ in watch(folder, stop_event=stop, debounce=50, step=20, rust_timeout=200, raise_interrupt=False):
                heard.put(True)
                return
        except (OSError, RuntimeError):
            heard.put(False)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    deadline, number = time.monotonic() + PATIENCE, 0
    try:
        while time.monotonic() < deadline:
            number += 1
            (folder / "saved.py").write_text(f"number = {number}\n", encoding="utf-8")
            try:
                return heard.get(timeout=0.2)
            except queue.Empty:
                continue
        return False
    finally:
        stop.set()
        listener.join(1.0)
        for path in folder.glob("*"):
            path.unlink(missing_ok=True)
        folder.rmdir()


def utf_8() -> Iterator[Finding]:
    import locale

    found = {"locale": locale.getencoding(), "terminal": getattr(sys.stdout, "encoding", None) or "utf-8"}
    wrong = [f"{name}: {encoding}" for name, encoding in found.items() if _plain(encoding) != "utf8"]
    if wrong and not sys.flags.utf8_mode:
        setting = "set PYTHONUTF8=1" if os.name == "nt" else "export PYTHONUTF8=1"
        yield Finding("warning", f"The encoding is not UTF-8 ({', '.join(wrong)}): ë may look odd.", setting)
    else:
        yield Finding("ok", "UTF-8")


def _plain(encoding: str) -> str:
    return encoding.lower().replace("-", "").replace("_", "")


def terminal_width() -> Iterator[Finding]:
    if not sys.stdout.isatty():
        return
    columns = os.get_terminal_size(sys.stdout.fileno()).columns
    if columns < NARROWEST:
        yield Finding("warning", f"The terminal is {columns} columns wide.", f"Make it {NARROWEST} or wider.")
    else:
        yield Finding("ok", f"the terminal is {columns} columns wide")

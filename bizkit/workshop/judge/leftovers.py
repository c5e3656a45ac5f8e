"""What a learner's code leaves behind in its process. Where nothing is left, the process is as good as a new one.

Grading an exercise may take two dozen processes that differ in one setting only, and starting Python takes longer than
all that they have to do. So a process is used again after this:

1. What can be undone is undone: modules, paths, environment variables, the working directory (`Baseline.restore`).
2. What must not have changed is compared with what it was before a learner's code ran: each module of Python and of
   its libraries, their classes, lists and dictionaries, handlers, limits and open files (`Baseline.differences`).
3. What leaves no trace is heard of from Python itself: threads, child processes, ctypes and the like raise audit
   events, and nobody can remove an audit hook (PEP 578).

A difference isn't a mistake: the process ends then, and another one is started. Changing ``json.dumps`` costs the
learner time, and never a verdict. A library that their code was the first to import is a difference, too, since nobody
knows what it was like before; the judge has it imported ahead of time in the next process. Python's own modules stay
imported from then on. Those of installed packages are imported again each time, so that a grader can see which of them
an answer has imported.
"""

from __future__ import annotations

import _locale
import _thread
import atexit
import builtins
import gc
import importlib.machinery
import linecache
import os
import re
import signal
import sys
from collections.abc import Iterator
from operator import is_
from types import ModuleType
from typing import Any

Contents = tuple[Any, ...]
CONTAINERS = (dict, list, set)
DEEPEST = 2
"""How many classes and objects may lie between a module and what is compared: `logging.Logger.manager.loggerDict`."""

ALARMING = (
    *("ctypes.", "gc.get_", "os.exec", "os.fork", "os.kill", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
    *("_thread.start_", "pty.spawn", "resource.setrlimit", "setopencodehook", "signal.pthread_kill", "socket.bind"),
    *("subprocess.Popen", "sys.addaudithook", "sys.monitoring.", "sys.set"),
)
"""How the audit events begin after which a process is not used again (`the table
<https://docs.python.org/3/library/audit_events.html>`_)."""
CHANGES = ("object.__setattr__", "object.__delattr__")
"""The events that tell of a function's code and of a class's bases, among others."""
VARIABLE = re.compile(
    "cache|environ|__annotations__|__warningregistry__|_blocking_on|_module_locks|_value2member_", re.IGNORECASE
)
"""The names whose values change by being used, or are put back by `Baseline.restore`."""
EXTENSIONS = tuple(importlib.machinery.EXTENSION_SUFFIXES)
STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
INSTALLED = {"site-packages", "dist-packages"}
"""The folders that packages are installed in, by their last name."""


class Baseline:
    """A process as it was before any of a learner's code ran in it."""

    def __init__(self, ahead: list[str], ours: list[ModuleType]) -> None:
        """Take it down, after the modules ``ahead`` were imported.

        ``ours`` are modules to compare as well that are not in ``sys.modules``.
        """
        self._ahead = set(ahead)
        self._modules = dict(sys.modules)
        for name in ahead:
            _import(name)
        for name, module in list(sys.modules.items()):
            if name not in self._modules and not _is_kept(module):
                del sys.modules[name]  # what it did to others while it was imported belongs to the baseline
        if parse := sys.modules.get("urllib.parse"):
            parse.unquote_to_bytes("%41")  # it makes its table when it is first called
        self._modules = dict(sys.modules)
        self._path, self._argv = list(sys.path), list(sys.argv)
        self._importers = set(sys.path_importer_cache)
        self._environment, self._directory = dict(os.environ), os.getcwd()
        self._heard: set[str] = set()
        self._listening = False
        sys.addaudithook(self._hear)
        gc.freeze()  # so that collecting what a learner's code leaves takes no time
        watched = {id(it): (name, it) for name, it in _watched([*self._modules.values(), *ours])}
        self._watched = [(name, it, _contents(it)) for name, it in watched.values()]
        self._settings = _settings()

    def listen(self) -> None:
        """From now on, code of a learner's runs."""
        self._listening = True

    def restore(self) -> list[str]:
        """Undo what can be undone. Returns the libraries that were imported and had not been imported ahead."""
        self._listening = False
        new = {name: module for name, module in sys.modules.items() if name not in self._modules}
        for name in new:
            del sys.modules[name]
        libraries = [name for name, it in new.items() if name not in self._ahead and _is_a_library(name, it)]
        if any(_is_kept(module) for name, module in new.items() if name not in libraries):
            self._heard.add("a module that can't be imported twice")
        sys.path[:], sys.argv[:] = self._path, self._argv
        for entry in set(sys.path_importer_cache) - self._importers:
            del sys.path_importer_cache[entry]
        for key in set(os.environ) - set(self._environment):
            del os.environ[key]
        os.environ.update(self._environment)
        os.chdir(self._directory)
        linecache.clearcache()
        gc.collect()
        return libraries

    def differences(self) -> list[str]:
        """The names of what is not as it was. The builtins come first: nothing can be trusted when they differ."""
        found = [name for name, it, before in self._watched if it is builtins and not _same(_contents(it), before)]
        if found:
            return found
        found = [name for name, it, before in self._watched if not _same(_contents(it), before)]
        found += [name for name, module in self._modules.items() if sys.modules.get(name) is not module]
        if not found:
            found += [name for name, value in _settings().items() if value != self._settings[name]]
        return [*found, *self._heard]

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._listening:
            return
        if event.startswith(ALARMING):
            self._heard.add(event)
        elif event in CHANGES and arguments[1] != "__module__" and self._is_not_theirs(arguments[0]):
            self._heard.add(f"{arguments[1]} of {getattr(arguments[0], '__name__', '?')}")

    def _is_not_theirs(self, changed: object) -> bool:
        """Whether a class or a function is another's than the learner's, who may change their own as they like."""
        return getattr(changed, "__module__", None) in self._modules


def _import(name: str) -> None:
    try:
        __import__(name)
    except Exception:  # then it fails where the learner's code imports it
        return


def _is_kept(module: ModuleType) -> bool:
    """Whether a module stays imported: it is Python's own, or it can't be imported twice."""
    origin = _origin(module)
    return (
        origin in ("built-in", "frozen")
        or origin.endswith(EXTENSIONS)
        or (origin.startswith(STANDARD_LIBRARY) and not _is_installed(origin))
    )


def _is_a_library(name: str, module: ModuleType) -> bool:
    """Whether a module is Python's own or an installed package's. bizkit counts as the learner's: it has settings."""
    return name.partition(".")[0] != "bizkit" and (_is_kept(module) or _is_installed(_origin(module)))


def _is_installed(origin: str) -> bool:
    return not INSTALLED.isdisjoint(origin.split(os.sep))


def _origin(module: Any) -> str:
    return str(getattr(getattr(module, "__spec__", None), "origin", None) or "")


def _watched(modules: list[ModuleType]) -> Iterator[tuple[str, Any]]:
    """The modules, what they define, and the containers in both."""
    yield "builtins", builtins
    for module in modules:
        name = getattr(module, "__name__", "")
        yield from _inside(name, module, name, DEEPEST)


def _inside(name: str, it: Any, module: str, depth: int) -> Iterator[tuple[str, Any]]:
    """``it`` and the containers in it, and the same of the classes and objects in it that ``module`` defines."""
    yield name, it
    for key, value in list(getattr(it, "__dict__", {}).items()):
        kind = type(value)
        if value is sys.modules or VARIABLE.search(str(key)):
            continue
        if kind in CONTAINERS:
            yield f"{name}.{key}", value
        elif depth and getattr(value if issubclass(kind, type) else kind, "__module__", None) == module:
            yield from _inside(f"{name}.{key}", value, module, depth - 1)


def _contents(container: Any) -> Contents:
    """All that ``container`` holds: the members, or the names and then what they name. Nothing is copied or called."""
    if type(container) in (list, set):
        return (*container,)
    names = container if type(container) is dict else getattr(container, "__dict__", {})
    return (*names, *names.values())


def _same(now: Contents, before: Contents) -> bool:
    if len(now) == len(before) and all(map(is_, now, before)):
        return True
    now, before = _without_variables(now), _without_variables(before)
    return len(now) == len(before) and all(map(is_, now, before))


def _without_variables(contents: Contents) -> Contents:
    """The names and what they name, without those that change by being used."""
    names, values = contents[: len(contents) // 2], contents[len(contents) // 2 :]
    if not all(type(name) is str for name in names):
        return contents
    kept = [(name, value) for name, value in zip(names, values, strict=False) if not VARIABLE.search(name)]
    return tuple(part for pair in kept for part in pair)


def _settings() -> dict[str, Any]:
    """What a process has beside its objects."""
    mask = os.umask(0o077)
    os.umask(mask)
    socket = sys.modules.get("_socket")
    return {
        "the open files": _open_files(),
        "sys.stdout": (getattr(sys.stdout, "closed", True), getattr(sys.stderr, "closed", True)),
        "the signal handlers": [id(signal.getsignal(number)) for number in signal.valid_signals()],
        "the timers": [signal.getitimer(which)[0] > 0 for which in range(3)] if sys.platform != "win32" else [],
        "the threads": _thread._count(),
        "the exit handlers": _exit_handlers(),
        "the locale": _locale.setlocale(_locale.LC_ALL, None),
        "the umask": mask,
        "the time limit of sockets": socket.getdefaulttimeout() if socket else None,
        "the garbage collection": (gc.isenabled(), gc.get_threshold(), [id(it) for it in gc.callbacks]),
        "the limits": (sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()),
    }


def _exit_handlers() -> int:
    return atexit._ncallbacks()


def _open_files() -> list[tuple[int, int, int]]:
    """Number, device and inode of each open file, where the system lists them."""
    try:
        numbers = [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        return []
    found = []
    for number in numbers:
        try:
            status = os.fstat(number)
        except OSError:  # the listing's own
            continue
        found.append((number, status.st_dev, status.st_ino))
    return sorted(found)

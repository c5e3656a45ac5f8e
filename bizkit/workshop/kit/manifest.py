"""What an exercise says about itself in its exercise.toml: its files, its runs, its time limits.

Everything that is special about an exercise is said there, so that no module of bizkit knows one by name.
CONTRIBUTING.md documents the format for people who write one. `read` checks what can be checked without looking at
other files; `problems` looks at those, too: it is for the kit's own tests, because a learner may have deleted one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from bizkit.watching import glob
from bizkit.workshop.kit.toml import Table, read_toml

NAME = "exercise.toml"
Kind = Literal["wsgi", "http", "tcp", "udp", "worker"]
TASK = re.compile(r"\d+\.\d+")
RUN_NAME = re.compile(r"[a-z][a-z0-9_-]*")
APPLICATION = re.compile(r"\w+(\.\w+)*:\w+")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SILENT: tuple[Kind, ...] = ("udp", "worker")
"""The kinds that can't be asked whether they are ready: they have to print it."""
BYPRODUCT = re.compile(r"(^|/)(\.[^/]*|__pycache__(/.*)?)(/|$)|\.pyc$|~$")
"""Files that Python, editors and file managers leave behind."""


@dataclass(frozen=True)
class Run:
    """A process of an exercise: a run that a learner can start, or a service that such a run needs."""

    name: str
    kind: Kind
    task: str = ""
    """The task from which on there is something to run; "" for a service."""
    words: str = ""
    """What it is called on a button: by default its name."""
    about: str = ""
    """A sentence for the page of `workshop present`."""
    application: str = ""
    """For the kind ``wsgi``, which `bizkit run` serves: ``"module:name"``, without the package."""
    command: tuple[str, ...] = ()
    """For every other kind. Both it and the environment may hold placeholders, as in ``"{port}"``."""
    ready: str = ""
    """What it prints when it is ready. Without it, a ``tcp`` port has to accept and an ``http`` one to answer."""
    needs: tuple[str, ...] = ()
    """The names of other runs and services that have to be ready before it is started."""
    environment: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The layers that can be chosen: the layer -> its choices, each with what its button says."""


@dataclass(frozen=True)
class Manifest:
    """What exercise.toml says. Paths are relative to the exercise's folder, with ``/`` on every system."""

    exercise: str
    files: tuple[str, ...]
    """Patterns of the answer's files."""
    given: tuple[str, ...] = ()
    """Patterns of the files that come with the exercise and are not written by the learner."""
    compare: str = ""
    """The file that says what `workshop compare` sends; "" if there is nothing to compare."""
    runs: tuple[Run, ...] = ()
    services: tuple[Run, ...] = ()
    time_limits: Mapping[str, float] = field(default_factory=dict)
    """Seconds for the tasks that need other limits than the kit's."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What `workshop present` says about the step to a task, besides the task's title."""

    @property
    def graders(self) -> frozenset[str]:
        """The paths that belong to the grader. No pattern ever matches one of them."""
        own = {"README.md", "HINTS.md", NAME, f"test_{self.exercise}.py", "__init__.py"}
        return frozenset(own | ({self.compare} if self.compare else set()))

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns of everything that a learner's code may read: a save of it grades and reloads."""
        return (*self.files, *self.given)

    def is_answer(self, path: str) -> bool:
        """Whether the file at ``path`` is a part of an answer."""
        return self._matches(self.files, path) and not self._matches(self.given, path)

    def is_given(self, path: str) -> bool:
        """Whether the file at ``path`` comes with the exercise."""
        return self._matches(self.given, path)

    def _matches(self, patterns: tuple[str, ...], path: str) -> bool:
        if path in self.graders or BYPRODUCT.search(path):
            return False
        return any(glob(pattern).fullmatch(path) for pattern in patterns)

    def answer_in(self, folder: Path) -> tuple[str, ...]:
        """The paths of the answer's files in ``folder``: the learner's folder, or the reference's."""
        return tuple(path for path in _paths(folder) if self.is_answer(path))

    def given_in(self, folder: Path) -> tuple[str, ...]:
        """The paths of the given files in ``folder``."""
        return tuple(path for path in _paths(folder) if self.is_given(path))

    def process(self, name: str) -> Run:
        """The run or the service called ``name``."""
        return next(each for each in (*self.runs, *self.services) if each.name == name)

    @property
    def usual_runs(self) -> tuple[Run, ...]:
        """The runs of which `workshop run` starts one if nobody names one: the first, and others of the same task."""
        return tuple(run for run in self.runs if run.task == self.runs[0].task and not run.layers)

    def with_needs(self, run: Run) -> tuple[Run, ...]:
        """What has to be started for ``run``, in this order: all that it needs, and then itself."""
        found: dict[str, Run] = {}
        for needed in run.needs:
            found |= {each.name: each for each in self.with_needs(self.process(needed))}
        return (*found.values(), run)


def read(exercise: str, path: Path) -> Manifest:
    """The manifest of ``exercise`` in the file at ``path``. Raises `TableError`."""
    table = read_toml(path, f"{exercise}/{NAME}")
    manifest = Manifest(
        exercise,
        files=_patterns(table, "files", exercise, required=True),
        given=_patterns(table, "given", exercise),
        compare=table.text("compare"),
        runs=tuple(_run(each, is_service=False) for each in table.tables("runs")),
        services=tuple(_run(each, is_service=True) for each in table.tables("services")),
        time_limits={task: _seconds(table, task, value) for task, value in _by_task(table, "time_limits")},
        notes={task: table.string(f"notes.{task}", value) for task, value in _by_task(table, "notes")},
    )
    table.refuse_the_rest()
    _check_names(table, manifest)
    return manifest


def problems(manifest: Manifest, folder: Path, reference: Path, tasks: tuple[str, ...]) -> list[str]:
    """What is wrong with ``manifest`` beside the files of the kit, each as a sentence that names the key.

    ``folder`` is the exercise's, ``reference`` that of its answer, and ``tasks`` are the numbers in its README.
    """
    where, found = f"{manifest.exercise}/{NAME}", []
    for key, patterns, home in (("files", manifest.files, reference), ("given", manifest.given, folder)):
        paths = manifest.answer_in(home) if key == "files" else manifest.given_in(home)
        for pattern in patterns:
            if not any(glob(pattern).fullmatch(path) for path in paths):
                found.append(f"{where}, {key}: {pattern!r} matches no file in {home.parent.name}/{home.name}.")
    for path in manifest.given_in(reference):
        if not (folder / path).is_file() or (folder / path).read_bytes() != (reference / path).read_bytes():
            found.append(f"{where}, given: {path} differs between the exercise and its reference answer.")
    if manifest.compare and not (folder / manifest.compare).is_file():
        found.append(f"{where}, compare: there is no file {manifest.exercise}/{manifest.compare}.")
    numbers = {f"runs ({run.name}).task": [run.task] for run in manifest.runs}
    for key, named in (numbers | {"time_limits": [*manifest.time_limits], "notes": [*manifest.notes]}).items():
        for task in named:
            if task not in tasks:
                found.append(f"{where}, {key}: the README has no task {task}. It has {', '.join(tasks)}.")
    for run in manifest.runs:
        module = run.application.partition(":")[0].replace(".", "/")
        if module and not any((reference / f"{module}{end}").is_file() for end in (".py", "/__init__.py")):
            found.append(f"{where}, runs ({run.name}).application: the reference answer has no module {module}.py.")
    return found


def _paths(folder: Path) -> Iterator[str]:
    return iter(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def _run(table: Table, *, is_service: bool) -> Run:
    name = table.text("name", required=True)
    if not RUN_NAME.fullmatch(name):
        raise table.error("name", f"{name!r} is not a name. Use lower-case letters, digits, - and _.")
    kind = table.text("kind", required=True)
    if kind not in get_args(Kind):
        raise table.error("kind", f"{kind!r} is unknown. It must be one of {', '.join(get_args(Kind))}.")
    run = Run(
        name,
        kind,  # type: ignore[arg-type]
        task="" if is_service else table.text("task", required=True),
        words=table.text("words") or name,
        about=table.text("about"),
        application=table.text("application"),
        command=table.strings("command"),
        ready=table.text("ready"),
        needs=table.strings("needs"),
        environment=table.texts("environment"),
        layers={} if is_service else {layer: each.texts() for layer, each in table.table("layers").tables_in()},
    )
    table.refuse_the_rest()
    if run.task and not TASK.fullmatch(run.task):
        raise table.error("task", f"{run.task!r} is not the number of a task, such as 5.1.")
    if run.kind == "wsgi":
        if not APPLICATION.fullmatch(run.application):
            raise table.error("application", 'a run of the kind wsgi needs one, as in "hello:application".')
        if run.command:
            raise table.error("command", "`bizkit run` serves a run of the kind wsgi. Remove the command.")
    else:
        if not run.command:
            expected = 'It must be a list of texts in quotes, such as ["{python}", "{folder}/server.py"].'
            raise table.error("command", f"is missing from this run of the kind {run.kind}. {expected}")
        if run.application:
            raise table.error("application", f"belongs to the kind wsgi, and this is {run.kind}. Remove it.")
    if run.kind in SILENT and not run.ready:
        expected = "It must be the text that the process prints when it is ready."
        raise table.error("ready", f"is missing from this run of the kind {run.kind}. {expected}")
    return run


def _by_task(table: Table, key: str) -> Iterator[tuple[str, object]]:
    for task, value in table.values(key).items():
        if not TASK.fullmatch(task):
            raise table.error(key, f'{task!r} is not the number of a task. Write it in quotes, as in "5.1" = ….')
        yield task, value


def _seconds(table: Table, task: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 3600:
        raise table.error(f"time_limits.{task}", f"must be a number of seconds between 0 and 3600; it is {value!r}.")
    return float(value)


def _patterns(table: Table, key: str, exercise: str, required: bool = False) -> tuple[str, ...]:
    patterns = table.strings(key, required)
    graders = Manifest(exercise, ()).graders
    for pattern in patterns:
        parts = pattern.split("/")
        if "\\" in pattern or ":" in pattern or not all(parts) or not {".", ".."}.isdisjoint(parts):
            expected = "Write it relative to that folder, with /, as in templates/**."
            raise table.error(key, f"{pattern!r} is not a pattern of files in {exercise}/. {expected}")
        if pattern in graders:
            raise table.error(key, f"{pattern!r} belongs to the grader, so it can't be a part of the answer.")
    if required and not patterns:
        raise table.error(key, 'must name at least one pattern, such as "*.py".')
    return patterns


def _check_names(table: Table, manifest: Manifest) -> None:
    """What one run says about another: each name is there once, and no run waits for itself."""
    processes = {f"runs ({run.name})": run for run in manifest.runs}
    processes |= {f"services ({service.name})": service for service in manifest.services}
    names = [each.name for each in (*manifest.runs, *manifest.services)]
    for key, each in processes.items():
        if names.count(each.name) > 1:
            raise table.error(key, "another run or service has the same name. Each name must be unique.")
        for needed in each.needs:
            if needed not in names:
                raise table.error(f"{key}.needs", f"there is no {needed!r}. There are {', '.join(names)}.")
    for key, each in processes.items():
        everything = _all_needs(manifest, each.needs)
        if each.name in everything:
            raise table.error(f"{key}.needs", f"{each.name} waits for itself: what it needs also needs {each.name}.")
        _check_placeholders(table, key, each, everything)
    number = manifest.exercise.removeprefix("ex")
    for task in (*(run.task for run in manifest.runs), *manifest.time_limits, *manifest.notes):
        if task.partition(".")[0] != number:
            raise table.error("", f"{task} is not a task of {manifest.exercise}.")


def _check_placeholders(table: Table, key: str, run: Run, needed: set[str]) -> None:
    known = ["python", "package", "folder", "port", *(f"{name}.port" for name in sorted(needed))]
    for text in (*run.command, *run.environment.values()):
        for placeholder in PLACEHOLDER.findall(text):
            if placeholder not in known:
                expected = ", ".join(f"{{{name}}}" for name in known)
                raise table.error(key, f"{{{placeholder}}} is an unknown placeholder. Known here: {expected}.")


def _all_needs(manifest: Manifest, names: Iterable[str]) -> set[str]:
    """``names``, and the names of all that these need, directly or not."""
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        if (current := waiting.pop()) not in found:
            found.add(current)
            waiting += manifest.process(current).needs
    return found

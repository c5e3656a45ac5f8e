"""Runs: which of those in an exercise.toml is meant, and which processes it consists of.

`choose` takes a run, `plan` says which processes it consists of, and `running.Running` starts them. Everybody who runs
an exercise does it this way: `workshop run`, the watch, and `workshop present`.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bizkit.layers import LAYERS
from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.kit.manifest import Kind, Run
from bizkit.workshop.processes import free_port


@dataclass(frozen=True)
class Choice:
    """A run, and the layer that it is started on: a button of `workshop present`."""

    name: str
    words: str
    run: Run
    layers: Mapping[str, str]


@dataclass(frozen=True)
class Planned:
    """A process that is about to be started."""

    name: str
    kind: Kind
    what: str
    """What it runs, in words, such as ``"shop.views:application"``."""
    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    port: int
    ready: str
    is_service: bool

    @property
    def address(self) -> str:
        """Where it can be reached: a URL, a host and a port, or "" for a worker."""
        address = f"127.0.0.1:{self.port}"
        return f"http://{address}/" if self.kind in ("wsgi", "http") else "" if self.kind == "worker" else address


def choose(
    exercise: Exercise, name: str | None = None, layers: Mapping[str, str] | None = None, *, solutions: bool = False
) -> Run:
    """The run called ``name``; without a name, the first one that has the ``layers``, or whose application is there.

    Raises `KitError` if there is no such run.
    """
    runs = exercise.manifest.runs
    if not runs:
        raise KitError(f"There is nothing to run in {exercise.name}. `workshop check {exercise.name}` grades it.")
    if name is not None:
        if found := next((run for run in runs if run.name == name), None):
            return found
        raise KitError(f"{exercise.name} has no run {name!r}. It has {', '.join(run.name for run in runs)}.")
    if layers:
        if found := next((run for run in runs if layers.keys() <= run.layers.keys()), None):
            return found
        raise KitError(_no_layer(exercise, next(iter(layers))))
    folder = exercise.reference if solutions else exercise.folder
    return next((run for run in exercise.manifest.usual_runs if _is_there(run, folder)), runs[0])


def choices(exercise: Exercise, done: int) -> list[Choice]:
    """What can be run when the first ``done`` tasks are: each run, and each layer of it. At least the first run."""
    tasks = [task.id for task in exercise.tasks[:done]]
    runs = [run for run in exercise.manifest.runs if run.task in tasks] or list(exercise.manifest.runs[:1])
    found = []
    for run in runs:
        for layer, values in run.layers.items():
            found += [Choice(f"{run.name}:{value}", words, run, {layer: value}) for value, words in values.items()]
        if not run.layers:
            found.append(Choice(run.name, run.words, run, {}))
    return found


def plan(
    exercise: Exercise,
    run: Run,
    port: int,
    layers: Mapping[str, str] | None = None,
    *,
    solutions: bool = False,
    reload: bool = True,
) -> list[Planned]:
    """The processes of ``run`` in the order in which they are started. The last one is its own, on ``port``.

    With ``reload``, `bizkit run` loads an application again when a file of the exercise is saved.
    """
    manifest = exercise.manifest
    needed = manifest.with_needs(run)
    ports = {each.name: free_port() for each in needed} | {run.name: port}
    package = f"solutions.{exercise.name}" if solutions else exercise.name
    values = {"python": sys.executable, "package": package, "folder": package.replace(".", "/")}
    values |= {f"{name}.port": str(each) for name, each in ports.items()}
    chosen = {LAYERS[layer].setting: value for layer, value in (layers or {}).items()}
    return [
        _planned(exercise, each, ports[each.name], values, chosen if each is run else {}, reload) for each in needed
    ]


def _planned(
    exercise: Exercise, run: Run, port: int, values: Mapping[str, str], layers: Mapping[str, str], reload: bool
) -> Planned:
    def filled(text: str) -> str:
        for name, value in (*values.items(), ("port", str(port))):
            text = text.replace(f"{{{name}}}", value)
        return text

    if run.kind == "wsgi":
        spec = f"{values['package']}.{run.application}"
        others = [pattern for pattern in exercise.manifest.patterns if not pattern.endswith(".py")]
        reloading = [f"--reload-on={values['folder']}/{pattern}" for pattern in others]
        # People who run an exercise are working on it, so the page shows where it fails.
        options = ["--debug", *(reloading if reload else ["--no-reload"]), "--port", str(port)]
        arguments = (sys.executable, "-m", "bizkit", "run", *options, spec)
        what = f"{spec} on {' and '.join(layers.values())}" if layers else spec
    else:
        arguments = tuple(filled(word) for word in run.command)
        what = " ".join(arguments[1:] if arguments[0] == sys.executable else arguments)
    folder = exercise.kit.root / values["folder"]
    own = {name: filled(value) for name, value in run.environment.items()}
    environment = _path(exercise.kit.root, folder) | own | dict(layers)
    is_service = run in exercise.manifest.services
    return Planned(run.name, run.kind, what, arguments, environment, exercise.kit.root, port, run.ready, is_service)


def _path(root: Path, folder: Path) -> dict[str, str]:
    """The variables by which a process finds the kit's modules.

    The exercise's folder comes last on its path, as when it is graded: files there may import each other by their bare
    names. But PYTHONPATH goes before the standard library, so the folder stays away if one of its files has the name
    of a module there.
    """
    shadows = any(path.stem in sys.stdlib_module_names for path in folder.glob("*.py"))
    parts = [str(root), os.environ.get("PYTHONPATH"), "" if shadows else str(folder)]
    return {"PYTHONPATH": os.pathsep.join(filter(None, parts)), "PYTHONUNBUFFERED": "1"}


def _no_layer(exercise: Exercise, layer: str) -> str:
    option = LAYERS[layer].option
    for other in exercise.kit.exercises:
        if run := next((run for run in other.manifest.runs if layer in run.layers), None):
            example = f"workshop run {other.name} {option} {next(iter(run.layers[layer]))}"
            return f"{exercise.name} has no run on which {option} can be chosen. {other.name} has one: try `{example}`."
    return f"{exercise.name} has no run on which {option} can be chosen, and no other exercise has one."


def _is_there(run: Run, folder: Path) -> bool:
    """Whether the module of a WSGI run gives the name of its application. Other runs are always there."""
    module, _, name = run.application.partition(":")
    return not module or name in _names_in(folder.joinpath(*module.split(".")).with_suffix(".py"))


def _names_in(path: Path) -> set[str]:
    """The names that a file gives at its top level; none if it can't be read as Python."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return set()
    found: set[str] = set()
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
                continue  # what is inside has a scope of its own
            case ast.Import() | ast.ImportFrom():
                found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
            case ast.Name(ctx=ast.Store()):
                found.add(node.id)
        waiting += ast.iter_child_nodes(node)
    return found

"""``workshop run``: serve an exercise, the learner's or the reference, on either layer."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from bizkit.workshop.kit import Exercise, KitError


@dataclass(frozen=True)
class Command:
    """How an exercise is served: the arguments, what the environment has besides, and a word on what is served."""

    arguments: list[str]
    what: str
    environment: dict[str, str] = field(default_factory=dict)


def command(exercise: Exercise, *, solutions: bool, wrappers: str | None, port: int, open_it: bool = False) -> Command:
    """The command that serves ``exercise`` on ``port``. Raises `KitError` where the options don't fit together."""
    package = f"solutions.{exercise.name}" if solutions else exercise.name
    folder = exercise.kit.root.joinpath(*package.split("."))
    if wrappers and exercise.name != "ex4":
        raise KitError(
            f"--wrappers is for ex4, where a view gets a request: {exercise.name} makes its own."
            " Try `workshop run ex4 --wrappers ex3.http_objects`."
        )
    serve = [sys.executable, "-m", "bizkit", "run", *(["--open"] if open_it else []), "--port", str(port)]
    match exercise.name:
        case "ex1":
            script = folder / "it_works.py"
            return Command(
                [sys.executable, str(script)], f"{package.replace('.', '/')}/it_works.py", {"PORT": str(port)}
            )
        case "ex4" if wrappers:
            spec = f"{package}.hello:hello"
            return Command([*serve, "--wrappers", wrappers, spec], f"{spec} in bizkit, on {wrappers}")
        case "ex4" if "application" not in _names_in(folder / "hello.py"):
            spec = f"{package}.framework:application"
            return Command([*serve, spec], f"the framework {spec}", {"BIZKIT_APP": f"{package}.hello:hello"})
        case _:
            spec = f"{package}.hello:application"
            return Command([*serve, spec], spec)


def run(exercise: Exercise, *, solutions: bool, wrappers: str | None, port: int, open_it: bool) -> int:
    """Serve until Ctrl+C. Returns the exit status of the server, 0 when it was stopped."""
    made = command(exercise, solutions=solutions, wrappers=wrappers, port=port, open_it=open_it)
    print(f"Serving {made.what} on http://127.0.0.1:{port}/", flush=True)
    process = start(exercise, made)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal has sent Ctrl+C to the server, too.
        try:
            process.wait(5.0)
        except subprocess.TimeoutExpired:
            process.kill()
        return 0


def start(exercise: Exercise, made: Command, **options: Any) -> subprocess.Popen[bytes]:
    """The server's process, from the kit's root. ``options`` go to Popen."""
    path = os.pathsep.join(filter(None, [str(exercise.kit.root), os.environ.get("PYTHONPATH")]))
    environment = os.environ | made.environment | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(made.arguments, cwd=exercise.kit.root, env=environment, stdin=subprocess.DEVNULL, **options)


def _names_in(path: os.PathLike[str]) -> set[str]:
    """The names that a file assigns at its top level; none where it can't be read as Python."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return set()
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}

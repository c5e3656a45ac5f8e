"""``workshop run``: serve an exercise, the learner's or the reference, on either layer."""

from __future__ import annotations

import ast
import contextlib
import os
import signal
import subprocess
import sys
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path

from bizkit.workshop import processes
from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.processes import wait_until_taken

LONGEST_END = 5.0
"""Seconds that a server may take to finish what it has begun."""


@dataclass(frozen=True)
class Command:
    """How an exercise is served: the arguments, what the environment has besides, and a word on what is served."""

    arguments: list[str]
    what: str
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None
    """The folder whose files may import each other by their bare names, as in `cd ex3; waitress-serve hello:…`."""


def command(exercise: Exercise, *, solutions: bool, wrappers: str | None, port: int, open_it: bool = False) -> Command:
    """The command that serves ``exercise`` on ``port``. Raises `KitError` where the options don't fit together."""
    package = f"solutions.{exercise.name}" if solutions else exercise.name
    folder = exercise.kit.root.joinpath(*package.split("."))
    if wrappers and exercise.name != "ex4":
        raise KitError(
            f"--wrappers is for ex4, where a view gets a request: {exercise.name} makes its own."
            " Try `workshop run ex4 --wrappers ex3.http_objects`."
        )
    # Who runs an exercise is at work on it: the page shows where it fails.
    serve = [sys.executable, "-m", "bizkit", "run", "--debug", *(["--open"] if open_it else []), "--port", str(port)]
    match exercise.name:
        case "ex1":
            script = folder / "it_works.py"
            return Command(
                [sys.executable, str(script)], f"{package.replace('.', '/')}/it_works.py", {"PORT": str(port)}
            )
        case "ex4" if wrappers:
            spec = f"{package}.hello:hello"
            return Command([*serve, "--wrappers", wrappers, spec], f"{spec} in bizkit, on {wrappers}", folder=folder)
        case "ex4" if "application" not in _names_in(folder / "hello.py"):
            spec = f"{package}.framework:application"
            return Command([*serve, spec], f"the framework {spec}", {"BIZKIT_APP": f"{package}.hello:hello"}, folder)
        case _:
            spec = f"{package}.hello:application"
            return Command([*serve, spec], spec, folder=folder)


def run(exercise: Exercise, *, solutions: bool, wrappers: str | None, port: int, open_it: bool) -> int:
    """Serve until Ctrl+C. Returns the exit status of the server, 0 when it was stopped."""
    made = command(exercise, solutions=solutions, wrappers=wrappers, port=port, open_it=open_it)
    # `bizkit run` says its address and opens the browser; ex1 is a script of the learner's, which does neither.
    if exercise.name == "ex1":
        return _run_script(exercise, made, port, open_it)
    print(f"Starting {made.what}", flush=True)
    process = subprocess.Popen(made.arguments, cwd=exercise.kit.root, env=environment(exercise, made))
    _end_with_us(process)
    try:
        return max(process.wait(), 0)
    except KeyboardInterrupt:
        # The terminal has sent Ctrl+C to the server, too.
        with contextlib.suppress(KeyboardInterrupt, subprocess.TimeoutExpired):
            process.wait(LONGEST_END)
        return 0
    finally:
        process.kill()


def _run_script(exercise: Exercise, made: Command, port: int, open_it: bool) -> int:
    url = f"http://127.0.0.1:{port}/"
    print(f"Serving {made.what} on {url} (Ctrl+C ends it)", flush=True)
    # In a group of its own, Ctrl+C is ours: the script would answer it with a traceback.
    process = processes.start(
        made.arguments, environment(exercise, made), cwd=exercise.kit.root, stdin=subprocess.DEVNULL
    )
    _end_with_us(process)
    try:
        if open_it and wait_until_taken(port):
            webbrowser.open(url)
        status = process.wait()
        print(f"{made.what} ended (exit status {status}): nothing is served any more.")
        return max(status, 0)
    except KeyboardInterrupt:
        return 0
    finally:
        processes.end(process)


def _end_with_us(process: subprocess.Popen[bytes]) -> None:
    """Whoever ends this process, or closes its window, ends the server, too."""
    for name in ("SIGTERM", "SIGHUP"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda *_: process.terminate())


def environment(exercise: Exercise, made: Command) -> dict[str, str]:
    """The variables for the server's process, which is to run in the kit's root.

    The exercise's folder comes last on its path, as when it is graded; but PYTHONPATH goes before the standard library,
    so it stays away where one of its files has the name of a module there.
    """
    folder = made.folder
    if folder is not None and any(path.stem in sys.stdlib_module_names for path in folder.glob("*.py")):
        folder = None
    parts = [str(exercise.kit.root), os.environ.get("PYTHONPATH"), str(folder or "")]
    path = os.pathsep.join(filter(None, parts))
    return os.environ | made.environment | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def _names_in(path: os.PathLike[str]) -> set[str]:
    """The names that a file assigns at its top level; none where it can't be read as Python."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return set()
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}

"""A kit of its own in a temporary folder, in which a step is put, graded and run. Nobody's answers are touched."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from bizkit.workshop import processes
from bizkit.workshop.kit import runs
from bizkit.workshop.kit.exercises import Exercise, Kit, KitError
from bizkit.workshop.processes import free_port
from bizkit.workshop.teaching.present.steps import Step

GRADING_LIMIT = 60.0
"""Seconds for the verdict on a whole exercise."""
STARTING_LIMIT = 10.0
"""Seconds in which an application has to answer."""
TICK = 0.05
MOST_PRINTED = 100_000
"""Bytes that are kept of what an application prints."""


@dataclass(frozen=True)
class Layer:
    """What an application can be run on: a name, and what it says on the button."""

    name: str
    words: str


@dataclass(frozen=True)
class Run:
    """What became of starting an application. Without a URL it did not start, and ``printed`` says why."""

    what: str
    url: str
    printed: str


def layers(exercise: Exercise, step: Step) -> tuple[list[Layer], str]:
    """What there is to choose from when ``step`` is run, and a sentence on why there is, or isn't."""
    match exercise.name:
        case "ex1":
            return [Layer("", "wsgiref")], "No layer to choose: server and application are the standard library's."
        case "ex2":
            return [Layer("", "by hand")], "No layer to choose: WSGI by hand has no request and no response yet."
        case "ex3" if step.id == exercise.tasks[-1].id:
            chosen = [Layer("by_hand", "by hand"), Layer("werkzeug", "Werkzeug")]
            return chosen, "hello.py stands on http_objects.py, by hand; best_of_breed.py stands on Werkzeug."
        case "ex3":
            last = exercise.tasks[-1].id
            return [
                Layer("by_hand", "by hand")
            ], f"No layer to choose yet: hello.py is by hand. Werkzeug comes at {last}."
        case "ex4":
            chosen = [
                Layer("", "this framework"),
                Layer("by_hand", "bizkit, by hand"),
                Layer("werkzeug", "bizkit, Werkzeug"),
            ]
            return chosen, "The view in hello.py, on the framework of this step or on bizkit, with either layer."
    return [Layer("", "as it is")], "No layer to choose here."


class Stage:
    """The scratch kit of an exercise, until it is closed. One thing at a time: whoever calls it sees to that."""

    def __init__(self, exercise: Exercise) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="workshop-present-", ignore_cleanup_errors=True)
        root = Path(self._folder.name).resolve()
        try:
            self.exercise = _copy(exercise, root)
        except OSError as error:
            self._folder.cleanup()
            raise KitError(f"{exercise.name} can't be put on the stage: {error}.") from error
        self._app: subprocess.Popen[bytes] | None = None
        self._grader: subprocess.Popen[bytes] | None = None
        self._closed = False

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what runs, and remove the folder."""
        self._closed = True
        self.stop()
        if self._grader is not None:
            processes.end(self._grader)
        self._folder.cleanup()

    def put(self, step: Step) -> None:
        """Make the files of ``step`` the learner's."""
        for name, text in step.files.items():
            (self.exercise.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def grade(self, step: Step, limit: float = GRADING_LIMIT) -> dict[str, Any]:
        """The verdict on ``step``, as `workshop check --json` prints it. Raises `KitError` when there is none."""
        self.put(step)
        command = [sys.executable, "-m", "bizkit.workshop", "check", self.exercise.name, "--json"]
        process = self._start(command, stderr=subprocess.PIPE, cwd=self.exercise.kit.root)
        self._grader = process
        try:
            out, said = process.communicate(timeout=limit)
            verdict = json.loads(out)
        except subprocess.TimeoutExpired:
            raise KitError(f"The grader gave no verdict in {limit:g} seconds, and was ended. Try again.") from None
        except ValueError:
            words = said.decode("utf-8", "replace").strip() or "It printed nothing."
            raise KitError(f"The grader gave no verdict. It said:\n{words}") from None
        finally:
            processes.end(process)
            self._grader = None
        return dict(verdict)

    def run(self, step: Step, layer: str = "", limit: float = STARTING_LIMIT) -> Run:
        """Serve ``step`` in the place of what was served, and wait until it answers, ``limit`` seconds at most."""
        self.stop()
        self.put(step)
        port = free_port()
        made = self._command(layer, port)
        environment = runs.environment(self.exercise, made)
        process = self._start(made.arguments, environment, stderr=subprocess.STDOUT, cwd=self.exercise.kit.root)
        self._app = process
        printed = _Printed(process)
        deadline = time.monotonic() + limit
        while process.poll() is None and time.monotonic() < deadline:
            if _answers(port, deadline):
                return Run(made.what, f"http://127.0.0.1:{port}/", printed.text())
            time.sleep(TICK)
        status = process.poll()
        self.stop()
        printed.wait()
        end = f"It answered nobody in {limit:g} seconds, and was ended."
        if status is not None:
            end = f"It ended with exit status {status} before it answered anybody."
        return Run(made.what, "", f"{end}\n\n{printed.text().strip() or 'It printed nothing.'}")

    def stop(self) -> None:
        """End what is served, if there is anything."""
        if self._app is not None:
            processes.end(self._app)
            self._app = None

    def _command(self, layer: str, port: int) -> runs.Command:
        wrappers = layer if self.exercise.name == "ex4" and layer else None
        made = runs.command(self.exercise, solutions=False, wrappers=wrappers, port=port)
        arguments = list(made.arguments)
        if self.exercise.name == "ex3" and layer == "werkzeug":
            arguments[-1] = "ex3.best_of_breed:application"
            made = replace(made, what=arguments[-1])
        if "run" in arguments:  # the next step that is put here shall not change what is served
            arguments.insert(arguments.index("run") + 1, "--no-reload")
        return replace(made, arguments=arguments)

    def _start(self, command: list[str], environment: dict[str, str] | None = None, **options: Any) -> Any:
        if self._closed:
            raise KitError("The demo has ended.")
        clean = {key: value for key, value in (environment or os.environ).items() if key not in LEFT_OUT}
        if environment:
            clean |= {key: environment[key] for key in ("PORT", "BIZKIT_APP") if key in environment}
        return processes.start(command, clean, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **options)


LEFT_OUT = ("PORT", "BIZKIT_APP", "BIZKIT_WRAPPERS")
"""What the instructor's terminal may say, and no demo shall depend on."""


class _Printed:
    """What a process prints, read as it comes: a full pipe would stop it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._kept = bytearray()
        self._thread = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._thread.start()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe, contextlib.suppress(OSError, ValueError):
            while data := os.read(pipe.fileno(), 65536):
                self._kept += data[: MOST_PRINTED - len(self._kept)]

    def wait(self) -> None:
        self._thread.join(1.0)

    def text(self) -> str:
        return bytes(self._kept).decode("utf-8", "replace")


def _answers(port: int, deadline: float) -> bool:
    """Whether what listens on ``port`` answers. A server may listen before it knows whether it can load its app."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=max(TICK, deadline - time.monotonic()))
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _copy(exercise: Exercise, root: Path) -> Exercise:
    """``exercise`` in a new kit at ``root``, with all that its grader and its answers need, and no answer in it."""
    without_caches = shutil.ignore_patterns("__pycache__")
    shutil.copy(exercise.kit.root / "pyproject.toml", root)
    shutil.copytree(exercise.kit.root / "solutions", root / "solutions", ignore=without_caches)
    (root / exercise.name).mkdir()
    for name in ("README.md", "HINTS.md", "__init__.py", exercise.grader.name):
        shutil.copy(exercise.folder / name, root / exercise.name)
    return Kit(root).exercise(exercise.name)

"""The graders' half of pytest: ``pytest exN`` grades with it, and so does ``workshop``.

A grader is a test in ``exN/test_exN.py`` with the number of its task, ``@pytest.mark.task("2.1")``. It asks for the
fixture `learner` and never imports what a learner wrote: that runs in a process of its own. Nothing else of an exercise
folder is used here either, be it a ``conftest.py``, an ``__init__.py``, a ``pytest.ini`` or another test. A run ends
well only when every task of the README was graded.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import sys
from collections.abc import Collection, Generator, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.learner import Learner
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit.exercises import Exercise, Kit, KitError, exercise_folder
from bizkit.workshop.kit.ignored import not_used
from bizkit.workshop.text import in_short

EXERCISES = pytest.StashKey[dict[Path, Exercise | None]]()
"""The exercise of each grader, read once in a run."""
LEARNERS = pytest.StashKey[dict[str, Learner]]()
POOL = pytest.StashKey[ProcessPool]()
"""Where the learners' processes come from: the one that `grading.grade` was given, or one for this run of pytest."""
FOLDERS = pytest.StashKey[list[Path]]()
COLLECTED = pytest.StashKey[set[str]]()
NOT_USED = pytest.StashKey[list[str]]()
TOLD = pytest.StashKey[set[str]]()
folder_of = cache(exercise_folder)
"""The exercise folder of a path. It is asked for each file and each report."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
WHY_NOT_STARTED = "The grader called your code, and it is still the stub's."


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("workshop", "the workshop's graders")
    group.addoption("--solutions", action="store_true", help="grade the reference answers in solutions/, not yours")
    group.addoption("--task", metavar="N.M", action="append", help="grade this task only (may be given again)")
    group.addoption("--time-limit", type=float, metavar="S", help="seconds that your code may take for one task")


def take_over(early_config: pytest.Config, paths: Iterable[Path]) -> None:
    """Leave every conftest.py out when one of ``paths`` is an exercise's: nobody else may change a grader's verdict."""
    folders = list(dict.fromkeys(folder for path in paths if (folder := folder_of(path)) is not None))
    if folders:
        early_config.known_args_namespace.noconftest = True
        # pytest's cache is of no use here, and the kit's settings make a warning an error: it may not be written.
        early_config.addinivalue_line("filterwarnings", "ignore::pytest.PytestCacheWarning")
    early_config.stash[FOLDERS] = folders
    early_config.stash[NOT_USED] = list(dict.fromkeys(name for folder in folders for name in not_used(folder)))


def make_readable(args: list[str], named: Collection[str]) -> None:
    """Help with the "[" and "::" of a path: pytest takes what follows them for the name of a test.

    If ``args`` name no path, add the dot: pytest itself would add the whole path of the working directory. Raises
    `pytest.UsageError` if one of the ``named`` paths has such characters.
    """
    if not named and ("[" in os.getcwd() or "::" in os.getcwd()):
        args.insert(0, ".")
    if odd := next((name for name in named if "[" in name or "::" in name), None):
        raise pytest.UsageError(
            f"pytest takes what follows a [ or :: in {odd!r} for the name of a test."
            " Change to the folder of the kit, and name the exercise from there, as in: pytest exN"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Begin again with the kit's own settings when pytest found another file with settings, such as exN/pytest.ini."""
    folders = config.stash.get(FOLDERS, [])
    if not folders or config.option.inifilename:
        return None
    settings = folders[0].parent / "pyproject.toml"
    if config.inipath == settings:
        return None
    # Older releases of pytest warn that this plugin has been imported before, and the kit makes an error of a warning.
    options = [f"--config-file={settings}", "-Wignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main([*options, *config.invocation_params.args]))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "task(id): the task of the README that a grader judges, as in task('2.1')")
    config.stash[TOLD] = set()
    config.stash[EXERCISES], config.stash[LEARNERS] = {}, {}
    own = ProcessPool()
    config.add_cleanup(own.close)
    config.stash.setdefault(POOL, own)
    config.stash[COLLECTED] = set()
    config.stash.setdefault(FOLDERS, [])
    config.stash.setdefault(NOT_USED, [])


def pytest_unconfigure(config: pytest.Config) -> None:
    for learner in config.stash.get(LEARNERS, {}).values():
        learner.close()


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return ExerciseFolder.from_parent(parent, path=path) if folder_of(path) == path else None


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    folder = folder_of(module_path)
    is_grader = folder is not None and module_path == folder / f"test_{folder.name}.py"
    return Grader.from_parent(parent, path=module_path) if is_grader else None


class ExerciseFolder(pytest.Directory):
    """An exercise folder: no package to import, and one file to collect."""

    def collect(self) -> Iterator[pytest.Collector]:
        grader = self.path / f"test_{self.path.name}.py"
        yield from self.session.gethookproxy(self.path).pytest_collect_file(file_path=grader, parent=self)


class Grader(pytest.Module):
    """``exN/test_exN.py``, loaded by its path, so that the package around it is not imported."""

    def _getobj(self) -> ModuleType:
        return load_grader(self.path)


_graders: dict[Path, tuple[float, ModuleType]] = {}


def load_grader(path: Path) -> ModuleType:
    """The module at ``path``; in watch mode only a change of the file makes it load again."""
    try:
        modified = path.stat().st_mtime
        if path not in _graders or _graders[path][0] != modified:
            _graders[path] = (modified, _load(path))
    except (Exception, SystemExit) as error:
        raise pytest.Collector.CollectError(
            f"{path.parent.name}/{path.name} can't be loaded ({type(error).__name__}: {error})."
            " It belongs to the kit: fetch this file again from where you got it."
        ) from None
    return _graders[path][1]


def _load(path: Path) -> ModuleType:
    name = f"workshop_grader_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def task_id(item: pytest.Item) -> str:
    """The task that a grader judges, "" for any other test."""
    marker = item.get_closest_marker("task")
    return str(marker.args[0]) if marker and marker.args else ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[COLLECTED] = {task_id(item) for item in items}
    if wanted := config.getoption("--task"):
        dropped = [item for item in items if task_id(item) not in wanted]
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if task_id(item) in wanted]


def exercise_of(path: Path) -> Exercise | None:
    """The exercise that the grader at ``path`` belongs to."""
    folder = folder_of(path)
    return Exercise(Kit(folder.parent), folder.name) if folder else None


@pytest.fixture
def learner(request: pytest.FixtureRequest) -> Learner:
    """The learner's exercise (or the reference, with --solutions), with the time that its task has left."""
    known = request.config.stash[EXERCISES]
    exercise = known.setdefault(request.path, known.get(request.path) or exercise_of(request.path))
    if exercise is None:
        raise KitError(f"{request.path} isn't in an exercise folder, so there is no learner's code to grade.")
    package = f"solutions.{exercise.name}" if request.config.getoption("--solutions") else exercise.name
    learners = request.config.stash[LEARNERS]
    key = f"{exercise.kit.root}:{package}"
    if key not in learners:
        learners[key] = Learner(exercise.kit.root, package, exercise.kit.time_limit, request.config.stash[POOL])
    learner, task = learners[key], task_id(request.node)
    limit = request.config.getoption("--time-limit") or exercise.time_limit(task)
    learner.begin(task, limit)
    return learner


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Show a `Failure` in its own words, without a frame of the kit, and what the learner's code printed beside it."""
    task, failure = task_id(item), None
    error = call.excinfo.value if call.excinfo is not None and isinstance(item, pytest.Function) else None
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        error = no_room(error)
    if isinstance(error, Failure) and isinstance(item, pytest.Function):
        failure = with_own_todo(error, task, exercise_of(item.path))
        told = in_words(failure, task, item.config.stash[TOLD])
        item.repr_failure = lambda excinfo: told  # type: ignore[method-assign]
    report = yield
    report.task, report.verdict = task, failure.verdict if failure else None
    if task:
        if report.skipped:
            item.config.stash[COLLECTED].discard(task)
        learners = item.config.stash[LEARNERS].values()
        report.stdout_of_learner = "".join(learner.take_stdout() for learner in learners)
        if report.stdout_of_learner:
            report.sections.append(("What your code printed", in_short(report.stdout_of_learner)))
    return report


def in_words(failure: Failure, task: str, told: set[str]) -> str:
    """The first failure of a task whole; the others, which would bury it, in a line. ``told``: the tasks so far."""
    if task in told:
        return f"{failure.got.partition(chr(10))[0]} (The first failure of {task} says more.)"
    told.add(task)
    return str(failure)


def with_own_todo(failure: Failure, task: str, exercise: Exercise | None) -> Failure:
    """A failure that is a TODO, told as the TODO of ``task`` itself where that one still stands in the stub."""
    if failure.outcome != "not started" or exercise is None:
        return failure
    todo = exercise.todos().get(task)
    got = failure.got
    if todo is not None:
        file, line, text = todo
        got = f"TODO {task}: {text}\n  {exercise.name}/{file}:{line}"
    return Failure(
        expected=failure.expected,
        got=got,
        why=WHY_NOT_STARTED,
        try_next=f"Read “{task}” in {exercise.name}/README.md, then begin there. `workshop hint {task}` helps.",
        outcome="not started",
        trace="" if todo else failure.trace,
    )


def no_room(error: OSError) -> Failure:
    """The failure of a check that could not write the files that it lets the learner's code import."""
    where = f"{error.filename} can't be written" if error.filename else "They can't be written"
    return Failure(
        expected="A folder for the temporary files of this check.",
        got=f"{where} ({error.strerror}).",
        why="Your code has not been graded: this check gives it a few files to work with.",
        try_next="Make room on that disk, or set TMPDIR to a folder on another one, and check again.",
        outcome="error",
    )


def ungraded(config: pytest.Config) -> list[str]:
    """The tasks of the exercises that were asked for as a whole, for which no test ran: somebody changed the grader."""
    option = config.option
    if option.collectonly or getattr(option, "numprocesses", None) or any("::" in arg for arg in config.args):
        return []
    exercises = [Exercise(Kit(folder.parent), folder.name) for folder in config.stash[FOLDERS]]
    try:
        wanted = option.task if option.task else [task.id for exercise in exercises for task in exercise.tasks]
    except KitError as error:
        return [str(error)]
    return [task for task in wanted if task not in config.stash[COLLECTED]]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) and ungraded(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """After ``pytest exN``: a line a task, and what was left out."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    tasks: dict[str, str] = {}
    for report in reports:
        if task := getattr(report, "task", ""):
            outcome = report.verdict["outcome"] if report.verdict else report.outcome
            if report.when == "call" or outcome != "passed":
                tasks[task] = outcome if tasks.get(task, "passed") == "passed" else tasks[task]
    if exitstatus != pytest.ExitCode.USAGE_ERROR:  # it is about the command line, and pytest has said so
        tasks |= dict.fromkeys(ungraded(config), "not graded: fetch the test file again from where you got the kit")
    if tasks:
        terminalreporter.section("tasks")
        for task in sorted(tasks):
            terminalreporter.line(f"{task}  {tasks[task]}")
    for name in config.stash[NOT_USED]:
        terminalreporter.line(f"Note: {name} is not used for grading.")

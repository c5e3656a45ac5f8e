"""Grade an exercise: run its grader in this process, and weigh what every expected task has reported.

The learner's code is not in this process (see `judge`), so pytest can stay loaded between two saves, and nothing
that their code does to its own process has a say here. A task passes only when each of its tests reported a pass.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
from types import FrameType
from typing import Any

import pytest

from bizkit.workshop.judge import pytest_plugin
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit.exercises import Exercise, Kit, Task
from bizkit.workshop.kit.ignored import not_used
from bizkit.workshop.kit.results import ExerciseResult, TaskResult

# What of pytest a grader has no use for; it starts faster without.
UNUSED = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "freeze_support", "junitxml", "legacypath"),
    *("logging", "monkeypatch", "nose", "pastebin", "recwarn", "setuponly", "setupplan", "stepwise", "subtests"),
    *("threadexception", "unittest", "unraisableexception", "warnings"),
)
BAD_COLLECTION = (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR)


class Collector:
    """Gives the graders the processes to use, and takes down what each grader reports."""

    def __init__(self, pool: ProcessPool | None) -> None:
        self.pool = pool
        self.reports: dict[str, list[Any]] = {}
        self.expected: dict[str, int] = {}
        self.trouble: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        if self.pool is not None:
            config.stash[pytest_plugin.POOL] = self.pool

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            task = pytest_plugin.task_id(item)
            self.expected[task] = self.expected.get(task, 0) + 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.trouble.append(str(report.longrepr))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.reports.setdefault(report.task, []).append(report)

    def pytest_internalerror(self, excrepr: object) -> None:
        self.trouble.append(str(excrepr))


def grade(
    kit: Kit,
    exercise: Exercise,
    task: Task | None = None,
    *,
    solutions: bool = False,
    time_limit: float | None = None,
    first_failure_only: bool = False,
    and_earlier: bool = False,
    pool: ProcessPool | None = None,
) -> ExerciseResult:
    """Grade ``exercise``, or one ``task`` of it (``and_earlier``: and those before it), and return the verdict.

    ``solutions`` grades the reference instead of the learner's files; ``time_limit`` is in seconds per task (default:
    the kit's); ``first_failure_only`` stops where the first check fails, when no more than pass or fail is asked. The
    processes come from ``pool``, which the caller closes; without one, each grading has its own. Never raises for what
    a learner did; `ExerciseResult.kit_error` says what is wrong with the kit itself.
    """
    wanted = exercise.tasks if task is None else (task,)
    if task is not None and and_earlier:
        wanted = exercise.tasks[: exercise.tasks.index(task) + 1]
    options = [f"--task={one.id}" for one in wanted] if task else []
    options += ["--solutions"] * solutions + ["--exitfirst"] * first_failure_only
    options += ["--time-limit", str(time_limit)] if time_limit else []
    collector = Collector(pool)
    code = _run_pytest(kit, [*_arguments(exercise), *options], collector)
    return ExerciseResult(
        exercise.name,
        tuple(_weigh(one, collector) for one in wanted),
        tuple(f"{name} is not used for grading." for name in not_used(exercise.folder)),
        _kit_error(exercise, wanted, collector, code),
    )


def grade_until_interrupted(
    kit: Kit,
    exercise: Exercise,
    task: Task | None = None,
    *,
    solutions: bool = False,
    time_limit: float | None = None,
    pool: ProcessPool | None = None,
) -> ExerciseResult:
    """`grade`, but Ctrl+C ends it with KeyboardInterrupt: pytest catches that, and calls it an outcome.

    Must be called in the main thread, the only one that hears of signals.
    """
    interrupted = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        interrupted = True
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        result = grade(kit, exercise, task, solutions=solutions, time_limit=time_limit, pool=pool)
    finally:
        signal.signal(signal.SIGINT, before)
    if interrupted:
        raise KeyboardInterrupt
    return result


def _arguments(exercise: Exercise) -> list[str]:
    # Relative to the kit's root: pytest reads a "[" or "::" in an argument as the name of a test, and "$NAME" in its
    # rootdir as a variable.
    arguments = [f"{exercise.name}/{exercise.grader.name}", "--rootdir=.", "--import-mode=importlib"]
    # No settings at all: neither the kit's, which somebody may have changed, nor a pytest.ini that lies nearer.
    arguments += ["-c", os.devnull, "-p", pytest_plugin.__name__, "--noconftest", "-q", "--capture=no"]
    arguments += ["--confcutdir", exercise.name]  # or pytest looks at all files in each folder above
    for name in UNUSED:
        arguments += ["-p", f"no:{name}"]
    return arguments


def _run_pytest(kit: Kit, arguments: list[str], collector: Collector) -> int:
    aside = {key: os.environ.pop(key) for key in list(os.environ) if key.startswith("PYTEST")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # other packages' plugins have no part in a verdict
    try:
        out = io.StringIO()
        with contextlib.chdir(kit.root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = pytest.main(arguments, plugins=[collector])
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(aside)
    if code in BAD_COLLECTION and not collector.trouble:
        collector.trouble.append(out.getvalue().strip())
    return int(code)


def _weigh(task: Task, collector: Collector) -> TaskResult:
    reports = collector.reports.get(task.id, [])
    stdout = "".join(getattr(report, "stdout_of_learner", "") for report in reports)
    found = TaskResult(task.id, task.title, task.bonus, "passed", stdout=stdout)
    for report in reports:
        if report.failed:
            verdict = getattr(report, "verdict", None) or _unexpected(report).verdict
            return TaskResult(task.id, task.title, task.bonus, **verdict, stdout=stdout)
    passed = sum(report.when == "call" and report.passed for report in reports)
    if passed and passed == collector.expected.get(task.id):
        return found
    return TaskResult(task.id, task.title, task.bonus, "error", "This task was not graded to its end.", stdout=stdout)


def _unexpected(report: Any) -> Failure:
    return Failure(
        expected="An answer that the grader can judge.",
        got=f"The grader itself stumbled over it:\n{report.longreprtext}",
        why="This is a fault of the kit, not of yours.",
        try_next="Please report it, with the lines above and your code.",
        outcome="error",
    )


def _kit_error(exercise: Exercise, wanted: tuple[Task, ...], collector: Collector, code: int) -> str:
    if not wanted:
        return f"{exercise.name}/README.md has no tasks. Fetch this file again from where you got the kit."
    if not exercise.grader.is_file():
        return f"There is no {exercise.name}/{exercise.grader.name}. Fetch it again from where you got the kit."
    if collector.trouble:
        return f"The grader {exercise.name}/{exercise.grader.name} can't run:\n" + "\n".join(collector.trouble)
    missing = [task.id for task in wanted if not collector.expected.get(task.id)]
    if missing:
        return (
            f"{exercise.name}/{exercise.grader.name} has no test for {', '.join(missing)}."
            " Fetch this file again from where you got the kit."
        )
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return f"pytest ended with {pytest.ExitCode(code).name} while it graded {exercise.name}."
    return ""

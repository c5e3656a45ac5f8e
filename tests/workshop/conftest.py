"""What the runner's tests share: a whole kit in a folder of its own, and a grader that says what it is told to."""

import socket
from dataclasses import replace

import pytest
from kits import ROOT, make_kit

from bizkit.workshop import command as cli
from bizkit.workshop.judge import grading
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Kit
from bizkit.workshop.kit.results import ExerciseResult, TaskResult


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """A kit with all exercises as they are handed out. It is the working directory."""
    for exercise in Kit(ROOT).exercises:
        made = make_kit(tmp_path / "kit", exercise.name, stubs.pristine(exercise))
    monkeypatch.chdir(made.kit.root)
    for name in ("PORT", "BIZKIT_WRAPPERS", "BIZKIT_APP"):
        monkeypatch.delenv(name, raising=False)
    return made.kit


class FakeGrade:
    """Stands in for `grading.grade`: every task passes but those that ``say`` names."""

    def __init__(self):
        self.verdicts, self.whole, self.asked = {}, {}, []

    def say(self, task, outcome="failed", **told):
        self.verdicts[task] = {"outcome": outcome, **told}

    def __call__(self, kit, exercise, task=None, *, pool=None, **options):
        self.asked.append((exercise.name, task.id if task else None, options))
        tasks = (task,) if task else exercise.tasks
        results = tuple(
            TaskResult(each.id, each.title, each.bonus, **({"outcome": "passed"} | self.verdicts.get(each.id, {})))
            for each in tasks
        )
        return replace(ExerciseResult(exercise.name, results), **self.whole)


@pytest.fixture
def grade(monkeypatch):
    fake = FakeGrade()
    monkeypatch.setattr(grading, "grade", fake)
    monkeypatch.setattr(ProcessPool, "start_ahead", lambda pool: None)
    return fake


@pytest.fixture
def workshop(kit, capsys):
    """Run the command in the kit: its exit status, what it printed, and what it printed on the error stream."""

    def run(*arguments):
        capsys.readouterr()
        try:
            status = cli.main(list(arguments))
        except SystemExit as ended:  # argparse ends that way
            status = ended.code
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def listener():
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]

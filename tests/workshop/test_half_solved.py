"""A learner's folder as an earlier kit left it, half solved: everything in it goes on, and nobody installs anew.

`half_solved/` holds what is the learner's: their answers, some of them still the stubs of that time, and `.workshop`
(as `state`, since git ignores the other name). The kit's own files around them are today's, as after a `git pull`.
The commands are called by the names that an install of that time has written down.
"""

import json
import shutil
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from kits import ROOT, make_whole_kit, run

LEFT = Path(__file__).with_name("half_solved")
COMMAND = EntryPoint("workshop", "bizkit.workshop.cli:main", "console_scripts")
PLUGIN = EntryPoint("bizkit.workshop.pytest_plugin", "bizkit.workshop.pytest_plugin", "pytest11")
BACKUP = "ex2-2026-11-27-111009"
NAMES = {
    "bizkit": ["App", "Request", "Response", "abort", "redirect", "send_file", "send_from_directory", "wsgify"],
    "bizkit.exceptions": [
        *("ConfigurationError", "HTTPException", "BadRequest", "BadRequestKeyError", "ClientDisconnected"),
        *("SecurityError", "Unauthorized", "Forbidden", "NotFound", "MethodNotAllowed", "NotAcceptable", "Conflict"),
        *("Gone", "PreconditionFailed", "RequestEntityTooLarge", "UnsupportedMediaType"),
        *("RequestedRangeNotSatisfiable", "UnprocessableEntity", "TooManyRequests", "InternalServerError"),
        *("ServiceUnavailable", "abort"),
    ],
    "bizkit.wrappers.by_hand": ["Request", "Response", "redirect", "send_file", "parse_cookie", "parse_options_header"],
    "bizkit.wrappers.on_werkzeug": ["Request", "Response"],
    "bizkit.datastructures": ["MultiDict", "Headers", "FileStorage"],
    "bizkit.testing": ["TestApp"],
    "bizkit.workshop.kit.exercises": ["KitError"],
}


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """The kit with the learner's files of that time. It is the working directory."""
    kit = make_whole_kit(tmp_path / "kit")
    for path in sorted(LEFT.glob("ex*/*.py")):
        shutil.copy(path, kit.root / path.parent.name)
    shutil.copytree(LEFT / "state", kit.root / ".workshop")
    monkeypatch.chdir(kit.root)
    monkeypatch.setattr(sys, "path", sys.path[:])
    for name in ("PORT", "BIZKIT_WRAPPERS", "BIZKIT_APP"):
        monkeypatch.delenv(name, raising=False)
    return kit


@pytest.fixture
def workshop(kit, capsys):
    """Run the command: its exit status, and all that it printed, in one line."""

    def run_command(*arguments):
        status = COMMAND.load()(list(arguments))
        return status, " ".join(capsys.readouterr().out.split())

    return run_command


def test_an_install_of_that_time_finds_the_command_and_the_plugin():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"]["workshop"] == COMMAND.value
    assert project["entry-points"]["pytest11"] == {PLUGIN.name: PLUGIN.value}
    assert callable(COMMAND.load()) and PLUGIN.load().pytest_load_initial_conftests


def test_the_progress_of_that_time_is_read(workshop):
    status, said = workshop("list")
    assert status == 0
    assert "2.2 passed" in said and "4.3 passed" in said and "3.1 not started" in said


@pytest.mark.whole
def test_a_check_passes_what_passed_and_goes_on_from_there(workshop, kit):
    status, said = workshop("check", "ex2")
    assert status == 0
    assert "2.1 passed" in said and "2.2 passed" in said and "2.3 failed" in said
    assert "passed before" not in said
    status, said = workshop("check", "ex4")
    assert status == 1
    assert "4.1 passed" in said and "4.3 passed" in said and "4.4 failed" in said
    progress = json.loads((kit.root / ".workshop" / "progress.json").read_text(encoding="utf-8"))
    assert progress["passed"]["1.1"] == "2026-11-27T11:10:08" and progress["hints"] == {"2.1": 1, "2.3": 2}


def test_the_json_of_a_check_has_the_keys_of_that_time(workshop):
    found = json.loads(workshop("check", "ex2", "--json")[1])
    assert {"exercise", "passed", "tasks"} <= set(found)
    wanted = {"id", "title", "bonus", "outcome", "message", "exchange", "stdout"}
    assert all(wanted <= set(task) for task in found["tasks"])


def test_hints_go_on_where_they_were(workshop):
    assert "Hint 3 of 3 for 2.3" in workshop("hint", "2.3")[1]
    assert "Hint 1 of 3 for 4.4" in workshop("hint", "4.4")[1]


def test_what_was_backed_up_then_comes_back(workshop, kit):
    hello = kit.exercise("ex2").folder / "hello.py"
    mine = hello.read_text(encoding="utf-8")
    assert BACKUP in workshop("restore", "ex2", "--list")[1]
    assert workshop("reset", "ex2")[0] == 0
    assert "TODO 2.1" in hello.read_text(encoding="utf-8")
    assert workshop("restore", "ex2")[0] == 0
    assert hello.read_text(encoding="utf-8") == mine
    status, said = workshop("restore", "ex2", BACKUP)
    assert status == 0 and f"back from {BACKUP}" in said
    assert 'return [b"Hello, PyCon"]' in hello.read_text(encoding="utf-8")


def test_the_answer_is_shown_beside_theirs(workshop):
    status, said = workshop("show", "ex2", "--yes")
    assert status == 0 and '- page = b"<h1>Hello, PyCon</h1>"' in said


def test_pytest_grades_with_the_plugin_of_that_name(kit):
    code, said = run(["pytest", "-p", PLUGIN.value, "ex2"], kit.root)
    assert code == 1
    assert "2.1  passed" in said and "2.3  failed" in said


@pytest.mark.parametrize("module", NAMES)
def test_what_learners_import_has_the_names_of_that_time(module):
    loaded = EntryPoint("", module, "").load()
    assert [name for name in NAMES[module] if not hasattr(loaded, name)] == []

"""Kits in folders with odd names, on disks that are full, and where nothing can be written."""

import sys

import pytest
from kits import make_kit, run

from bizkit.workshop.judge.grading import grade
from bizkit.workshop.judge.server_output import error_in

WINDOWS = sys.platform == "win32"
ALL_AT_ONCE = ".venv/node_modules/-c $HOME 100%41 Zoë [日本" + ("" if WINDOWS else "::'a:b'\n\"kit\"")
PLACES = {
    "a bracket": "a [b",
    "a pair of brackets": "a [b] c",
    "a single colon": "a:b",
    "two colons": "a::b",
    "a variable": "$HOME",
    "a line break": "line\nbreak",
    "a leading dash": "-c",
    "a space": "my kit",
    "other scripts": "Zoë 日本",
    "a percent sign": "100%41",
    "quotes": 'it\'s "mine"',
    "below .venv": ".venv/kit",
    "below node_modules": "node_modules/kit",
}
NOT_ON_WINDOWS = ("a single colon", "two colons", "a line break", "quotes")
WRONG = {"hello.py": "def application(environ, start_response):\n    raise LookupError('no page')\n"}
EACH_PLACE = pytest.mark.parametrize(
    "place",
    [
        pytest.param(ALL_AT_ONCE, id="all at once"),
        *(
            pytest.param(place, id=name, marks=pytest.mark.whole)
            for name, place in PLACES.items()
            if not (WINDOWS and name in NOT_ON_WINDOWS)
        ),
    ],
)


@EACH_PLACE
def test_a_kit_is_graded_wherever_it_lies(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex2", WRONG)
    (wrong, *_) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert wrong.outcome == "failed"
    assert "LookupError: no page" in wrong.message and "raise LookupError('no page')" in wrong.message
    assert "bizkit" not in wrong.message and "worker.py" not in wrong.message
    assert grade(exercise.kit, exercise, solutions=True).passed


@EACH_PLACE
def test_pytest_grades_a_kit_wherever_it_lies(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex2", WRONG)
    for folder, arguments in ((exercise.kit.root, ["ex2"]), (exercise.folder, [])):
        code, said = run(["pytest", *arguments, "--task", "2.1"], folder)
        assert code == 1
        assert "LookupError: no page" in said and "2.1  failed" in said


@EACH_PLACE
def test_a_server_is_started_wherever_the_kit_lies(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex1", {"it_works.py": "raise LookupError('no server')\n"})
    assert "LookupError: no server" in grade(exercise.kit, exercise).tasks[0].message
    assert grade(exercise.kit, exercise, solutions=True).passed


@pytest.mark.parametrize("place", ["a [b", "a::b"])
@pytest.mark.skipif(WINDOWS, reason="Windows allows no colon in a name")
def test_a_path_that_pytest_would_misread_is_explained(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex2", WRONG)
    code, said = run(["pytest", str(exercise.folder)], tmp_path)
    assert code == 4
    assert "for the name of a test" in said and "name the exercise from there: pytest ex2" in said
    assert "not graded" not in said


def test_a_kit_inside_the_virtual_environment_has_files_of_the_learners(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    kit = tmp_path / ".venv" / "kit"
    output = f'Traceback\n  File "{kit}/ex1/it_works.py", line 3, in <module>\n    serve()\nOSError: no\n'
    assert error_in(output, kit) == ("OSError: no", "ex1/it_works.py, line 3")
    installed = output.replace("ex1", ".venv/lib")
    assert error_in(installed, tmp_path) == ("OSError: no", "")

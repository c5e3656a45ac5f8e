"""``pytest exN`` by itself, as a learner types it: a verdict that nothing in the kit's folders can change."""

import os
import re
import subprocess
import sys

import pytest
from kits import ROOT, make_kit, run, sample, solution, write

from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Kit
from bizkit.workshop.kit.ignored import not_used

STUB = stubs.pristine(Kit(ROOT).exercise("ex2"))
WRONG = {"hello.py": "def page():\n    raise LookupError('no page')\n\ndef application(e, s):\n    return page()\n"}
DROPS = """\
import pytest

def pytest_collection_modifyitems(items):
    items.clear()

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    report.outcome = "passed"
    return report

def pytest_sessionfinish(session):
    session.exitstatus = 0
"""
EXITS = "import os\nos._exit(0)\n"
STRAYS = {
    "a conftest.py that drops and passes": {"ex2/conftest.py": DROPS},
    "a conftest.py in the root": {"conftest.py": EXITS},
    "a pytest.ini beside the grader": {"ex2/pytest.ini": "[pytest]\naddopts = --collect-only\n"},
    "a pytest.ini in the root": {"pytest.ini": "[pytest]\npython_functions = none\n"},
    "a tox.ini": {"ex2/tox.ini": "[pytest]\naddopts = --version\n"},
    "modules that shadow": {f"{name}.py": EXITS for name in ("pytest", "json", "werkzeug", "queue", "ex2/pytest")},
    "a patched pytest": {"ex2/_pytest/__init__.py": EXITS, "ex2/_pytest/runner.py": EXITS},
    "other tests": {"ex2/test_zzz.py": EXITS, "ex2/aaa_test.py": EXITS},
}
NOT_GRADED = {
    "no tests": "",
    "one task only": "import pytest\n@pytest.mark.task('2.1')\ndef test_it():\n    pass\n",
    "skipped": "import pytest\npytestmark = pytest.mark.skip\n"
    + "".join(f"@pytest.mark.task('2.{number}')\ndef test_{number}():\n    pass\n" for number in range(1, 5)),
    "an exit": "raise SystemExit(0)",
    "no Python": "def (",
}


@pytest.mark.parametrize("strays", sample(STRAYS))
def test_what_lies_about_does_not_change_the_verdict_of_pytest(strays, tmp_path):
    exercise = make_kit(tmp_path, "ex2", STUB)
    write(tmp_path, strays)
    code, said = run(["pytest", "ex2"], tmp_path)
    assert code == 1
    assert "2.1  not started" in said and "2.4  not started" in said
    assert "TODO 2.1: return an HTML page" in said
    for name in not_used(exercise.folder):
        assert f"Note: {name} is not used for grading." in said


@pytest.mark.parametrize("strays", sample(STRAYS))
def test_what_lies_about_is_named(strays, tmp_path):
    exercise = make_kit(tmp_path, "ex2", STUB)
    assert not_used(exercise.folder) == []
    write(tmp_path, strays)
    wanted = {"ex2/_pytest"} if "ex2/_pytest/__init__.py" in strays else set(strays)
    assert set(not_used(exercise.folder)) == wanted


@pytest.mark.whole
def test_pytest_grades_in_the_folder_of_the_exercise_too(tmp_path):
    make_kit(tmp_path, "ex2", STUB)
    write(tmp_path, STRAYS["a pytest.ini beside the grader"] | STRAYS["a conftest.py that drops and passes"])
    code, said = run(["pytest"], tmp_path / "ex2")
    assert code == 1
    assert "2.1  not started" in said


@pytest.mark.whole
@pytest.mark.parametrize("grader", sample(NOT_GRADED))
def test_a_run_that_did_not_grade_every_task_does_not_end_well(grader, tmp_path):
    exercise = make_kit(tmp_path, "ex2", solution("ex2"))
    exercise.grader.write_text(grader, encoding="utf-8")
    code, said = run(["pytest", "ex2"], tmp_path)
    assert code in (1, 2)
    assert "2.4  not graded" in said
    assert "fetch the test file again" in said
    assert "Traceback" not in said and "INTERNALERROR" not in said


def test_a_failure_says_four_things_and_shows_no_frame_of_the_kit(tmp_path):
    make_kit(tmp_path, "ex2", WRONG)
    code, said = run(["pytest", "ex2", "--task", "2.1"], tmp_path)
    assert code == 1
    places = [
        said.index(label) for label in ("Expected:", "Got:", "Why it matters:", "Try next:", "Where it happened:")
    ]
    assert places == sorted(places)
    assert "LookupError: no page" in said
    assert "hello.py" in said and "in page" in said and "raise LookupError('no page')" in said
    assert "workshop/" not in said and "importlib" not in said
    assert "2.1  failed" in said and "2.2  " not in said


@pytest.mark.whole
def test_only_the_first_failure_of_a_task_is_told_whole(tmp_path):
    make_kit(tmp_path, "ex2", WRONG)
    _, said = run(["pytest", "ex2"], tmp_path)
    assert said.partition("short test summary")[0].count("Try next:") == 4
    assert "LookupError: no page (The first failure of 2.3 says more.)" in said


@pytest.mark.whole
def test_the_exchange_and_a_curl_line_are_shown(tmp_path):
    make_kit(tmp_path, "ex2", {"hello.py": "def application(e, s):\n    s('200 OK', [])\n    return ['Hello']\n"})
    _, said = run(["pytest", "ex2", "--task", "2.2"], tmp_path)
    exchange = said[said.index("The exchange:") :]
    assert re.search(
        r"> GET /\n.*QUERY_STRING = ''\n.*< start_response\('200 OK', \[\]\)\n.*< 'Hello'\n", exchange, re.S
    )
    assert "curl -i http://127.0.0.1:8000/" in exchange


@pytest.mark.whole
def test_what_the_learners_code_prints_is_shown_apart(tmp_path):
    make_kit(tmp_path, "ex2", {"hello.py": "print('it is', 'here')\n"})
    _, said = run(["pytest", "ex2", "--task", "2.1"], tmp_path)
    assert re.search(r"-+ What your code printed -+\nit is here\n", said)


@pytest.mark.whole
def test_solutions_are_graded_when_asked_for(tmp_path):
    make_kit(tmp_path, "ex2", STUB)
    code, said = run(["pytest", "ex2", "--solutions"], tmp_path)
    assert code == 0
    assert "2.4  passed" in said


@pytest.mark.whole
@pytest.mark.parametrize("door", ["bizkit.workshop", "installed_command"])
def test_modules_in_the_kit_never_stand_in_for_the_runners(door, tmp_path):
    root = tmp_path / "kit"
    make_kit(root, "ex2", STUB)
    names = ("pytest", "_pytest", "json", "argparse", "pathlib", "tomllib", "rich", "pluggy", "attr")
    write(root, {f"{name}.py": EXITS for name in names})
    write(
        tmp_path, {"bin/installed_command.py": "import sys\nfrom bizkit.workshop.cli import main\nsys.exit(main())\n"}
    )
    path = os.pathsep.join([str(root), str(tmp_path / "bin")])
    code, said = run([door, "check", "ex2"], root, PYTHONPATH=path)
    assert code == 1
    assert "TODO 2.1: return an HTML page" in said


def test_an_import_of_the_workshop_changes_no_path():
    modules = "bizkit.workshop, bizkit.workshop.cli, bizkit.workshop.command, bizkit.workshop.judge.grading"
    program = (
        f"import sys; sys.path.append({str(ROOT)!r}); before = sys.path[:]; import {modules}; assert sys.path == before"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.whole
def test_pytests_own_variables_have_no_say_in_a_check(tmp_path):
    make_kit(tmp_path, "ex2", STUB)
    write(tmp_path, {"evil.py": EXITS})
    environment = {"PYTEST_ADDOPTS": "--collect-only", "PYTEST_PLUGINS": "evil", "PYTHONPATH": str(tmp_path)}
    code, said = run(["bizkit.workshop", "check", "ex2"], tmp_path, **environment)
    assert code == 1
    assert "TODO 2.1: return an HTML page" in said


@pytest.mark.whole
def test_a_hostile_answer_ends_a_check_with_1(tmp_path):
    make_kit(tmp_path, "ex2", {"hello.py": EXITS})
    code, said = run(["bizkit.workshop", "check", "ex2"], tmp_path)
    assert code == 1
    assert "Your code ended the Python process (exit status 0)" in " ".join(said.split())
    assert "Traceback" not in said

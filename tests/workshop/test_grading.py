"""What a verdict is made of: every expected task has to report, and what is wrong with the kit is no answer's fault."""

import pytest
from kits import ROOT, make_kit, solution

from bizkit.workshop.judge.grading import grade
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Kit

STUB = stubs.pristine(Kit(ROOT).exercise("ex2"))
RIGHT = solution("ex2")
TASKS = "import pytest\n" + "".join(
    f"@pytest.mark.task('2.{number}')\ndef test_{number}():\n    {{body}}\n" for number in range(1, 5)
)


def outcomes(result):
    return [task.outcome for task in result.tasks]


@pytest.fixture
def exercise(tmp_path):
    return make_kit(tmp_path, "ex2", RIGHT)


def test_a_right_answer_passes(exercise):
    result = grade(exercise.kit, exercise)
    assert result.passed
    assert outcomes(result) == ["passed"] * 4
    assert result.notes == () and result.kit_error == "" and result.first_open is None


def test_one_task_is_graded_alone(exercise):
    result = grade(exercise.kit, exercise, exercise.task("2.3"))
    assert [task.id for task in result.tasks] == ["2.3"]
    assert result.passed


@pytest.mark.whole
def test_bonus_tasks_do_not_block(tmp_path):
    source = "def application(environ, start_response):\n"
    source += "    start_response('200 OK', [('Content-Type', 'text/html; charset=utf-8')])\n"
    source += "    return [b'<h1>Hello, PyCon</h1>']\n"
    exercise = make_kit(tmp_path, "ex2", {"hello.py": source})
    result = grade(exercise.kit, exercise)
    assert outcomes(result)[:3] == ["passed", "passed", "failed"]
    assert result.passed
    assert result.first_open is not None and result.first_open.id == "2.3"
    assert not grade(exercise.kit, exercise, exercise.task("2.3")).passed


def test_the_json_has_the_keys_that_were_promised(exercise):
    result = grade(exercise.kit, exercise).as_json()
    assert set(result) == {"exercise", "passed", "tasks"}
    keys = {"id", "title", "bonus", "outcome", "message", "exchange", "stdout"}
    assert all(set(task) == keys for task in result["tasks"])


@pytest.mark.whole
def test_the_reference_is_graded_when_asked_for(tmp_path):
    exercise = make_kit(tmp_path, "ex2", STUB)
    assert grade(exercise.kit, exercise, solutions=True).passed
    assert not grade(exercise.kit, exercise).passed


@pytest.mark.whole
@pytest.mark.parametrize(
    ("grader", "reason"),
    [
        pytest.param("", "has no test for 2.1, 2.2, 2.3, 2.4", id="emptied"),
        pytest.param(
            "import pytest\n@pytest.mark.task('2.1')\ndef test():\n    pass\n", "no test for 2.2, 2.3", id="cut"
        ),
        pytest.param("def (", "can't be loaded (SyntaxError", id="no Python"),
        pytest.param("raise SystemExit(0)", "can't be loaded (SystemExit", id="an exit"),
        pytest.param("import pytest\npytest.exit('bye', 0)", "can't be loaded (Exit", id="pytest's own exit"),
        pytest.param(None, "There is no ex2/test_ex2.py.", id="deleted"),
    ],
)
def test_a_grader_that_was_changed_is_the_kits_fault_and_no_pass(exercise, grader, reason):
    exercise.grader.unlink()
    if grader is not None:
        exercise.grader.write_text(grader, encoding="utf-8")
    result = grade(exercise.kit, exercise)
    assert not result.passed
    assert reason in result.kit_error
    assert "Traceback" not in result.kit_error and "workshop/" not in result.kit_error


@pytest.mark.parametrize("body", ["pytest.skip()", "pytest.xfail()"])
def test_a_task_that_was_skipped_has_not_passed(exercise, body):
    exercise.grader.write_text(TASKS.format(body=body), encoding="utf-8")
    result = grade(exercise.kit, exercise)
    assert outcomes(result) == ["error"] * 4
    assert not result.passed


def test_a_readme_without_tasks_is_the_kits_fault(exercise):
    (exercise.folder / "README.md").write_text("# nothing\n", encoding="utf-8")
    result = grade(exercise.kit, Kit(exercise.kit.root).exercise("ex2"))
    assert not result.passed
    assert "ex2/README.md has no tasks" in result.kit_error


def test_settings_that_somebody_changed_have_no_say(exercise):
    settings = exercise.kit.root / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    changed = text.replace("[tool.pytest.ini_options]", '[tool.pytest.ini_options]\npython_functions = "nothing"')
    assert changed != text
    settings.write_text(changed.replace("--strict-config", "--collect-only"), encoding="utf-8")
    assert grade(exercise.kit, exercise).passed


def test_what_is_not_used_is_noted(exercise):
    (exercise.folder / "conftest.py").write_text("import os\nos._exit(0)\n", encoding="utf-8")
    result = grade(exercise.kit, exercise)
    assert result.passed
    assert result.notes == ("ex2/conftest.py is not used for grading.",)


@pytest.mark.parametrize("keep", [False, True], ids=["a process for each", "one process for all"])
def test_a_save_between_two_gradings_counts(exercise, keep):
    with ProcessPool(keep=keep) as pool:
        pool.start_ahead()
        assert grade(exercise.kit, exercise, pool=pool).passed
        (exercise.folder / "hello.py").write_text("application = None\n", encoding="utf-8")
        assert outcomes(grade(exercise.kit, exercise, pool=pool)) == ["failed"] * 4
        (exercise.folder / "hello.py").write_text(RIGHT["hello.py"], encoding="utf-8")
        assert grade(exercise.kit, exercise, pool=pool).passed


def test_the_tasks_before_one_are_graded_with_it_when_asked_for(exercise):
    result = grade(exercise.kit, exercise, exercise.task("2.3"), and_earlier=True)
    assert [task.id for task in result.tasks] == ["2.1", "2.2", "2.3"]
    assert result.passed


def test_what_was_printed_is_kept_apart(tmp_path):
    exercise = make_kit(tmp_path, "ex2", {"hello.py": "print('it is here')\n" + RIGHT["hello.py"]})
    (task,) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert task.passed
    assert task.stdout == "it is here\n"

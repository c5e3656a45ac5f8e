"""The kit's own rules: four equal sets of tasks, stubs that say what to do, and graders that know right from wrong."""

import re
import subprocess

import pytest
from kits import ROOT, make_kit, right_answers, solution, wrong_answers

from bizkit.workshop.judge.grading import grade
from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Kit

KIT = Kit(ROOT)
EXERCISES = [pytest.param(exercise, id=exercise.name) for exercise in KIT.exercises]
LONGEST_STUB = 100


def outcomes(result):
    return {task.id: task.outcome for task in result.tasks}


def told(task):
    """All that a learner reads of a task, as one line."""
    return " ".join(f"{task.message}\n{task.exchange}".split())


@pytest.mark.parametrize("exercise", EXERCISES)
def test_readme_hints_stubs_and_grader_have_the_same_tasks(exercise, tmp_path):
    readme = [task.id for task in exercise.tasks]
    grader = re.findall(r"mark\.task\(\"(\d+\.\d+)\"\)", exercise.grader.read_text(encoding="utf-8"))
    made = make_kit(tmp_path, exercise.name, stubs.pristine(exercise))
    assert readme == sorted(set(readme), key=lambda task: [int(part) for part in task.split(".")])
    assert all(task.startswith(exercise.name.removeprefix("ex") + ".") for task in readme)
    assert set(exercise.hints) == set(readme)
    assert set(made.todos()) == set(readme)
    assert set(grader) == set(readme)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_each_task_has_three_hints_and_each_gives_more(exercise):
    for task, hints in exercise.hints.items():
        assert len(hints) == 3, task
        assert len(set(hints)) == 3, task
        assert all(len(hint) > 20 for hint in hints), task


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_stub_is_short_and_raises_its_todos(exercise):
    for name, text in stubs.pristine(exercise).items():
        assert len(text.splitlines()) <= LONGEST_STUB, name
        assert not re.search(r"^\s*pass$", text, re.MULTILINE), name
        for task in re.findall(r"# TODO (\d+\.\d+): ", text):
            assert re.search(rf'raise NotImplementedError\(\s*"TODO {task}: ', text), f"{name} never raises TODO {task}"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_snapshot_of_the_stubs_is_what_is_committed(exercise):
    for name, text in stubs.pristine(exercise).items():
        shown = subprocess.run(["git", "show", f"HEAD:{exercise.name}/{name}"], cwd=ROOT, capture_output=True)
        committed = shown.stdout.decode("utf-8") if shown.returncode == 0 else text  # an archive has no git
        assert text == committed, (
            f"{exercise.name}/{name}: run `python -m bizkit.workshop.kit.stubs` and commit what changed"
        )
    assert set(stubs.pristine(exercise)) == set(exercise.files)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_pristine_stub_fails_each_task_with_its_own_todo(exercise, tmp_path):
    made = make_kit(tmp_path, exercise.name, stubs.pristine(exercise))
    result = grade(made.kit, made)
    assert result.kit_error == ""
    assert outcomes(result) == dict.fromkeys(outcomes(result), "not started")
    for task in result.tasks:
        assert f"TODO {task.id}: " in task.message


@pytest.mark.whole
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_passes_where_it_is(exercise):
    result = grade(KIT, exercise, solutions=True)
    assert result.kit_error == ""
    assert outcomes(result) == {task.id: "passed" for task in exercise.tasks}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_passes_in_the_learners_place(exercise, tmp_path):
    made = make_kit(tmp_path, exercise.name, solution(exercise.name))
    assert outcomes(grade(made.kit, made)) == {task.id: "passed" for task in exercise.tasks}


@pytest.mark.parametrize(
    "wrong", [pytest.param(wrong, id=f"{wrong.exercise}-{wrong.path.stem}") for wrong in wrong_answers()]
)
def test_a_wrong_answer_fails_its_task_and_is_told_why(wrong, tmp_path):
    made = make_kit(tmp_path, wrong.exercise, wrong.answers)
    result = grade(made.kit, made, made.task(wrong.fails), time_limit=2.0)
    (task,) = result.tasks
    assert result.kit_error == ""
    assert not task.passed
    assert any(text in told(task) for text in wrong.says), told(task)
    assert [label for label in ("Expected:", "Got:", "Why it matters:", "Try next:") if label not in task.message] == []
    assert "bizkit/workshop" not in task.message
    assert "grader itself stumbled" not in task.message


@pytest.mark.parametrize(
    "folder", [pytest.param(path, id=f"{path.parents[1].name}-{path.name}") for path in right_answers()]
)
def test_an_unusual_answer_passes(folder, tmp_path):
    name = folder.parents[1].name
    answers = solution(name) | {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    made = make_kit(tmp_path, name, answers)
    result = grade(made.kit, made)
    assert result.passed, "\n".join(task.message + task.exchange for task in result.tasks if not task.passed)


def test_there_are_enough_answers_to_judge_by():
    wrong = [answer.exercise for answer in wrong_answers()]
    right = [path.parents[1].name for path in right_answers()]
    assert all(wrong.count(name) >= least for name, least in {"ex2": 8, "ex3": 15, "ex4": 8}.items())
    assert all(right.count(name) >= 4 for name in ("ex2", "ex3", "ex4"))

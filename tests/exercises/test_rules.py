"""What holds for each exercise: four equal sets of tasks, three hints, a short stub, and answers to test it with."""

import re
import subprocess

import pytest
from kits import ROOT, make_kit, right_answers, wrong_answers

from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Kit

KIT = Kit(ROOT)
EXERCISES = [pytest.param(exercise, id=exercise.name) for exercise in KIT.exercises]
LONGEST_STUB = 100


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


def test_there_are_enough_answers_to_judge_by():
    wrong, right = wrong_answers(), [path.parents[1].name for path in right_answers()]
    for exercise in KIT.exercises:
        fails = [answer.fails for answer in wrong if answer.exercise == exercise.name]
        assert set(fails) == {task.id for task in exercise.tasks}, "no wrong answer fails one of these tasks"
        assert len(fails) >= 3 * len(exercise.tasks), exercise.name
        assert right.count(exercise.name) >= 2, exercise.name

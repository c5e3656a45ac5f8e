"""From the stub to the answer, a task at a time: each step passes what it claims, and nothing that is still to come."""

import itertools

import pytest
from kits import ROOT, make_kit

from bizkit.workshop.judge.grading import grade
from bizkit.workshop.kit.exercises import Kit
from bizkit.workshop.kit.regions import without_marks
from bizkit.workshop.kit.stubs import pristine
from bizkit.workshop.teaching.present.steps import steps

EXERCISES = Kit(ROOT).exercises
by_name = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)


@by_name
def test_the_first_step_is_the_stub_and_the_last_the_answer_letter_by_letter(exercise):
    made = steps(exercise)
    assert [step.id for step in made] == ["stub", *(task.id for task in exercise.tasks)]
    assert [step.bonus for step in made[1:]] == [task.bonus for task in exercise.tasks]
    assert made[0].files == pristine(exercise)
    folder = ROOT / "solutions" / exercise.name
    assert made[-1].files == {
        name: without_marks((folder / name).read_text(encoding="utf-8")) for name in exercise.files
    }


@by_name
def test_each_step_changes_something_and_shows_no_marks(exercise):
    made = steps(exercise)
    for before, step in itertools.pairwise(made):
        assert step.files != before.files
    assert not [step.id for step in made for text in step.files.values() if text != without_marks(text)]


@pytest.mark.parametrize(
    ("exercise", "index"),
    [
        pytest.param(exercise, index, id=f"{exercise.name}-{index}", marks=pytest.mark.whole)
        for exercise in EXERCISES
        for index in range(1, len(exercise.tasks))  # what the stub and the answer do, others prove
    ],
)
def test_a_step_passes_its_task_and_not_the_next_one(exercise, index, tmp_path):
    step = steps(exercise)[index]
    scratch = make_kit(tmp_path, exercise.name, step.files)
    verdict = grade(scratch.kit, scratch)
    assert verdict.kit_error == ""
    passed = [task.outcome == "passed" for task in verdict.tasks]
    assert passed[:index] == [True] * index, verdict.tasks
    assert passed[index : index + 1] in ([], [False])

"""Graders know right from wrong: the stub, the reference, unusual right answers, and the mistakes that people make.

All answers to an exercise are graded in one kit, and in one process for as long as they leave nothing in it (see
`judge/leftovers.py`). `test_verdicts_depend_on_nothing_else` compares that with what new processes say.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from kits import ROOT, files_in, make_kit, put, right_answers, solution, wrong_answers

from bizkit.workshop.judge.grading import grade
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Exercise, Kit

KIT = Kit(ROOT)
EXERCISES = [pytest.param(exercise, id=exercise.name) for exercise in KIT.exercises]
WRONG = [pytest.param(wrong, id=f"{wrong.exercise}-{wrong.path.stem}") for wrong in wrong_answers()]
RIGHT = [pytest.param(path, id=f"{path.parents[1].name}-{path.name}") for path in right_answers()]
GENEROUS = 120.0
"""Seconds per task. A right answer, or one that is wrong at once, takes as long as a busy machine makes it."""
SHORT = 4.0
"""Seconds for a task in which an answer hangs: it fails however busy the machine is, and has to say why before."""


@dataclass
class Bench:
    """A kit in which one answer after the other is graded."""

    exercise: Exercise
    pool: ProcessPool | None

    def grade(self, answers, task=None, **options):
        """The verdict on ``answers``, on all tasks or on ``task``."""
        made = put(self.exercise, answers)
        options = {"time_limit": GENEROUS, "pool": self.pool, **options}
        result = grade(made.kit, made, made.task(task) if task else None, **options)
        assert result.kit_error == ""
        return result

    def verdict(self, wrong):
        """The verdict on a wrong answer: on the tasks before the one that must fail, and on that one."""
        if not wrong.hangs:
            return self.grade(wrong.answers, wrong.fails, and_earlier=True).tasks
        tasks = self.exercise.tasks
        earlier = [task.id for task in tasks[: tasks.index(self.exercise.task(wrong.fails))]]
        before = self.grade(wrong.answers, earlier[-1], and_earlier=True).tasks if earlier else ()
        return (*before, *self.grade(wrong.answers, wrong.fails, time_limit=SHORT).tasks)


@pytest.fixture(scope="session")
def bench(tmp_path_factory) -> Iterator:
    """Gives the bench of an exercise. Its processes serve all answers of this session."""
    benches = {}
    with ProcessPool(keep=True) as pool:

        def of(name):
            if name not in benches:
                exercise = make_kit(tmp_path_factory.mktemp(name), name, {})
                benches[name] = Bench(exercise, pool)
            return benches[name]

        yield of


def outcomes(result):
    return {task.id: task.outcome for task in result.tasks}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_pristine_stub_fails_each_task_with_its_own_todo(exercise, bench):
    result = bench(exercise.name).grade(stubs.pristine(exercise))
    assert outcomes(result) == {task.id: "not started" for task in exercise.tasks}
    for task in result.tasks:
        assert f"TODO {task.id}: " in task.message


@pytest.mark.whole
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_passes_where_it_is(exercise):
    result = grade(KIT, exercise, solutions=True, time_limit=GENEROUS)
    assert result.kit_error == ""
    assert outcomes(result) == {task.id: "passed" for task in exercise.tasks}


@pytest.mark.whole
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_passes_in_the_learners_place(exercise, bench):
    result = bench(exercise.name).grade(solution(exercise.name))
    assert outcomes(result) == {task.id: "passed" for task in exercise.tasks}


@pytest.mark.whole
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_fails_its_task_and_is_told_why(wrong, bench):
    *earlier, task = bench(wrong.exercise).verdict(wrong)
    said = " ".join(f"{task.message}\n{task.exchange}".split())
    assert [one.id for one in earlier if not one.passed] == []
    assert (task.id, task.passed) == (wrong.fails, False)
    assert any(text in said for text in wrong.says), said
    assert [label for label in ("Expected:", "Got:", "Why it matters:", "Try next:") if label not in task.message] == []
    assert "bizkit/workshop" not in task.message
    assert "grader itself stumbled" not in task.message


@pytest.mark.whole
@pytest.mark.parametrize("folder", RIGHT)
def test_an_unusual_answer_passes(folder, bench):
    name = folder.parents[1].name
    result = bench(name).grade(solution(name) | files_in(folder))
    assert result.passed, "\n".join(task.message + task.exchange for task in result.tasks if not task.passed)


@pytest.mark.whole
@pytest.mark.parametrize("exercise", EXERCISES)
def test_verdicts_depend_on_nothing_else(exercise, tmp_path):
    """They are the same in file order, in another order, and in a process of each answer's own."""
    answers = [wrong for wrong in wrong_answers() if wrong.exercise == exercise.name]
    shuffled = random.Random(exercise.name).sample(answers, len(answers))
    made = make_kit(tmp_path, exercise.name, {})

    def verdicts(order, pool):
        bench = Bench(made, pool)
        return {wrong.path.name: [what_it_says(task) for task in bench.verdict(wrong)] for wrong in order}

    with ProcessPool(keep=True) as pool:
        in_order = verdicts(answers, pool)
    with ProcessPool(keep=True) as pool:
        assert verdicts(shuffled, pool) == in_order
    assert verdicts(answers, None) == in_order


def what_it_says(task):
    """Whether the task passed, and what was expected: that names the check that failed.

    How it failed may differ: an answer that serves on port 8000 meets another server there, or nobody. And the ports
    that a check names differ each time.
    """
    expected = task.message.partition("\nGot:")[0]
    return task.id, task.passed, re.sub(r"\b\d{4,5}\b", "…", expected)

"""`workshop show`: the answer beside the learner's."""

import io

import pytest
from kits import make_kit, solution
from rich.console import Console

from bizkit.workshop.kit.exercises import KitError
from bizkit.workshop.terminal import show


def shown(exercise, width=80, name=None):
    output = io.StringIO()
    console = Console(file=output, width=width, force_terminal=True, color_system=None, soft_wrap=True)
    show.show(console, exercise, name)
    return output.getvalue()


def test_a_narrow_terminal_gets_a_unified_diff(kit):
    text = shown(kit.exercise("ex2"), 119)
    assert "--- yours: ex2/hello.py\n+++ answer: solutions/ex2/hello.py\n" in text
    assert "\n+from urllib.parse import parse_qs\n" in text
    assert '\n-    raise NotImplementedError("TODO 2.1' in text


def test_from_120_columns_the_two_stand_side_by_side(kit):
    lines = shown(kit.exercise("ex2"), 120).splitlines()
    assert max(map(len, lines)) <= 120
    (line,) = (line for line in lines if line.count("def visitor(environ):") == 2)
    assert line.index("def visitor") < 60 < line.rindex("def visitor")
    assert any("|" in line and "from html import escape" in line for line in lines)


def test_a_pipe_gets_a_unified_diff_however_wide_it_claims_to_be(kit):
    output = io.StringIO()
    show.show(Console(file=output, width=200), kit.exercise("ex2"))
    assert "+++ answer: solutions/ex2/hello.py" in output.getvalue()


def test_all_files_are_shown_or_the_one_that_is_named(kit):
    every, one = shown(kit.exercise("ex3")), shown(kit.exercise("ex3"), name="hello.py")
    assert "+++ answer: solutions/ex3/http_objects.py" in every
    assert "+++ answer: solutions/ex3/hello.py" in every
    assert "http_objects.py\n" not in one


def test_a_file_that_the_exercise_does_not_have_is_an_error_that_names_those_it_has(kit):
    with pytest.raises(KitError, match=r"ex2 has no file 'page\.py'\. It has hello\.py\."):
        shown(kit.exercise("ex2"), name="page.py")


def test_an_answer_that_is_the_reference_is_said_to_be_just_that(tmp_path):
    exercise = make_kit(tmp_path / "kit", "ex2", solution("ex2"))
    assert "Yours is the reference, letter by letter." in shown(exercise)


@pytest.mark.parametrize("answers", [{}, {"hello.py": b"\xff\xfe not text"}], ids=["gone", "no UTF-8"])
def test_a_file_that_is_gone_or_is_no_text_stands_beside_the_answer_all_the_same(tmp_path, answers):
    text = shown(make_kit(tmp_path / "kit", "ex2", answers))
    assert "+from html import escape" in text

"""`workshop compare ex3`: what it shows of an answer, of half of one, and of none."""

import io

import pytest
from kits import make_kit, sample, solution
from rich.console import Console

from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import KitError
from bizkit.workshop.terminal import compare


def printed(exercise, width=80, **options):
    """The exit status, and the lines that are printed."""
    output = io.StringIO()
    status = compare.main(exercise, Console(file=output, width=width, highlight=False, soft_wrap=True), **options)
    return status, output.getvalue()


@pytest.fixture
def references(kit):
    """The requests on which the two references differ; there are some, or there would be no decision to make."""
    return {row.title for row in compare.compare(kit.exercise("ex3")).rows}


@pytest.mark.whole
def test_a_stub_is_said_to_be_no_answer_yet_and_the_references_are_compared(kit):
    status, text = printed(kit.exercise("ex3"))
    assert status == 1
    assert "Not there yet (yours): the page.\n  TODO 3.6" in text
    assert "Not there yet (yours): Request, Response and wsgify.\n  TODO 3.5" in text
    assert "(not there yet)" in text
    assert "status 400" in text
    assert "NameError" not in text


@pytest.mark.whole
def test_an_answer_like_the_reference_differs_only_where_the_references_do(tmp_path, references):
    found = compare.compare(make_kit(tmp_path / "solved", "ex3", solution("ex3")))
    assert not found.missing
    assert {row.title for row in found.rows} == references
    assert all(row.saw["yours"] == row.saw["by hand"] for row in found.rows)


@pytest.mark.whole
def test_a_blank_that_is_lost_is_shown_beside_the_references_with_each_exchange(tmp_path, references):
    answers = solution("ex3")
    answers["http_objects.py"] = answers["http_objects.py"].replace("keep_blank_values=True", "keep_blank_values=False")
    exercise = make_kit(tmp_path / "blank", "ex3", answers)
    title = "a repeated name, the first blank"
    (row,) = (row for row in compare.compare(exercise).rows if row.title == title)
    assert title not in references
    assert "greets 'Ada'" in row.saw["yours"].lines
    assert "greets 'PyCon'" in row.saw["by hand"].lines
    told = f"--- {title} ---\nyours:\n> GET /?name=&name=Ada\n"
    status, text = printed(exercise, details=True)
    assert status == 1
    assert told in text
    number = [row.title for row in compare.compare(exercise).rows].index(title) + 1
    assert printed(exercise, row=number)[1].startswith(told)
    status, text = printed(exercise)
    assert status == 1
    assert f"{number}. a repeated" in text
    assert "> GET" not in text
    assert "`workshop compare ex3 --row 1`" in " ".join(text.split())


@pytest.mark.whole
def test_a_row_that_is_not_there_is_told(kit):
    with pytest.raises(KitError, match=r"There is no row 99: the table has rows 1 to \d"):
        printed(kit.exercise("ex3"), row=99)


@pytest.mark.whole
def test_objects_without_a_page_are_compared_all_the_same(tmp_path):
    answers = solution("ex3") | {"hello.py": stubs.pristine(make_kit(tmp_path / "x", "ex3", {}))["hello.py"]}
    found = compare.compare(make_kit(tmp_path / "half", "ex3", answers))
    assert [(missing.side, missing.what) for missing in found.missing] == [("yours", "the page")]
    assert {"yours" in row.saw for row in found.rows} == {True, False}


@pytest.mark.whole
@pytest.mark.parametrize("width", sample({"40": 40, "80": 80, "130": 130}))
def test_the_overview_fits_the_terminal_and_breaks_no_word(kit, width):
    text = printed(kit.exercise("ex3"), width)[1].partition("\n--- ")[0]
    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    assert "CONTENT_LENGTH" in text


def test_only_ex3_has_two_references(kit):
    with pytest.raises(KitError, match=r"There is nothing to compare in ex2. Run `workshop compare ex3`\."):
        compare.compare(kit.exercise("ex2"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('yours = "learner"', 'yours = "me"', 'sides.yours: must be "learner" or "reference"; it is \'me\'.'),
        ("sides.yours = { module", "sides.mine = { module", "sides: must say something of each side: yours, by hand,"),
        ("(.*?)", ".*?", "groups (the page).pattern: must have a group in parentheses"),
        ("(.*?)", "(.*?", "groups (the page).pattern: is not a regular expression"),
        ("times = 900", "times = 0", "times: must be a whole number from 1; it is 0."),
        (
            'target = "/?name=Ada"',
            'path = "/"',
            "path: is an unknown key. Known here: content, environ, form, headers,",
        ),
        ('form = "name=Ada"', 'form = "name=☃"', "content: must hold one character for each byte, U+00FF at most."),
        ('title = "a name",', "", "title: is missing."),
    ],
)
def test_a_plan_that_can_not_be_read_says_where(kit, old, new, words):
    path = kit.root / "ex3" / "compare.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KitError) as caught:
        compare.compare(kit.exercise("ex3"))
    assert str(caught.value).startswith("ex3/compare.toml, ")
    assert words in str(caught.value)

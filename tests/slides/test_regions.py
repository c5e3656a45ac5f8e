"""A region is there exactly once, or the error says what is there instead."""

import pytest

from bizkit.workshop.kit.regions import RegionError, check_steps, find, without_marks

TWO = """\
import os

class A:
    # region method
    def method(self):

        return 1
    # endregion method

# region rest
# region inner
x = 1
# endregion inner
y = 2
# endregion rest
"""


def test_a_region_is_shown_without_its_marks_and_its_indentation():
    region = find(TWO, "method")
    assert region.lines == ("def method(self):", "", "    return 1")
    assert region.first == 5


def test_a_region_in_a_region_leaves_no_mark_behind():
    assert find(TWO, "rest").text == "x = 1\ny = 2"
    assert find(TWO, "inner").text == "x = 1"


def test_without_a_name_it_is_the_whole_file():
    assert find(TWO, None).text == without_marks(TWO).rstrip()
    assert "region" not in without_marks(TWO)


@pytest.mark.parametrize("mark", ["# region a", "// region a", "<!-- region a -->", "/* region a */", "  #region a"])
def test_a_mark_is_a_comment_in_any_language(mark):
    assert find(f"{mark}\nx\n{mark.replace('region', 'endregion')}\n", "a").text == "x"


@pytest.mark.parametrize("line", ["# regional a", "x = 1  # region a", "# region", "# region a b", "#region: a"])
def test_what_is_no_mark_stays(line):
    assert without_marks(f"{line}\n") == f"{line}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWO, "no `region greeting` in it. It has: method, rest, inner"),
        ("x = 1\n", "none at all"),
        ("# region greeting\nx\n", "line 1 has no `endregion greeting`"),
        ("# region greeting\n# endregion greeting\n", "nothing in the region"),
        ("# endregion greeting\n# region greeting\n", "line 1 comes before"),
        ("# region greeting\nx\n# endregion greeting\n" * 2, "`region greeting` is there 2 times, in lines 1 and 4"),
        ("# region greeting\nx\n# endregion greeting\n# endregion greeting\n", "`endregion greeting` is there 2 times"),
    ],
    ids=["others", "none", "no end", "empty", "backwards", "twice", "two ends"],
)
def test_a_region_that_is_not_there_exactly_once_is_an_error(text, said):
    with pytest.raises(RegionError, match=said.replace("(", r"\(")):
        find(text, "greeting")


def test_a_file_with_nothing_in_it_can_not_be_shown():
    with pytest.raises(RegionError, match="nothing in it"):
        find("\n\n", None)


@pytest.mark.parametrize("steps", ["1", "1-3", "1|2|3", "1,3|2", "1-2, 3 | 3"])
def test_steps_within_the_region_are_fine(steps):
    assert check_steps(steps, 3) == steps.replace(" ", "")


@pytest.mark.parametrize(
    ("steps", "said"),
    [("4", "goes past the end: there are 3"), ("1|2-4", "2-4 goes past"), ("0", "first is 1"), ("2-1", "no range"),
     ("", "can't be read"), ("a", "can't be read"), ("1||2", "can't be read"), ("-1", "can't be read")],
)  # fmt: skip
def test_steps_that_are_not_there_are_an_error(steps, said):
    with pytest.raises(RegionError, match=said):
        check_steps(steps, 3)

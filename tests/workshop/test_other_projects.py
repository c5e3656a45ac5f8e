"""Other people's projects in the environment that has bizkit: their pytest runs as if bizkit weren't there."""

import pytest
from kits import ROOT, make_kit, run, write

from bizkit.workshop.kit import stubs
from bizkit.workshop.kit.exercises import Kit

STUB = stubs.pristine(Kit(ROOT).exercise("ex2"))
LOADS_NOTHING = """\
import sys

def test_nothing_of_the_workshop_is_loaded():
    ours = {name for name in sys.modules if name.partition(".")[0] in ("bizkit", "rich", "waitress", "werkzeug")}
    assert ours == {"bizkit", "bizkit.workshop", "bizkit.workshop.pytest_plugin"}
"""
OWN_OPTIONS = """\
def pytest_addoption(parser):
    for name in ("--task", "--solutions", "--time-limit"):
        parser.addoption(name, default="mine")
"""
READS_ITS_OPTION = 'def test_option(request):\n    assert request.config.getoption("--task") == "mine"\n'


def test_a_folder_called_ex1_with_a_readme_is_a_folder_like_any_other(tmp_path):
    write(
        tmp_path,
        {
            "ex1/README.md": "# notes\n",
            "ex1/test_mine.py": "def test_mine():\n    assert 0, 'my own failure'\n",
            "test_modules.py": LOADS_NOTHING,
        },
    )
    code, said = run(["pytest"], tmp_path)
    assert code == 1
    assert "1 failed, 1 passed" in said and "my own failure" in said
    assert "The graders" not in said and "not graded" not in said


def test_a_conftest_may_have_options_of_the_same_names(tmp_path):
    write(tmp_path, {"conftest.py": OWN_OPTIONS, "test_option.py": READS_ITS_OPTION, "test_modules.py": LOADS_NOTHING})
    code, said = run(["pytest"], tmp_path)
    assert code == 0 and "2 passed" in said
    assert run(["pytest", "--task", "mine", "test_option.py"], tmp_path)[0] == 0


@pytest.mark.whole
def test_a_project_that_only_mentions_a_workshop_is_no_kit(tmp_path):
    write(
        tmp_path,
        {
            "pyproject.toml": '[project]\nname = "workshop"\n[tool]\nworkshop = "no table"\n',
            "conftest.py": OWN_OPTIONS,
            "ex1/README.md": "# notes\n",
            "ex1/test_option.py": READS_ITS_OPTION,
        },
    )
    code, said = run(["pytest", "ex1"], tmp_path)
    assert code == 0 and "1 passed" in said


def test_the_options_are_unknown_outside_of_a_kit(tmp_path):
    write(tmp_path, {"test_it.py": "def test_it():\n    pass\n"})
    code, said = run(["pytest", "--task", "2.1"], tmp_path)
    assert code == 4 and "unrecognized arguments: --task" in said


@pytest.mark.whole
def test_a_project_inside_a_kit_is_a_project_of_its_own(tmp_path):
    kit = make_kit(tmp_path, "ex2", STUB).kit
    write(kit.root, {"mine/conftest.py": OWN_OPTIONS, "mine/test_option.py": READS_ITS_OPTION})
    for folder, arguments in ((kit.root, ["mine"]), (kit.root / "mine", [])):
        code, said = run(["pytest", *arguments], folder)
        assert code == 0 and "1 passed" in said


@pytest.mark.whole
def test_a_kit_inside_a_project_is_graded_when_it_is_named_and_left_out_when_not(tmp_path):
    write(
        tmp_path,
        {"pyproject.toml": "", "conftest.py": OWN_OPTIONS, "test_option.py": READS_ITS_OPTION},
    )
    make_kit(tmp_path / "kit", "ex2", STUB)
    code, said = run(["pytest"], tmp_path)
    assert code == 0 and "1 passed" in said
    code, said = run(["pytest", "kit/ex2", "--task", "2.1"], tmp_path)
    assert code == 1 and "2.1  not started" in said


@pytest.mark.whole
@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        pytest.param("elsewhere", ["{kit}/ex2"], id="an absolute path"),
        pytest.param("elsewhere", ["../kit/ex2"], id="a relative path", marks=pytest.mark.whole),
        pytest.param("kit", ["ex2/test_ex2.py"], id="the grader", marks=pytest.mark.whole),
        pytest.param("kit", ["ex2/test_ex2.py::test_the_page_says_hello_pycon"], id="one test"),
        pytest.param("kit/ex2", [], id="in the exercise's folder"),
        pytest.param("kit/ex2", ["."], id="a dot", marks=pytest.mark.whole),
        pytest.param("kit", ["ex2", "-n2"], id="on two workers", marks=pytest.mark.whole),
        pytest.param("elsewhere", ["-c", "{kit}/pyproject.toml", "{kit}/ex2"], id="-c", marks=pytest.mark.whole),
        pytest.param("elsewhere", ["--rootdir", "{kit}", "{kit}/ex2"], id="--rootdir", marks=pytest.mark.whole),
        pytest.param("kit", ["-c", "own.ini", "ex2"], id="settings of one's own"),
    ],
)
def test_an_exercise_of_a_kit_is_graded_from_wherever_it_is_named(folder, arguments, tmp_path):
    make_kit(tmp_path / "kit", "ex2", STUB)
    write(tmp_path, {"elsewhere/conftest.py": OWN_OPTIONS, "kit/own.ini": "[pytest]\n"})
    arguments = [argument.format(kit=tmp_path / "kit") for argument in arguments]
    code, said = run(["pytest", "--task", "2.1", *arguments], tmp_path / folder)
    assert code == 1
    assert "2.1  not started" in said and "2.2  " not in said

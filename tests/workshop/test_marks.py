"""Steps out of marks: what stands where after each task, in any language, and what is an error."""

import pytest
from kits import ROOT, make_kit

from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.kit.regions import without_marks
from bizkit.workshop.teaching.present import steps


@pytest.fixture
def exercise(tmp_path):
    """ex2, with an answer in a kit of its own."""
    return make_kit(tmp_path / "kit", "ex2", {})


def write(exercise, text, earlier="", path="hello.py"):
    (exercise.reference / path).write_text(text, encoding="utf-8")
    folder = exercise.kit.root / "slides" / "steps" / exercise.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(earlier, encoding="utf-8")


def states(exercise, path="hello.py"):
    return [step.files.get(path) for step in steps.steps(exercise)[1:]]


def test_any_statement_can_come_with_any_task(exercise):
    text = """\
import app

try:  # task 2.1
    import json  # task 2.1
except ImportError:  # task 2.1
    json = None  # task 2.1

# region 2.2
app.add_rule(1)
app.add_rule(2)
# endregion 2.2
# region 2.3
with app.context():
    count += 1
# endregion 2.3

if json:
    # region 2.4
    async def view():
        pass

    # endregion 2.4
    app.run()
"""
    write(exercise, text)
    found = states(exercise)
    assert found[0].count("app.add_rule") == 0
    assert found[1].endswith("app.add_rule(1)\napp.add_rule(2)\n\nif json:\n    app.run()\n")
    assert "with app.context():\n    count += 1\n\nif json:\n    app.run()" in found[2]
    assert found[3] == without_marks(text)
    assert "task" not in found[3] and "region" not in found[3]


@pytest.mark.parametrize(
    ("path", "text", "first"),
    [
        (
            "page.html",
            "<h1>\n{# region 2.2 #}\n{{ name }}\n{#- endregion 2.2 -#}\n</h1> {# task 2.1 #}\n",
            "<h1>\n</h1>\n",
        ),
        (
            "page.html",
            "<h1>\n<!-- region 2.2 -->\nx\n<!-- endregion 2.2 -->\n</h1> <!-- task 2.1 -->\n",
            "<h1>\n</h1>\n",
        ),
        ("a.sql", "-- region 2.1\nSELECT 1;\n-- endregion 2.1\nSELECT 2; -- task 2.2\n", "SELECT 1;\n"),
        ("a.css", "a { } /* task 2.1 */\n/* region 2.3 */\nb { }\n/* endregion 2.3 */\n", "a { }\n"),
    ],
)
def test_every_language_has_its_own_comments(exercise, path, text, first):
    manifest = 'files = ["*.py", "*.html", "*.sql", "*.css"]\n'
    (exercise.folder / "exercise.toml").write_text(manifest, encoding="utf-8")
    write(exercise, text, path=path)
    found = states(type(exercise)(exercise.kit, exercise.name), path)
    assert found[0] == first
    assert found[-1] == without_marks(text)


def test_what_was_there_before_stands_in_its_place_and_may_have_been_something_else_before(exercise):
    text = "def page():  # task 2.1\n    # region 2.4-title\n    return title()\n    # endregion 2.4-title\n"
    earlier = """\
# region 2.4-title
name = "x"  # task 2.3
return name  # task 2.2-name
# endregion 2.4-title

# region 2.2-name
return "nobody"
# endregion 2.2-name
"""
    write(exercise, text, earlier)
    assert states(exercise) == [
        'def page():\n    return "nobody"\n',
        "def page():\n    return name\n",
        'def page():\n    name = "x"\n    return name\n',
        "def page():\n    return title()\n",
    ]


def test_what_is_left_out_leaves_no_hole(exercise):
    text = "import a\n# region 2.3\nimport b\n# endregion 2.3\n\n\n# region 2.2\ndef f():\n    pass\n"
    text += "    # endregion 2.2\n\n\n# region 2.1\ndef g():\n    pass\n    # endregion 2.1\n\n\n"
    text += "# region 2.4\ndef h():\n    pass\n# endregion 2.4\n"
    write(exercise, text)
    assert states(exercise)[0] == "import a\n\n\ndef g():\n    pass\n"


def test_regions_for_slides_make_no_step_and_may_overlap(exercise):
    text = "# region a\nx = 1  # task 2.1\n# region 2.2\n# region b\ny = 2\n# endregion a\n# endregion 2.2\n"
    text += "z = 3\n# endregion b\n"
    write(exercise, text)
    assert states(exercise) == ["x = 1\nz = 3\n", *["x = 1\ny = 2\nz = 3\n"] * 3]
    assert "# region b" in steps.at_step(exercise, "hello.py", "2.2")
    assert "y = 2" not in steps.at_step(exercise, "hello.py", "2.1")


@pytest.mark.parametrize(
    ("text", "earlier", "words"),
    [
        ("x = 1\n", "", "No line of solutions/ex2/hello.py is in a region of a task"),
        ("# region 3.1\n# endregion 3.1\n", "", "hello.py, line 1: there is no task 3.1. There are 2.1, 2.2"),
        ("# region 2.1\n", "", "hello.py, the end of the file: `region 2.1` has no `endregion`."),
        ("# endregion 2.1\n", "", "hello.py, line 1: `endregion 2.1` can't be here: no region is open."),
        (
            "# region 2.1\n# region 2.2\n# endregion 2.1\n# endregion 2.2\n",
            "",
            "line 3: `endregion 2.1` can't be here: `endregion 2.2` comes first.",
        ),
        ("# region 2.1\n# region 2.1\n", "", "line 2: `region 2.1` lies in a region of the same name."),
        (
            "x  # task 2.1\n",
            "y  # task 2.2-x\n",
            "slides/steps/ex2/hello.py, `region 2.2-x` takes the place",
        ),
        ("x  # task 2.2\ny  # task 2.2\n", "y  # task 2.2\n", "and there are 2. There has to be one"),
        ("x  # task 2.2\n", "y  # task 2.2\nz  # task 2.2\n", "`region 2.2` is there twice."),
    ],
)
def test_a_mark_that_can_not_be_meant_is_an_error_that_says_where(exercise, text, earlier, words):
    write(exercise, text, earlier)
    with pytest.raises(KitError) as caught:
        steps.steps(exercise)
    assert words in str(caught.value)


def test_an_answer_that_is_not_text_is_to_be_given(exercise):
    (exercise.reference / "hello.py").write_bytes(b"\xff\xfe")
    with pytest.raises(KitError, match="isn't text, so it has no steps: make it a given file"):
        steps.steps(exercise)


@pytest.mark.parametrize("exercise", Kit(ROOT).exercises, ids=lambda exercise: exercise.name)
def test_each_step_is_python_without_holes(exercise):
    for step in steps.steps(exercise)[1:]:
        for path, text in step.files.items():
            compile(text, f"{exercise.name} {step.id} {path}", "exec")
            assert "\n\n\n\n" not in text

"""What a learner is told about the mistakes that people make most, in the words that mend them."""

import pytest
from kits import make_kit, sample, solution

from bizkit.workshop.judge.grading import grade


def changed(name, file, *replacements):
    """The reference answer to ``name`` with a mistake in ``file``."""
    text = solution(name)[file]
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return solution(name) | {file: text}


@pytest.fixture
def told(tmp_path):
    """All that is said of one task, as one line."""

    def ask(task, answers):
        exercise = make_kit(tmp_path / str(len(list(tmp_path.iterdir()))), f"ex{task[0]}", answers)
        (found,) = grade(exercise.kit, exercise, exercise.task(task)).tasks
        assert not found.passed
        return " ".join(f"{found.message}\n{found.exchange}".split())

    return ask


SERVE = "server.serve_forever()"
SERVERS = {
    "a name that is none": (
        ("simple_server.make_server(", "make_server("),
        "Go to ex1/it_works.py, line 16: NameError",
    ),
    "no Python": (("def main():", "def main(:"), "Go to ex1/it_works.py, line 13: SyntaxError: invalid syntax"),
    "brackets forgotten": ((SERVE, "server.serve_forever"), "Is serve_forever() called, with its brackets"),
    "a port in use": (
        (SERVE, 'simple_server.make_server("127.0.0.1", port, demo_app)'),
        "Is the port read from PORT, as an int?",
    ),
}


@pytest.mark.whole
@pytest.mark.parametrize(("mistake", "words"), sample(SERVERS))
def test_a_server_that_ended_is_told_by_its_error(told, mistake, words):
    assert words in told("1.1", changed("ex1", "it_works.py", mistake))


def test_a_traceback_shows_its_error_first_and_no_strangers_frame(told):
    message = told("1.2", changed("ex1", "it_works.py", ("demo_app = ", "nothing\ndemo_app = ")))
    first, _, rest = message.partition("Got: ")[2].partition(" It printed: ")
    assert first == "The command ended with exit status 1. NameError: name 'nothing' is not defined"
    assert 'ex1/it_works.py", line 10' in rest
    assert "waitress/runner" not in rest and "frozen" not in rest


@pytest.mark.whole
def test_a_response_that_is_not_called_is_to_be_called(told):
    answers = changed("ex3", "http_objects.py", ("return response(environ, start_response)", "return response"))
    assert "Call what the view returned: `return response(environ, start_response)`." in told("3.5", answers)


@pytest.mark.whole
@pytest.mark.parametrize("parameters", ["environ", "", "environ, start_response, more"])
def test_an_application_takes_two_arguments(told, parameters):
    assert "An application takes two arguments: def application(environ, start_response)." in told(
        "2.1", {"hello.py": f"def application({parameters}):\n    return [b'']\n"}
    )


@pytest.mark.whole
@pytest.mark.parametrize(
    ("task", "name"),
    [("3.1", "method"), ("3.1", "path"), ("3.1", "query_string"), ("3.2", "args"), ("3.3", "headers"), ("3.3", "form")],
)
def test_a_property_that_was_forgotten_is_named(told, task, name):
    plain = [(f"    @{kind}\n    def {name}(", f"    def {name}(") for kind in ("cached_property", "property")]
    there = [change for change in plain if change[0] in solution("ex3")["http_objects.py"]]
    assert "put @property above it" in told(task, changed("ex3", "http_objects.py", *there))


@pytest.mark.whole
@pytest.mark.parametrize("name", ["status", "status_code", "headers"])
def test_a_property_of_the_response_that_was_forgotten_is_named(told, name):
    method = f"\n\nclass Response(Response):\n    def {name}(self):\n        return None\n"
    method += (
        f"    def __init__(self, *a, **k):\n        super().__init__(*a, **k)\n        self.__dict__.pop({name!r}, 0)\n"
    )
    method += "    def __call__(self, environ, start_response):\n"
    method += "        return Right(*self.given)(environ, start_response)\n"
    source = solution("ex3")["http_objects.py"] + f"\n\nRight = Response{method}"
    source = source.replace("super().__init__(*a, **k)", "super().__init__(*a, **k)\n        self.given = a, k")
    source = source.replace("Right(*self.given)", "Right(*self.given[0], **self.given[1])")
    assert "put @property above it" in told("3.4", solution("ex3") | {"http_objects.py": source})


@pytest.mark.whole
def test_a_failure_of_an_example_shows_its_lines_and_nothing_to_replay(told):
    message = told("3.4", changed("ex3", "http_objects.py", ('encode("utf-8")', 'encode("utf-16")')))
    assert "The example, to answer GET / from ex3.http_objects import Response application = Response(" in message
    assert "curl" not in message
    answers = changed("ex3", "http_objects.py", ("return response(environ, start_response)", "return None"))
    assert "The application returned None." in told("3.5", answers)
    assert "def application(request):" in told("3.5", answers)


@pytest.mark.whole
def test_werkzeugs_media_type_is_told_with_what_changes_it(told):
    message = told("3.7", changed("ex3", "best_of_breed.py", ('default_mimetype = "text/html"', "pass")))
    assert "ex3/best_of_breed.py, to answer GET /" in message
    assert 'mimetype="text/html"' in message
    assert "curl" not in message


@pytest.mark.whole
def test_messages_that_differ_in_names_only_are_shown_as_they_are(told):
    source = """\
import importlib, os

from solutions.ex4.framework import Request, Response

def application(environ, start_response):
    spec = os.environ.get("BIZKIT_APP", "")
    module, _, name = spec.partition(":")
    try:
        view = getattr(importlib.import_module(module), name)
    except Exception as error:
        what = error if "package" in str(error) else f"{module}, {name}"
        raise LookupError(f"BIZKIT_APP={spec!r} wants module:view. {what}") from None
    if not callable(view):
        raise TypeError(f"BIZKIT_APP={spec!r} wants module:view. {name}")
    return view(Request(environ))(environ, start_response)
"""
    message = told("4.4", {"framework.py": source, "hello.py": solution("ex4")["hello.py"]})
    assert "For brought_app:absent and absent:absent, messages that differ in names only:" in message
    assert "BIZKIT_APP='brought_app:absent' wants module:view. brought_app, absent" in message
    assert "…" not in message


def test_a_page_without_a_return_is_told_in_both_tasks(told):
    assert "it can't loop over None" in told(
        "2.1", {"hello.py": "def application(environ, start_response):\n    ...\n"}
    )


def test_tabs_and_spaces_are_told_apart(told):
    source = "def application(environ, start_response):\n        x = 1\n\treturn [b'']\n"
    assert "replace the tabs by spaces" in told("2.1", {"hello.py": source})


LOOP = "def application(environ, start_response):\n    while True: pass\n"


def outcomes_of(exercise, limit):
    result = grade(exercise.kit, exercise, time_limit=limit)
    return [task.outcome for task in result.tasks], result.tasks


@pytest.mark.whole
def test_who_never_answers_is_waited_for_once(tmp_path):
    outcomes, tasks = outcomes_of(make_kit(tmp_path, "ex2", {"hello.py": LOOP}), 2.0)
    assert outcomes == ["timeout"] * 4
    assert "After 2 s your code was still running" in tasks[0].message
    assert all("In task 2.1 it did not even answer a plain GET / in time" in task.message for task in tasks[1:])


@pytest.mark.whole
def test_a_loop_for_one_request_fails_no_task_whose_requests_are_answered(tmp_path):
    answers = changed(
        "ex2",
        "hello.py",
        (
            "def visitor(environ):\n",
            "def visitor(environ):\n    while 'Lovelace' in environ.get('QUERY_STRING', ''): ...\n",
        ),
    )
    outcomes, _ = outcomes_of(make_kit(tmp_path, "ex2", answers), 6.0)
    assert outcomes == ["passed", "passed", "timeout", "passed"]

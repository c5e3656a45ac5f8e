import json

from bizkit.application import App
from bizkit.devserver.tracebacks import learners_traceback


def test_only_the_learners_frames_are_shown():
    def view(request):
        return json.loads("{")

    try:
        App(view)({}, lambda status, headers: None)
    except ValueError as error:
        shown = learners_traceback(error)
    assert 'json.loads("{")' in shown
    assert "JSONDecodeError" in shown
    assert "application.py" not in shown
    assert "decoder.py" not in shown


def test_what_led_to_it_is_shown_in_the_same_way():
    try:
        try:
            json.loads("{")
        except ValueError as cause:
            raise LookupError("no settings") from cause
    except LookupError as error:
        shown = learners_traceback(error)
    assert "direct cause" in shown
    assert shown.count('json.loads("{")') == 1
    assert "decoder.py" not in shown


def test_a_syntax_error_is_shown_with_its_line():
    try:
        compile("def hello(:", "shop.py", "exec")
    except SyntaxError as error:
        shown = learners_traceback(error)
    assert 'File "shop.py", line 1' in shown
    assert "def hello(:" in shown

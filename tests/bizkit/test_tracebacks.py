import json
import os
import sys

from bizkit.application import App
from bizkit.devserver import tracebacks
from bizkit.devserver.tracebacks import is_your_code, your_traceback


def test_only_frames_of_your_code_are_shown():
    def view(request):
        return json.loads("{")

    try:
        App(view)({}, lambda status, headers: None)
    except ValueError as error:
        shown = your_traceback(error)
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
        shown = your_traceback(error)
    assert "direct cause" in shown
    assert shown.count('json.loads("{")') == 1
    assert "decoder.py" not in shown


def test_a_syntax_error_is_shown_with_its_line():
    try:
        compile("def hello(:", "shop.py", "exec")
    except SyntaxError as error:
        shown = your_traceback(error)
    assert 'File "shop.py", line 1' in shown
    assert "def hello(:" in shown


def test_an_error_without_a_frame_of_yours_keeps_the_innermost():
    try:
        eval(compile("json.loads('{')", "<frozen none>", "eval"))
    except ValueError as error:
        error.__traceback__ = error.__traceback__.tb_next  # without this file's own
        shown = your_traceback(error)
    assert shown.count("decoder.py") == 2
    assert shown.count("  File ") == tracebacks.INNERMOST


def test_a_folder_whose_name_begins_like_bizkits_is_yours():
    bizkit = os.path.dirname(os.path.dirname(tracebacks.__file__))
    assert not is_your_code(os.path.join(bizkit, "application.py"))
    assert is_your_code(os.path.join(f"{bizkit}_shop", "application.py"))
    assert not is_your_code(json.__file__)


def test_what_is_installed_is_not_yours(tmp_path):
    import werkzeug

    assert not is_your_code(werkzeug.__file__)
    assert not is_your_code(str(tmp_path / ".local" / "lib" / "site-packages" / "shop.py"))
    if sys.prefix != sys.base_prefix:
        assert not is_your_code(os.path.join(sys.prefix, "bin", "waitress-serve"))
    assert is_your_code(str(tmp_path / "shop.py"))


def test_a_folder_below_an_environment_is_yours_if_you_work_there(tmp_path):
    below = tmp_path / "site-packages" / "kit"
    assert is_your_code(str(below / "shop.py"), str(below))
    assert not is_your_code(str(below / ".venv" / "site-packages" / "shop.py"), str(below))
    assert is_your_code(os.path.join(sys.prefix, "kit", "shop.py"), os.path.join(sys.prefix, "kit"))


def test_a_chain_of_errors_that_bites_its_tail_ends():
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one
    assert [error for _, error in tracebacks.chain(one)] == [one, two]
    assert "ValueError: two" in your_traceback(one)

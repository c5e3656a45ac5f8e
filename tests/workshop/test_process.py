"""The process that runs a learner's code: asked, timed, and ended."""

import time

import pytest

from bizkit.workshop.judge.process import Budget, Flooded, Gone, Process, learners_environment

SLOWEST = 60.0
"""Seconds that anything may take here on a busy machine. What hangs would take forever."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ex2").mkdir()
    (tmp_path / "ex2" / "__init__.py").touch()
    return tmp_path / "ex2"


def started_for(folder):
    process = Process()
    process.begin(folder.parent, folder)
    return process


@pytest.fixture
def process(folder):
    started = started_for(folder)
    yield started
    started.close()
    assert not started.alive


def ask(process, setup="", expression="None", limit=60.0, **more):
    command = {"modules": [], "example": setup + expression, "setup": setup, "expression": expression, **more}
    return process.ask(command, Budget(limit), [])


def test_an_expression_is_worked_out_in_the_process(process, folder):
    assert ask(process, "number = 6", "number * 7")["value"] == ["int", "42"]
    assert ask(process, "import os", "os.getcwd()")["value"] == ["str", str(folder.parent)]


def test_what_is_asked_is_answered_in_order(process):
    assert [ask(process, "", str(number))["value"] for number in range(20)] == [["int", str(n)] for n in range(20)]


def test_what_was_printed_comes_with_the_answer_that_printed_it(process):
    ask(process, "print('one')")
    assert process.printed() == "one\n"
    ask(process, "import os\nos.write(2, b'two')")
    assert process.printed() == "two"


def test_much_that_was_printed_is_cut(process):
    ask(process, "print('x' * 100_000)")
    printed = process.printed()
    assert len(printed) < 21_000
    assert printed.endswith("… and 80001 more bytes")


def test_there_is_nothing_to_read_from_the_keyboard(process):
    assert ask(process, "import sys", "sys.stdin.read()")["value"] == ["str", ""]


def test_the_time_is_limited(process):
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        ask(process, "while True: pass", limit=0.2)
    assert time.monotonic() - started < SLOWEST


@pytest.mark.whole
def test_the_start_of_python_does_not_count(folder, monkeypatch):
    started, wait = time.monotonic(), Process._wait_until_ready
    monkeypatch.setattr(Process, "_wait_until_ready", lambda process: (time.sleep(0.5), wait(process)))
    process, budget = Process(), Budget(SLOWEST)
    process.ask({"modules": [], "example": "x", "setup": "", "expression": "1"}, budget, [])
    took = time.monotonic() - started
    process.close()
    assert SLOWEST - budget.left <= took - 0.5


def test_an_end_is_noticed_though_a_child_holds_the_pipes(process):
    started = time.monotonic()
    code = "import os, subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    code += "os._exit(3)"
    with pytest.raises(Gone):
        ask(process, code)
    assert process.exit_status() == 3
    process.close()
    assert time.monotonic() - started < SLOWEST


def test_a_flood_is_noticed(process):
    with pytest.raises(Flooded):
        ask(process, "while True: print('x' * 10_000)")


def test_a_reply_without_the_token_is_no_reply(process):
    forged = b'{"answer": {"value": 1}}\n' * 9
    code = f"import os\nfor fd in range(3, 30):\n    try: os.write(fd, {forged!r})\n    except OSError: pass"
    assert ask(process, code, "'the real one'")["value"] == ["str", "the real one"]


def test_a_closed_output_is_waited_for_once(process, monkeypatch):
    waits = []
    monkeypatch.setattr(process._marked, "wait", lambda limit: waits.append(limit) or False)
    ask(process, "import os\nos.close(1)\nos.close(2)")
    for number in range(5):
        ask(process, "", str(number))
    assert len(waits) == 1


@pytest.mark.parametrize("name", ["PYTEST_ADDOPTS", "PYTHONSTARTUP", "BIZKIT_APP", "COVERAGE_PROCESS_START"])
def test_variables_that_would_change_what_code_does_stay_outside(name, monkeypatch, tmp_path):
    monkeypatch.setenv(name, "x")
    assert name not in learners_environment(tmp_path)


def test_modules_in_the_root_do_not_shadow_what_the_host_needs(folder):
    for name in ("json", "queue", "traceback", "resource", "sitecustomize"):
        (folder.parent / f"{name}.py").write_text("import os\nos._exit(0)\n")
    process = started_for(folder)
    assert ask(process, "", "1")["value"] == ["int", "1"]
    process.close()


def test_a_json_module_beside_the_answer_shadows_nothing_that_the_worker_needs(folder):
    for name in ("json", "queue", "traceback", "linecache"):
        (folder / f"{name}.py").write_text("import os\nos._exit(0)\n")
    process = started_for(folder)
    assert ask(process, "import json", "json.dumps([1])")["value"] == ["str", "[1]"]
    process.close()


def test_a_neighbour_is_imported_by_its_bare_name(folder):
    (folder / "neighbour.py").write_text("answer = 42\n")
    process = started_for(folder)
    assert ask(process, "import neighbour", "neighbour.answer")["value"] == ["int", "42"]
    process.close()


def test_bizkits_settings_in_the_terminal_are_not_inherited(folder, monkeypatch):
    monkeypatch.setenv("BIZKIT_WRAPPERS", "no_such_layer")
    monkeypatch.setenv("BIZKIT_APP", "no_such_module:view")
    process = started_for(folder)
    expression = "sorted(key for key in os.environ if key.startswith('BIZKIT'))"
    assert ask(process, "import os", expression)["value"] == ["list", []]
    process.close()

"""`workshop` on a terminal, as a person at a terminal of 80 or 40 columns sees it."""

import contextlib
import json
import re
import signal
import time
import urllib.request
from pathlib import Path

import pytest
from kits import solution

from bizkit.workshop.processes import free_port

termios = pytest.importorskip("termios")  # not on Windows
terminals = pytest.importorskip("terminals")
Terminal, PATIENCE = terminals.Terminal, terminals.PATIENCE

NO_REASON = """\
def application(environ, start_response):
    print("asked for", environ.get("PATH_INFO"))
    start_response("200", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<h1>Hello, PyCon</h1>"]
"""
RIGHT = solution("ex2")["hello.py"]
COLOUR = re.compile(rb"\x1b\[[0-9;]*[34][0-7](;[0-9;]*)?m")


@pytest.fixture
def terminal(kit):
    opened = []

    def open_terminal(columns=80, rows=24, *arguments, **environment):
        passed = {"1.1": "2026-11-21", "1.2": "2026-11-21"}
        (kit.root / ".workshop").mkdir(exist_ok=True)
        (kit.root / ".workshop" / "progress.json").write_text(json.dumps({"passed": passed, "hints": {}}))
        opened.append(Terminal(kit, columns, rows, arguments, environment))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.close()


def processes_of(kit):
    """The processes that were started for this kit, where the system tells."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(kit.root).encode() in path.read_bytes():
                found.append(path.parent.name)
    return found


@pytest.mark.whole
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20)])
def test_what_matters_of_a_failure_is_on_the_screen_whatever_its_size(terminal, columns, rows):
    it = terminal(columns, rows)
    it.wait_for("not started", "Next: Begin with 2.1 in ex2/hello.py.", "ex2/README.md")
    it.save(NO_REASON)
    it.wait_for(
        "ex2 – A WSGI application by hand",
        "3 of 14 tasks passed",
        "2.2 Speak the protocol: failed ex2/hello.py",
        "Expected: An answer to GET / that follows the protocol (PEP 3333).",
        "Got: The status is '200'.",
        "more lines: press w, or run `workshop check 2.2`.",
        "Next: Go on with 2.2 in ex2/hello.py.",
        "Watching. h hint",
        "q quit",
    )


@pytest.mark.whole
def test_the_error_of_a_server_is_on_the_screen_before_its_traceback(terminal):
    it = terminal(80, 24)
    it.wait_for("Begin with 2.1")
    it.save("import nothing_like_it\n" + solution("ex1")["it_works.py"], "ex1/it_works.py")
    it.wait_for(
        "Got: The command ended with exit status 1. ModuleNotFoundError: No module named 'nothing_like_it'",
        "press w",
    )


def test_a_save_that_passes_moves_on_and_a_later_failure_is_a_regression(terminal):
    it = terminal()
    it.wait_for("not started")
    it.save(RIGHT)
    it.wait_for("2.1 passed", "2.4 passed", "ex2 passed. Next: ex3", "Press n to go on to ex3", "4 of 14")
    it.save(NO_REASON)
    it.wait_for("2.2 failed Speak the protocol – passed before, fails now <-- next", "3 of 14")
    it.press("n")
    it.wait_for("ex3 – Request and response", "Next: Begin with 3.1")
    it.press("p")
    it.wait_for("ex2 – A WSGI application by hand", "The status is '200'.")


@pytest.mark.whole
def test_a_large_screen_shows_the_exchange_and_what_was_printed_and_so_does_w(terminal):
    it = terminal()
    it.wait_for("not started")
    it.save(NO_REASON)
    it.wait_for("press w", "The status is '200'.")
    it.press("w")
    it.wait_for("--- end of what your code printed ---")
    it.press("c")
    it.wait_for("press w", but_not="--- end of what")
    it.resize(100, 60)
    it.wait_for("< start_response('200'", "--- What your code printed ---", "asked for /", but_not="press w")


@pytest.mark.whole
def test_the_keys_do_what_they_say_and_the_terminal_is_as_it_was_after_q(terminal):
    it = terminal(80, 40)
    it.wait_for("Watching.", "Begin with 2.1")
    it.press("h")
    it.wait_for("Hint 1 of 3 for 2.1", "`workshop hint 2.1` gives the next one.")
    it.press("?")
    it.wait_for("p previous go to the exercise before", "Ctrl+C does the same")
    it.press("c")
    it.wait_for("Begin with 2.1", but_not="Hint 1")
    it.press("x")
    it.wait_for("A backup of yours is made first. (y/n)")
    it.press("q")
    it.wait_for("Cancelled.")
    it.press("s")
    it.wait_for("ex2 has not passed yet. Show the answer all the same? (y/n)")
    it.press("y")
    it.wait_for("+ names = parse_qs(query")
    it.press("q")
    assert it.ended() == 0
    assert termios.tcgetattr(it.slave) == it.before
    assert not processes_of(it.kit)


@pytest.mark.whole
def test_a_reset_tells_where_the_backup_is_beside_the_new_verdict(terminal):
    it = terminal()
    it.save(NO_REASON)
    it.wait_for("The status is '200'.")
    it.press("x")
    it.wait_for("(y/n)")
    it.press("y")
    it.wait_for("Begin with 2.1", "ex2/hello.py: the stub is back. Yours are in .workshop/backups/ex2-")
    (backup,) = (it.kit.root / ".workshop" / "backups").glob("ex2-*/hello.py")
    assert backup.read_text(encoding="utf-8") == NO_REASON


@pytest.mark.whole
def test_arrows_function_keys_and_pasted_text_are_no_keys(terminal):
    it = terminal()
    it.wait_for("Watching.", "Begin with 2.1")
    for nothing in ("\x1b[H", "\x1bOR", "\x1b[A", "\x1bOS", "\x1b[15~", "import sys, html  # hqxy"):
        it.press(nothing)
        it.read()
    it.press("?")
    it.wait_for("go to the exercise before")
    assert not any(words in it.words for words in ("Hint", "Serving", "(y/n)"))


@pytest.mark.whole
def test_without_colours_the_words_say_it_all(terminal):
    it = terminal(40, 20, NO_COLOR="1")
    it.save(NO_REASON)
    it.wait_for("2.2 Speak the protocol: failed", "Next: Go on with 2.2")
    it.save(RIGHT)
    it.wait_for("ex2 passed. Next: ex3")
    assert not COLOUR.search(it.sent)


@pytest.mark.whole
def test_ctrl_c_ends_the_watch_while_an_endless_loop_is_graded(terminal):
    it = terminal()
    it.wait_for("Begin with 2.1")
    it.save("while True:\n    pass\n")
    it.wait_for("Checking ex2 …")
    it.press("\x03")
    assert it.ended() == 0
    assert termios.tcgetattr(it.slave) == it.before
    assert not processes_of(it.kit)


@pytest.mark.whole
def test_what_is_saved_while_it_grades_is_graded_next(terminal):
    it = terminal()
    it.wait_for("Begin with 2.1")
    it.save("import time\n\ntime.sleep(1)\n")
    it.wait_for("Checking ex2 …")
    for text in (NO_REASON, "", NO_REASON, RIGHT):
        it.save(text)
    it.wait_for("2.4 passed", "ex2 passed. Next: ex3")


@pytest.mark.whole
def test_a_file_that_is_gone_is_said_to_be_gone_also_when_it_polls(terminal):
    it = terminal(80, 24, "--poll")
    it.wait_for("Begin with 2.1")
    (it.kit.root / "ex2" / "hello.py").unlink()
    it.wait_for("There is no ex2/hello.py.", "`workshop reset ex2`")
    it.save(RIGHT)
    it.wait_for("ex2 passed. Next: ex3")


@pytest.mark.whole
def test_r_serves_beside_the_watch_and_a_closed_window_ends_both(terminal):
    it = terminal(80, 24, BROWSER="true", PORT=str(free_port()))
    it.save(RIGHT)
    it.wait_for("ex2 passed")
    it.press("r")
    it.wait_for("Serving ex2.hello:application on http://127.0.0.1:", "q quit Serving ex2.hello:application on http:")
    address = re.search(r"http://127\.0\.0\.1:\d+/", it.words)[0]
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        assert "Hello, PyCon" in answer.read().decode()
    it.process.send_signal(signal.SIGHUP)
    assert it.ended() == 0
    deadline = time.monotonic() + PATIENCE
    while processes_of(it.kit):
        assert time.monotonic() < deadline
        it.read()
    with pytest.raises(OSError):
        urllib.request.urlopen(address, timeout=1)

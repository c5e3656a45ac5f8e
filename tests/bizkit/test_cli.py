"""``bizkit run``, as a process of its own, on a real port."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bizkit import cli

ROOT = Path(__file__).parents[2]
PATIENCE = 15.0

VIEW = """
from bizkit import Response

def hello(request):
    return Response("{word} " + type(request).__module__)
"""


def environment(**more):
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def command(*arguments):
    return [sys.executable, "-m", "bizkit", *arguments]


class Server:
    """A running ``bizkit run``, and what it printed so far."""

    def __init__(self, process):
        self.process, self.lines = process, []
        threading.Thread(target=lambda: self.lines.extend(process.stdout), daemon=True).start()
        self.port = int(self.wait_for(r"http://127\.0\.0\.1:(\d+)/")[1])

    @property
    def printed(self):
        return "".join(self.lines)

    def wait_for(self, pattern):
        return until(lambda: re.search(pattern, self.printed), f"{pattern!r} in what was printed")

    def get(self, target="/"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", target)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def wait_for_page(self, status, text):
        def look():
            answer = self.get()
            return answer if answer[0] == status and text in answer[1] else None

        return until(look, f"{status} and {text!r}")[1]


def until(look, what):
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"There was no {what} in {PATIENCE:g} s.")


@pytest.fixture
def run(tmp_path):
    """Start ``bizkit run`` in an empty folder, on a free port; end it afterwards."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, **variables):
            process = subprocess.Popen(
                command("run", *arguments, "--port", "0"),
                cwd=tmp_path,
                env=environment(**variables),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            stack.callback(process.stdout.close)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return Server(process)

        yield start


def save(path, text):
    path.write_text(text, encoding="utf-8")


def test_saving_reloads_and_a_mistake_is_shown_while_the_server_stays_up(run, tmp_path):
    save(tmp_path / "shop.py", VIEW.format(word="one"))
    server = run("shop:hello")
    server.wait_for_page(200, "one bizkit.wrappers.by_hand")

    save(tmp_path / "shop.py", VIEW.format(word="two"))
    server.wait_for_page(200, "two")

    save(tmp_path / "shop.py", "def hello(request:\n")
    page = server.wait_for_page(500, "SyntaxError")
    assert "shop.py" in page and "line 1" in page
    server.wait_for(r"SyntaxError(.|\n)*The server is still running")
    assert "bizkit/" not in re.sub(r"^(Serving|Request).*$", "", server.printed, flags=re.MULTILINE)

    save(tmp_path / "shop.py", VIEW.format(word="three"))
    server.wait_for_page(200, "three")

    save(tmp_path / "shop.py", "import os\nos._exit(7)\n")
    server.wait_for_page(500, "exit status 7")

    save(tmp_path / "shop.py", "while True: pass\n")
    server.wait_for(r"shop\.py saved(.|\n)*exit status 7(.|\n)*shop\.py saved")
    save(tmp_path / "shop.py", VIEW.format(word="four"))
    server.wait_for_page(200, "four")


@pytest.mark.whole
def test_no_connection_is_refused_while_it_reloads(run, tmp_path):
    save(tmp_path / "shop.py", VIEW.format(word="0"))
    server = run("shop:hello")
    server.wait_for_page(200, "0 ")
    answers, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                answers.append(server.get()[0])
            except OSError as error:
                answers.append(repr(error))

    client = threading.Thread(target=ask)
    client.start()
    try:
        for number in (1, 2, 3):
            save(tmp_path / "shop.py", VIEW.format(word=number))
            server.wait_for_page(200, f"{number} ")
    finally:
        stop.set()
        client.join()
    assert set(answers) == {200}


@pytest.mark.whole
def test_a_request_that_was_begun_is_finished_by_the_old_code(run, tmp_path):
    slow = (
        "import pathlib, time\nfrom bizkit import Response\n"
        "def hello(request):\n"
        "    if request.path == '/slow':\n"
        "        pathlib.Path('begun').touch()\n"
        "        while not pathlib.Path('go').exists(): time.sleep(0.01)\n"
        "    return Response('old')\n"
    )
    save(tmp_path / "shop.py", slow)
    server = run("shop:hello")
    answers = []
    client = threading.Thread(target=lambda: answers.append(server.get("/slow")))
    client.start()
    until((tmp_path / "begun").exists, "request")
    save(tmp_path / "shop.py", VIEW.format(word="new"))
    server.wait_for_page(200, "new")
    (tmp_path / "go").touch()
    client.join(PATIENCE)
    assert answers == [(200, "old")]


def test_an_exception_of_the_view_is_told_in_the_terminal_alone(run, tmp_path):
    save(tmp_path / "shop.py", "def hello(request):\n    return 1 / 0\n")
    server = run("shop:hello")
    page = server.wait_for_page(500, "Internal Server Error")
    for told in ("ZeroDivisionError", "Traceback", "shop.py", "1 / 0"):
        assert told not in page
    server.wait_for(r"shop\.py(.|\n)*ZeroDivisionError")


@pytest.mark.whole
@pytest.mark.parametrize("arguments", [[], ["--no-reload"]], ids=["reload", "no reload"])
def test_with_debug_an_exception_of_the_view_is_shown_with_the_learners_frames(run, tmp_path, arguments):
    save(tmp_path / "shop.py", "def hello(request):\n    password, greeting = 'hunter2', '<i>'\n    return 1 / 0\n")
    server = run("shop:hello", "--debug", *arguments)
    page = server.wait_for_page(500, "ZeroDivisionError")
    assert "shop.py" in page and "return 1 / 0" in page
    assert "<td>&#x27;&lt;i&gt;&#x27;</td>" in page
    assert "<td>(hidden)</td>" in page
    assert "application.py" not in page
    server.wait_for("ZeroDivisionError")
    assert "Warning" not in server.printed


@pytest.mark.whole
def test_an_answer_that_fails_on_the_way_is_cut_and_told_once(run, tmp_path):
    application = (
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '10')])\n"
        "    yield b'half'\n"
        "    raise LookupError('the other half')\n"
    )
    save(tmp_path / "shop.py", application)
    server = run("shop:application", "--debug")
    with pytest.raises(http.client.IncompleteRead) as caught:
        server.get()
    assert caught.value.partial == b"half"
    server.wait_for("LookupError: the other half")
    time.sleep(0.2)
    assert server.printed.count("Traceback") == 1


@pytest.mark.parametrize(
    ("host", "warned"), [("127.0.0.1", False), ("localhost", False), ("127.0.0.2", False), ("0.0.0.0", True)]
)
@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["plain", "debug"])
def test_debug_beyond_this_machine_is_warned_of(monkeypatch, capsys, tmp_path, host, warned, debug):
    if host == "127.0.0.2" and sys.platform == "darwin":
        pytest.skip("macOS has 127.0.0.1 alone")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert cli.main(["run", "not_there:hello", "--port", "0", "--no-reload", "--host", host, *debug]) == 1
    printed = capsys.readouterr().err
    assert ("Warning: with --debug, anyone who can reach" in printed) is (warned and bool(debug))


@pytest.mark.whole
def test_the_wrappers_can_be_chosen(run, tmp_path):
    save(tmp_path / "shop.py", VIEW.format(word="on"))
    server = run("shop:hello", "--wrappers", "werkzeug")
    server.wait_for(r"\nRequest and Response: werkzeug \(bizkit/wrappers/on_werkzeug/\)\n")
    assert server.wait_for_page(200, "on bizkit.wrappers.on_werkzeug")
    save(tmp_path / "own.py", "from bizkit.wrappers.by_hand import Response\nclass Request:\n    __init__ = print\n")
    assert run("shop:hello", BIZKIT_WRAPPERS="own").wait_for_page(200, "on own")
    assert run("shop:hello", "--wrappers", "shop").wait_for_page(500, "has no Request")


@pytest.mark.whole
def test_a_wsgi_application_is_served_as_it_is_with_polling(run, tmp_path):
    application = (
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Type', 'text/plain')])\n"
        "    return [b'{}']\n"
    )
    save(tmp_path / "shop.py", application.format("one"))
    server = run("shop:application", "--poll")
    server.wait_for_page(200, "one")
    save(tmp_path / "shop.py", application.format("two"))
    server.wait_for_page(200, "two")


@pytest.mark.whole
def test_without_reload_a_save_changes_nothing(run, tmp_path):
    save(tmp_path / "shop.py", VIEW.format(word="one"))
    server = run("shop:hello", "--no-reload")
    before = server.wait_for_page(200, "one")
    save(tmp_path / "shop.py", VIEW.format(word="two"))
    assert server.get() == (200, before)
    assert server.printed.count("Request and Response: by_hand (bizkit/wrappers/by_hand/)") == 1


def test_without_reload_an_application_that_can_not_be_loaded_ends_it(tmp_path):
    save(tmp_path / "shop.py", "1 / 0\n")
    ran = subprocess.run(
        command("run", "shop:hello", "--no-reload", "--port", "0"),
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 1
    assert "ZeroDivisionError" in ran.stderr
    assert "importlib" not in ran.stderr


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl+C to one process alone")
@pytest.mark.parametrize("arguments", [[], ["--no-reload"]], ids=["reload", "no reload"])
def test_ctrl_c_ends_it_without_a_traceback(run, tmp_path, arguments):
    save(tmp_path / "shop.py", VIEW.format(word="one"))
    server = run("shop:hello", *arguments)
    server.wait_for_page(200, "one")
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(PATIENCE) == 0
    until(lambda: not accepts_connections(server.port), "end of the server process")
    assert "Traceback" not in server.printed


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no Ctrl+C to one group of processes alone")
@pytest.mark.parametrize("when", ["at once", "while it is imported"])
def test_ctrl_c_while_it_starts_ends_it_without_a_traceback(tmp_path, when):
    save(tmp_path / "shop.py", "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(600)\n")
    process = subprocess.Popen(
        command("run", "shop:hello", "--port", "0"),
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            assert "Ctrl+C ends it" in process.stdout.readline()
            if when == "while it is imported":
                until((tmp_path / "begun").exists, "import")
            os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to all of them
            out, _ = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    # CPython ends by the signal if it comes while exec() runs a text, as in an import that makes a named tuple.
    assert process.returncode in (0, -signal.SIGINT)
    assert "Traceback" not in out


def test_no_server_process_outlives_its_supervisor(run, tmp_path):
    save(tmp_path / "shop.py", VIEW.format(word="one"))
    server = run("shop:hello")
    server.wait_for_page(200, "one")
    server.process.kill()
    until(lambda: not accepts_connections(server.port), "end of the server process")


def accepts_connections(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_port_in_use_is_told_with_the_remedy(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["run", "shop:hello", "--port", str(port)]) == 2
    printed = capsys.readouterr().err
    assert f"Nothing can listen on 127.0.0.1, port {port}" in printed
    assert "--port" in printed
    assert "Traceback" not in printed


def test_a_host_that_is_none_is_told(capsys):
    assert cli.main(["run", "shop:hello", "--host", "host.invalid", "--port", "0"]) == 2
    assert "host.invalid" in capsys.readouterr().err


def test_a_port_variable_that_is_none_is_told(capsys, monkeypatch):
    monkeypatch.setenv("PORT", "abc")
    assert cli.main(["run", "shop:hello"]) == 2
    assert "PORT must be a number from 0 to 65535; it is 'abc'." in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["run"], ["run", "shop"], ["run", "shop:"], ["run", "a/b.py:c"], ["run", "a:b", "--port", "abc"], ["walk"]],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_help_says_what_is_a_view_and_what_an_application(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["run", "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert "def hello(request)" in printed
    assert "--wrappers" in printed
    assert "--debug" in printed


def test_open_opens_the_browser_once_it_listens(monkeypatch, capsys, tmp_path):
    opened = []

    def look(url):
        port = int(re.search(r":(\d+)/", url)[1])
        opened.append(accepts_connections(port))

    monkeypatch.setattr("webbrowser.open", look)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert cli.main(["run", "not_there:hello", "--port", "0", "--open", "--no-reload"]) == 1
    assert opened == [True]
    assert "there is no module 'not_there'" in capsys.readouterr().err


def test_an_app_runs_by_itself(tmp_path):
    program = "from shop import hello\nfrom bizkit import App\nApp(hello).run()\n"
    save(tmp_path / "shop.py", VIEW.format(word="alone"))
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(PORT="0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            Server(process).wait_for_page(200, "alone")
        finally:
            process.kill()


def test_an_app_that_can_not_listen_says_so():
    from bizkit.application import App
    from bizkit.exceptions import ConfigurationError

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigurationError, match="PORT="):
        App(print).run(port=taken.getsockname()[1])

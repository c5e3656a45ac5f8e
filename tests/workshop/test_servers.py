"""Servers that a learner starts: waited for, and ended, whatever they do."""

import socket
import sys

import pytest
from kits import make_kit, sample

from bizkit.workshop.judge.expect.servers import serve
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.grading import grade
from bizkit.workshop.processes import free_port, is_taken, wait_until

GENEROUS, SHORT = 60.0, 4.0
"""Seconds for a server, and for one that hangs: it fails however busy the machine is, but has to start before."""
HEAD = """\
import os, socket, sys, time
port = int(os.environ["PORT"])
listener = socket.create_server(("127.0.0.1", port))
"""
ANSWERS = {
    "no answer": ("time.sleep(60)", "did not finish its answer"),
    "a trickle of a head": ("client.sendall(b'HTTP/1.1 2')\n    time.sleep(0.1)\n    time.sleep(60)", "did not finish"),
    "a trickle of a body": (
        "client.sendall(b'HTTP/1.1 200 OK\\r\\n\\r\\n')\n"
        "    while True:\n        client.sendall(b'x')\n        time.sleep(0.05)",
        "did not finish its answer",
    ),
    "an answer without an end": (
        "while True: client.sendall(b'HTTP/1.1 100 Continue\\r\\n\\r\\n')",
        "did not finish its answer",
    ),
    "less than its Content-Length": (
        "client.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nhalf')\n    client.close()",
        "The answer ended 5 bytes before the end that its Content-Length announces.",
    ),
    "garbage": ("client.sendall(b'\\0garbage\\r\\n\\r\\n')\n    client.close()", "What it sent is no HTTP"),
    "endless garbage": ("while True: client.sendall(b'garbage' * 100)", "What it sent is no HTTP"),
    "endless headers": (
        "client.sendall(b'HTTP/1.1 200 OK\\r\\n')\n    while True: client.sendall(b'A: b\\r\\n')",
        "What it sent is no HTTP",
    ),
}
DAEMON = "if os.fork():\n    time.sleep(60)\nos.setsid()\n"


def started(source, tmp_path, limit=GENEROUS, port=None):
    script = tmp_path / "server.py"
    script.write_text(source)
    port = port or free_port()
    return serve([sys.executable, str(script)], "python server.py", tmp_path, limit, port, {"PORT": str(port)})


def told(source, tmp_path, *, hangs):
    """What is said when the server is asked for a page."""
    with started(source, tmp_path, SHORT if hangs else GENEROUS) as server, pytest.raises(Failure) as caught:
        server.get("/")
    assert not is_taken(server.port)
    return caught.value


@pytest.mark.whole
@pytest.mark.parametrize(("lines", "reason"), sample(ANSWERS))
def test_an_answer_that_is_none_is_told(lines, reason, tmp_path):
    source = f"{HEAD}while True:\n    client, _ = listener.accept()\n    {lines}\n"
    assert reason in told(source, tmp_path, hangs="did not finish" in reason).got


@pytest.mark.whole
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the processes that left their group")
def test_a_daemon_ends_with_the_command_that_made_it(tmp_path):
    lines, reason = ANSWERS["a trickle of a body"]
    source = f"{HEAD}{DAEMON}while True:\n    client, _ = listener.accept()\n    {lines}\n"
    assert reason in told(source, tmp_path, hangs="did not finish" in reason).got


@pytest.mark.whole
@pytest.mark.parametrize(
    ("source", "reason", "outcome"),
    [
        pytest.param("while True: pass", "Nothing listened on port", "timeout", id="nothing listens"),
        pytest.param("raise SystemExit(0)", "ended with exit status 0", "error", id="an end"),
        pytest.param("1 / 0", "ZeroDivisionError", "error", id="an exception"),
        pytest.param("raise NotImplementedError('TODO 1.1: do')", "TODO 1.1: do", "not started", id="a TODO"),
        pytest.param(
            "while True: print('x' * 1000)",
            "Nothing listened on port",
            "timeout",
            marks=pytest.mark.whole,
            id="a flood",
        ),
    ],
)
def test_a_server_that_does_not_come_up_is_told(source, reason, outcome, tmp_path):
    failure = told(source, tmp_path, hangs=outcome == "timeout")
    assert reason in failure.got
    assert failure.outcome == outcome
    assert len(failure.message) < 5_000


def test_an_answer_comes_as_it_was_sent(tmp_path):
    reply = "HTTP/1.1 418 I'm a teapot\\r\\nX-Kit: 1\\r\\nContent-Length: 3\\r\\n\\r\\ntea"
    with started(
        f'{HEAD}client, _ = listener.accept()\nclient.sendall(b"{reply}")\ntime.sleep(60)', tmp_path
    ) as server:
        answer = server.get("/")
    assert (answer.status, answer.reason, answer.text) == (418, "I'm a teapot", "tea")
    assert ("X-Kit", "1") in answer.headers


def test_a_port_is_taken_while_somebody_listens():
    port = free_port()
    assert not is_taken(port)
    assert not wait_until(lambda: is_taken(port), limit=0.1)
    with socket.create_server(("127.0.0.1", port)):
        assert is_taken(port)
        assert wait_until(lambda: is_taken(port), 5.0)


@pytest.mark.whole
@pytest.mark.parametrize(
    "source", ["import sys\nsys.exit(0)", "while True: pass", "def ("], ids=["exit", "loop", "syntax"]
)
def test_ex1_ends_with_a_sentence_all_the_same(source, tmp_path):
    exercise = make_kit(tmp_path, "ex1", {"it_works.py": source})
    (task,) = grade(
        exercise.kit, exercise, exercise.task("1.2"), time_limit=SHORT if "while" in source else GENEROUS
    ).tasks
    assert not task.passed
    assert "waitress-serve" in task.message
    assert "workshop/" not in task.message

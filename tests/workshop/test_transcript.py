"""What a failure shows of an exchange, at its own level, and the command that sends the same again."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading

import pytest
from kits import make_kit

from bizkit.workshop.judge.exchange import Request, WsgiTranscript
from bizkit.workshop.judge.expect.servers import HttpTranscript, serve
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.grading import grade
from bizkit.workshop.judge.transcript import MOST_KEPT, ByteTranscript, Transcript, printf_format
from bizkit.workshop.processes import free_port

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="printf and pipes of a POSIX shell")
NC = f"""\
#!{sys.executable}
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as connection:
    while data := sys.stdin.buffer.read1(65536):
        connection.sendall(data)
    connection.shutdown(socket.SHUT_WR)
    while data := connection.recv(65536):
        sys.stdout.buffer.write(data)
"""
"""As much of nc as the replay needs, because many machines have none."""
ANY_BYTES = {
    "a request": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "every byte": bytes(range(256)),
    "a leading dash": b"-n\n",
    "digits after an escape": b"\x001\x0023",
    "quotes and backslashes": b'it\'s "x" \\n \\\\ `date` $HOME !!',
    "percent signs": b"100%s %d %% %",
    "UTF-8": "Zoë ☃".encode(),
    "nothing": b"",
}


def bytes_between(*pieces, **options):
    transcript = ByteTranscript(8000, "`python server.py` runs", **options)
    for direction, data in pieces:
        (transcript.sent if direction == ">" else transcript.received)(data)
    return transcript


@contextlib.contextmanager
def listening(*answers):
    """A port, and all that its one visitor sends. After each line that comes, the next of ``answers`` goes out."""
    heard = bytearray()

    def listen():
        connection, _ = server.accept()
        with connection:
            waiting = list(answers)
            while data := connection.recv(65536):
                heard.extend(data)
                if waiting:
                    connection.sendall(waiting.pop(0))

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        yield server.getsockname()[1], heard
        listener.join(20)


def test_bytes_are_shown_line_by_line_with_their_direction_and_their_line_ends():
    shown = bytes_between(
        (">", b"GET / HTTP/1.0\r\n\r\n"), ("<", b"HTTP/1.0 200 OK\nX: a\\b\t\r\n\r\nHel"), ("<", b"lo")
    )
    assert list(shown.lines()) == [
        r"> GET / HTTP/1.0\r\n",
        r"> \r\n",
        r"< HTTP/1.0 200 OK\n",
        r"< X: a\\b\t\r\n",
        r"< \r\n",
        "< Hello",
    ]


def test_text_is_shown_as_text_and_other_bytes_are_escaped():
    shown = bytes_between((">", "Zoë\u00a0☃\u2028\x85".encode() + b"\xff\x00\xc3"))
    assert next(shown.lines()) == r"> Zoë\xc2\xa0☃\xe2\x80\xa8\xc2\x85\xff\x00\xc3"


def test_a_server_that_says_nothing_and_one_that_hangs_up_are_told_apart():
    assert list(bytes_between((">", b"hello")).lines()) == ["> hello", "< nothing"]
    hung_up = bytes_between((">", b"hello"), ("<", b""))
    assert list(hung_up.lines()) == ["> hello", "< nothing", "  the server closed the connection"]


def test_a_long_answer_keeps_both_its_ends():
    lines = list(bytes_between(("<", b"".join(b"line %d\n" % number for number in range(100)))).lines())
    assert lines[0] == r"< line 0\n" and lines[-1] == r"< line 99\n"
    assert "< … 85 lines left out …" in lines and len(lines) == 16
    (line,) = bytes_between(("<", b"x" * 7000)).lines()
    assert len(line) < 300 and "characters left out" in line


def test_of_an_endless_answer_only_so_much_is_kept():
    shown = bytes_between(("<", b"begin "))
    for _ in range(40):
        shown.received(b"x" * 100_000)
    shown.received(b" end")
    (piece,) = shown.pieces
    assert piece.size == 4_000_010 and len(piece.data) <= MOST_KEPT
    lines = list(shown.lines())
    assert lines[0].startswith("< begin xxx") and lines[-1].endswith("xxx end")
    assert "< … 3,992,010 bytes left out …" in lines


@POSIX
@pytest.mark.parametrize("shell", ["sh", *(name for name in ("bash", "dash", "zsh", "fish") if shutil.which(name))])
def test_printf_prints_the_very_bytes_in_each_shell(shell):
    for data in ANY_BYTES.values():
        command = [shell, "-c", f"printf '{printf_format(data)}'"]
        assert subprocess.run(command, capture_output=True, check=True).stdout == data


@pytest.mark.whole
@POSIX
@pytest.mark.parametrize("data", ANY_BYTES.values(), ids=ANY_BYTES)
def test_the_replay_sends_the_very_bytes_and_shows_the_answer(data, tmp_path):
    with listening(b"pong\n") as (port, heard):
        ran = replayed(ByteTranscript(port, "it runs"), [data], tmp_path)
    assert heard == data
    assert ran == (b"pong\n" if data else b"")


@pytest.mark.whole
@POSIX
def test_the_replay_of_a_conversation_lets_the_server_speak_in_between(tmp_path):
    with listening(b"one\n", b"two\n") as (port, heard):
        transcript = ByteTranscript(port, "it runs")
        ran = replayed(transcript, [b"first\n", b"second\n"], tmp_path)
    assert transcript.replay().startswith("(printf 'first\\n'; sleep 1; printf 'second\\n') | nc 127.0.0.1")
    assert heard == b"first\nsecond\n"
    assert ran == b"one\ntwo\n"


def replayed(transcript, requests, folder):
    """Send ``requests`` by the command that the transcript gives; return what that printed."""
    for data in requests:
        transcript.sent(data)
        transcript.received(b"an answer")
    nc = folder / "nc"
    nc.write_text(NC)
    nc.chmod(0o755)
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    command = ["sh", "-c", transcript.replay()]
    return subprocess.run(command, env=environment, capture_output=True, check=True, timeout=30).stdout


def test_a_server_that_speaks_first_is_listened_to():
    assert bytes_between(("<", b"220 hello\r\n")).replay() == "nc 127.0.0.1 8000"


def test_what_is_too_long_to_be_copied_has_no_replay():
    assert bytes_between((">", b"x" * 3000)).replay() == ""
    assert "Replay" not in str(bytes_between((">", b"x" * 3000)))


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_replay_of_a_wsgi_call_sends_the_request():
    request = Request("PUT", "/a/../b?c=%C3%A9", {"X-Kit": "it's $HOME"}, b"x='1'")
    answer = b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\npong"
    with listening(answer) as (port, heard):
        command = WsgiTranscript(request, is_served=True).replay().replace(":8000/", f":{port}/")
        ran = subprocess.run(["sh", "-c", command], capture_output=True, check=True, timeout=30)
    assert heard.startswith(b"PUT /a/../b?c=%C3%A9 HTTP/1.1\r\n")
    assert b"\r\nX-Kit: it's $HOME\r\n" in heard and heard.endswith(b"\r\n\r\nx='1'")
    assert ran.stdout.endswith(b"pong")


def test_a_request_without_an_answer_can_be_replayed_if_its_application_is_served():
    assert "curl" not in str(WsgiTranscript(Request()))
    assert str(WsgiTranscript(Request(), is_served=True)).splitlines() == [
        "> GET /",
        "    PATH_INFO = '/'",
        "    QUERY_STRING = ''",
        "Replay while `workshop run` serves it:",
        "  curl -i http://127.0.0.1:8000/",
    ]


def test_every_kind_is_a_transcript_and_a_failure_takes_each():
    for transcript in (WsgiTranscript(Request()), bytes_between((">", b"hello")), HttpTranscript(8000, "it runs")):
        assert isinstance(transcript, Transcript)
        failure = Failure(expected="this", got="that", transcript=transcript)
        assert failure.verdict["exchange"] == str(transcript)
        lines = [line.strip() for line in str(failure).splitlines()]
        assert lines[lines.index("The exchange:") + 1 :] == [line.strip() for line in str(transcript).splitlines()]


@pytest.mark.whole
def test_an_http_server_is_shown_byte_by_byte_and_asked_again_with_curl(tmp_path):
    page = (
        "def demo_app(environ, start_response):\n    start_response('200 OK', [('X-Kit', '1')])\n    return [b'mine']\n"
    )
    main = "\nfrom wsgiref.simple_server import make_server\nimport os\n\n\ndef main():\n"
    main += "    make_server('127.0.0.1', int(os.environ['PORT']), demo_app).serve_forever()\n\n\n"
    main += "if __name__ == '__main__':\n    main()\n"
    exercise = make_kit(tmp_path, "ex1", {"it_works.py": page + main})
    (task,) = grade(exercise.kit, exercise, exercise.task("1.1")).tasks
    shown = task.exchange.splitlines()
    assert shown[0] == r"> GET /some/path?name=PyCon HTTP/1.1\r\n"
    assert r"< HTTP/1.0 200 OK\r\n" in shown and r"< X-Kit: 1\r\n" in shown and "< mine" in shown
    assert shown[-2].startswith("Replay while `PORT=") and shown[-2].endswith(" python ex1/it_works.py` runs:")
    assert shown[-1].startswith("  curl -i 'http://127.0.0.1:") and shown[-1].endswith("/some/path?name=PyCon'")


@pytest.mark.whole
@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        pytest.param(b"pong\n", r"< pong\n", id="no HTTP"),
        pytest.param(b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "< half", id="half an answer"),
    ],
)
def test_what_came_of_a_broken_answer_is_shown_with_nc_to_replay_it(answer, shown, tmp_path):
    script = tmp_path / "server.py"
    script.write_text(
        "import os, socket, time\n"
        "server = socket.create_server(('127.0.0.1', int(os.environ['PORT'])))\n"
        f"connection, _ = server.accept()\nconnection.recv(1000)\nconnection.sendall({answer!r})\ntime.sleep(60)\n"
    )
    port = free_port()
    environment = {"PORT": str(port)}
    with (
        serve([sys.executable, str(script)], "python server.py", tmp_path, 2.0, port, environment) as server,
        pytest.raises(Failure) as caught,
    ):
        server.get("/")
    lines = str(caught.value.transcript).splitlines()
    assert lines[0] == r"> GET / HTTP/1.1\r\n" and shown in lines
    assert lines[-1].endswith(f"| nc 127.0.0.1 {port}") and lines[-1].startswith(r"  printf 'GET / HTTP/1.1\r\nHost: ")


@pytest.mark.parametrize("ends", ["import os\n    os._exit(3)", "raise LookupError('no page')"])
def test_a_request_is_shown_if_it_reached_the_learners_code(ends, tmp_path):
    source = f"def application(environ, start_response):\n    {ends}\n"
    exercise = make_kit(tmp_path, "ex2", {"hello.py": source})
    (task,) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert task.exchange.startswith("> GET /\n") and "curl -i http://127.0.0.1:8000/" in task.exchange


@pytest.mark.whole
@pytest.mark.parametrize("ends", ["import os\nos._exit(3)", "raise LookupError('no page')"])
def test_no_request_is_shown_if_the_file_can_not_be_imported(ends, tmp_path):
    exercise = make_kit(tmp_path, "ex2", {"hello.py": f"{ends}\n"})
    (task,) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert task.outcome == "error" and task.exchange == ""

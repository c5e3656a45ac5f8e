"""Answers that are meant to break the judge, or to win without an answer. Each ends in a plain sentence, never a pass.

The table holds ``ex2/hello.py`` as a hostile (or an unlucky) learner writes it, the outcome of task 2.1, and what the
learner is told. The limit is a second a task: no case may hang.
"""

import sys
import time

import pytest
from kits import make_kit, sample

from bizkit.workshop.judge.grading import grade

LIMIT, GENEROUS = 0.5, 60.0
"""Seconds for what hangs, and for all else."""
SLOWEST = 100.0
"""Seconds that a verdict may take on a busy machine, the start of Python included. A hang would take for ever."""
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork, and no such signals")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory, and lists /proc")

RIGHT = """\
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<h1>Hello, PyCon</h1>"]
"""
FORGED = """\
import json, os
good = {"calls": [{"args": [["str", "200 OK"], ["list", []]], "count": 2, "keywords": [], "exc_info": False,
                   "after": 0}],
        "chunks": [["bytes", "<h1>Hello, PyCon</h1>"]], "writes": [], "returned": "list", "closed": 0,
        "end": "reached"}
reply = json.dumps({"answer": {"exchange": good, "value": ["constant", None], "overread": 0}}).encode() + b"\\n"
"""
LOOPS = {
    "at import": "while True: pass",
    "in the call": "def application(environ, start_response):\n    while True: pass",
    "that swallows everything": """\
def application(environ, start_response):
    while True:
        try:
            while True: pass
        except BaseException:
            pass
""",
    "in C": "def application(environ, start_response):\n    return [sum(range(10**12))]",
    "of a regular expression": """\
import re
def application(environ, start_response):
    return [re.match(r"(a+)+b", "a" * 60)]
""",
    "in the body": """\
def application(environ, start_response):
    start_response("200 OK", [])
    while True: pass
    yield b""
""",
    "in close": """\
class Page(list):
    def close(self):
        while True: pass
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return Page([b"<h1>Hello, PyCon</h1>"])
""",
    "in __iter__": """\
class Page:
    def __iter__(self):
        while True: pass
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return Page()
""",
    "in a repr": """\
class Page:
    def __repr__(self):
        while True: pass
def application(environ, start_response):
    start_response("200 OK", [])
    return [Page()]
""",
    "in the str of an exception": """\
class Mine(Exception):
    def __str__(self):
        while True: pass
def application(environ, start_response):
    raise Mine
""",
    "that waits for the keyboard of a thread": """\
import threading
def application(environ, start_response):
    threading.Event().wait()
""",
    "that ignores signals": """\
import signal
for each in (signal.SIGINT, signal.SIGTERM):
    signal.signal(each, signal.SIG_IGN)
while True: pass
""",
    "that starts a server at import": """\
from wsgiref.simple_server import demo_app, make_server
make_server("127.0.0.1", 0, demo_app).serve_forever()
""",
}
EXITS = {
    "sys.exit(0) at import": ("import sys\nsys.exit(0)", "sys.exit()"),
    "sys.exit(0) in the call": ("def application(e, s):\n    raise SystemExit(0)", "sys.exit()"),
    "sys.exit in the body": (
        "import sys\ndef application(e, s):\n    s('200 OK', [])\n    yield b''\n    sys.exit(0)",
        "sys.exit()",
    ),
    "os._exit(0) at import": ("import os\nos._exit(0)", "ended the Python process (exit status 0)"),
    "os._exit(0) in the call": ("import os\ndef application(e, s):\n    os._exit(0)", "(exit status 0)"),
    "os._exit(0) in close": (
        f"import os\nclass Page(list):\n    def close(self):\n        os._exit(0)\n{RIGHT}"
        "original = application\ndef application(e, s):\n    return Page(original(e, s))",
        "(exit status 0)",
    ),
    "os._exit(0) in a thread": (
        "import os, threading, time\nthreading.Thread(target=lambda: (time.sleep(0.1), os._exit(0))).start()\n"
        "def application(e, s):\n    time.sleep(60)",
        "(exit status 0)",
    ),
    "os.kill": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "os.abort": ("import os\nos.abort()", "SIGABRT"),
    "a segmentation fault": ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
    "KeyboardInterrupt at import": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "KeyboardInterrupt in the call": ("def application(e, s):\n    raise KeyboardInterrupt", "KeyboardInterrupt"),
    "GeneratorExit": ("def application(e, s):\n    raise GeneratorExit", "GeneratorExit"),
    "an exec of another program": ("import os\nos.execvp('true', ['true'])", "ended the Python process"),
    "a recursion without an end": ("def application(e, s):\n    return application(e, s)", "RecursionError"),
    "a list that eats the memory": ("def application(e, s):\n    return [b'x' * (1 << 36)]", "MemoryError"),
    "exceptions that cause each other": (
        "def application(e, s):\n    x, y = KeyError('x'), ValueError('y')\n"
        "    x.__cause__, y.__cause__ = y, x\n    raise y",
        "ValueError: y",
    ),
    "an exception whose str exits": (
        "class Mine(Exception):\n    def __str__(self):\n        raise SystemExit(0)\n"
        "def application(e, s):\n    raise Mine",
        "Mine was raised",
    ),
    "a trace function that exits": (
        f"import sys\n{RIGHT}def trace(*args):\n    raise SystemExit(0)\nsys.settrace(trace)",
        "sys.exit()",
    ),
}

FLOODS = {
    "prints": "while True: print('x' * 1000)",
    "on standard error": "import sys\nwhile True: sys.stderr.write('x' * 1000)",
    "of the operating system": "import os\ndef application(e, s):\n    while True: os.write(1, b'x' * 1000)",
    "of zeros": "import os\nwhile True: os.write(2, bytes(1000))",
    "of a child": "import subprocess, sys\n"
    "subprocess.run([sys.executable, '-c', 'while True: print(1000 * chr(120))'])",
    "on every file descriptor": f"{FORGED}for fd in range(3, 20):\n    try:\n        while True: os.write(fd, reply)\n"
    "    except OSError: pass",
}
BODIES = {
    "an endless body": ("while True: yield b'x'", "The body did not end"),
    "an endless body of nothing": ("while True: yield b''", "The body did not end"),
    "an endless body of large chunks": ("while True: yield b'x' * 1_000_000", "The body did not end"),
    "bytes that say they are empty": (
        "class Empty(bytes):\n        __len__ = lambda self: 0\n    while True: yield Empty(b'x')",
        "The body did not end",
    ),
    "a very long chunk": ("yield b'x' * 20_000_000", "The body did not end"),
    "a very large number": ("yield 1 << 100_000", "An empty page"),
    "an int that lies": ("yield type('I', (int,), {'__abs__': exit, '__str__': exit})()", "A page that says"),
    "a chunk that pretends to be bytes": ("yield type('L', (), {'__class__': bytes})()", "An empty page"),
    "a chunk whose repr exits": ("yield type('R', (), {'__repr__': lambda self: exit(0)})()", "sys.exit()"),
    "lone surrogates": ("yield chr(0xdc80)", "A page that says: '?'"),
    "nested for ever": ("chunk = []\n    chunk.append(chunk)\n    yield chunk", "An empty page"),
}
FIND_THE_WORKER = """\
import sys
frame = sys._getframe()
while "obey" not in frame.f_globals:
    frame = frame.f_back
worker = frame.f_globals
"""
BROKEN_PROCESSES = {
    "all files closed": f"import os\nos.closerange(0, 256)\n{RIGHT}",
    "no builtins": "import builtins\nfor name in dir(builtins):\n    if name[0] != '_': setattr(builtins, name, None)",
    "a json that lies": f"import json\njson.dumps = lambda *a, **k: 'null'\n{RIGHT}",
    "an os without write": f"import os\nos.write = None\n{RIGHT}",
    "a worker that says nothing": f"{FIND_THE_WORKER}worker['obey'] = lambda *a: {{}}\n{RIGHT}",
    "a worker that says nonsense": f"{FIND_THE_WORKER}worker['portrait'] = lambda *a: 7\n{RIGHT}",
}
FORGERIES = {
    "forged replies": f"{FORGED}for fd in range(3, 64):\n    try: os.write(fd, reply * 200)\n    except OSError: pass",
    "half a reply": "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'{')\n    except OSError: pass",
    "a reply that is nested deep": "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'[' * 99_999 + b'\\n')\n"
    "    except OSError: pass",
}
FILES = {
    "a syntax error": (b"def application(:", "Python can't read ex2/hello.py, line 1: SyntaxError"),
    "tabs and spaces": (b"if 1:\n\tif 1:\n        pass", "Python can't read ex2/hello.py, line 3: TabError"),
    "no indentation": (b"if 1:\npass", "IndentationError"),
    "null bytes": (b"x = 1\0", "save it again, with the encoding UTF-8"),
    "UTF-16": (RIGHT.encode("utf-16"), "save it again, with the encoding UTF-8"),
    "latin-1": ("x = 'é'".encode("latin-1"), "save it again, with the encoding UTF-8"),
    "an encoding that is none": (b"# coding: nonsense", "save it again, with the encoding UTF-8"),
    "an empty file": (b"", "ex2/hello.py has no `application`."),
    "no file": (None, "There is no ex2/hello.py."),
    "an import of nothing": (b"import no_such_module", "No module named 'no_such_module'"),
    "an import of itself": (b"from ex2.hello import application", "a file imports itself"),
    "a number": (b"application = 42", "'int' object is not callable"),
}


def verdict(folder, files, limit=LIMIT):
    """What is said of task 2.1, in one line, and its outcome. It is never a pass, and never takes long."""
    exercise = make_kit(folder, "ex2", files)
    started = time.monotonic()
    result = grade(exercise.kit, exercise, exercise.task("2.1"), time_limit=limit)
    assert time.monotonic() - started < SLOWEST
    assert result.kit_error == ""
    (task,) = result.tasks
    said = " ".join(task.message.split())
    assert not task.passed and not result.passed
    assert "grader itself stumbled" not in said
    assert "bizkit/workshop" not in task.message + task.stdout
    assert len(task.message) + len(task.exchange) + len(task.stdout) < 100_000
    return said, task.outcome


@pytest.mark.parametrize("source", sample(LOOPS))
def test_an_endless_loop_ends_at_the_time_limit(source, tmp_path):
    said, outcome = verdict(tmp_path, {"hello.py": source})
    assert outcome == "timeout"
    assert "your code was still running" in said


@POSIX
@pytest.mark.parametrize(("source", "reason"), sample(EXITS))
def test_an_exit_is_told_and_never_a_pass(source, reason, tmp_path):
    said, outcome = verdict(tmp_path, {"hello.py": source}, limit=GENEROUS)
    assert outcome in ("error", "failed")
    assert reason in said


@pytest.mark.whole
@pytest.mark.parametrize("source", sample(FLOODS))
def test_a_flood_is_stopped(source, tmp_path):
    said, outcome = verdict(tmp_path, {"hello.py": source}, limit=GENEROUS)
    assert outcome == "error"
    assert "printed millions of characters" in said


@pytest.mark.parametrize(("lines", "reason"), sample(BODIES))
def test_an_odd_body_is_told(lines, reason, tmp_path):
    head = (
        "def application(environ, start_response):\n    start_response('200 OK', [('Content-Type', 'text/html')])\n    "
    )
    said, _ = verdict(tmp_path, {"hello.py": head + lines}, limit=GENEROUS)
    assert reason in said


@pytest.mark.parametrize("source", sample(BROKEN_PROCESSES))
def test_a_process_that_was_broken_is_told(source, tmp_path):
    said, outcome = verdict(tmp_path, {"hello.py": source}, limit=GENEROUS)
    assert outcome == "error"
    assert "Your code broke the Python process" in said


@pytest.mark.parametrize("source", sample(FORGERIES))
def test_what_others_write_to_the_judge_counts_for_nothing(source, tmp_path):
    said, outcome = verdict(tmp_path, {"hello.py": source}, limit=GENEROUS)
    assert outcome == "error"
    assert "ex2/hello.py has no `application`." in said


@pytest.mark.whole
def test_who_takes_the_commands_for_themselves_is_timed_out(tmp_path):
    source = "import os\nfor fd in range(3, 64):\n    try: os.read(fd, 1 << 20)\n    except OSError: pass"
    assert verdict(tmp_path, {"hello.py": source})[1] == "timeout"


@pytest.mark.parametrize(("content", "reason"), sample(FILES))
def test_a_file_that_can_not_be_used_is_told(content, reason, tmp_path):
    said, outcome = verdict(tmp_path, {} if content is None else {"hello.py": content}, limit=GENEROUS)
    assert outcome in ("error", "failed")
    assert reason in said


def test_a_directory_in_place_of_the_file_is_told(tmp_path):
    (tmp_path / "ex2" / "hello.py").mkdir(parents=True)
    exercise = make_kit(tmp_path / "kit", "ex2", {})
    (exercise.folder / "hello.py").mkdir()
    (task,) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert "There is no ex2/hello.py." in task.message


def test_another_kit_on_the_path_never_answers_for_this_one(tmp_path, monkeypatch):
    other = make_kit(tmp_path / "other", "ex2", {"hello.py": RIGHT})
    exercise = make_kit(tmp_path / "kit", "ex2", {"hello.py": "application = None"})
    (exercise.folder / "__init__.py").unlink()
    monkeypatch.setenv("PYTHONPATH", str(other.kit.root))
    (task,) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert "'NoneType' object is not callable" in task.message


HARMLESS = {
    "a thread that never ends": "import threading, time\nthreading.Thread(target=time.sleep, args=[60]).start()",
    "an endless loop at exit": "import atexit\n@atexit.register\ndef loop():\n    while True: pass",
    "an endless loop in __del__": "class Loop:\n    def __del__(self):\n        while True: pass\nloop = Loop()",
    "no standard output": "import sys\nsys.stdout.close()\nsys.stderr = None",
    "closed file descriptors": "import os\nos.close(1)\nos.close(2)",
    "an output that exits": "import sys\nsys.stdout = type('Out', (), {'flush': exit, 'write': exit})()",
    "a byte order mark": "\ufeff",
    "another working directory": "import os\nos.chdir(os.path.dirname(os.getcwd()))",
    "garbage for the judge": "import os\nfor fd in range(3, 64):\n"
    "    try: os.write(fd, b'[]\\n{')\n    except OSError: pass",
}


@pytest.mark.parametrize("source", sample(HARMLESS))
def test_what_does_no_harm_is_no_reason_to_fail(source, tmp_path):
    text = source + RIGHT if source == "\ufeff" else f"{source}\n{RIGHT}"
    exercise = make_kit(tmp_path, "ex2", {"hello.py": text})
    started = time.monotonic()
    assert grade(exercise.kit, exercise, exercise.task("2.1"), time_limit=GENEROUS).passed
    assert time.monotonic() - started < SLOWEST


CHILDREN = {
    "a child": "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', code])",
    "a child in a session of its own": "import subprocess, sys\n"
    "subprocess.Popen([sys.executable, '-c', code], start_new_session=True)",
    "a child without our pipes": "import subprocess, sys\nnull = subprocess.DEVNULL\n"
    "subprocess.Popen([sys.executable, '-c', code], start_new_session=True, stdout=null, stderr=null)",
    "a daemon": "import os\nif not os.fork():\n    os.setsid()\n    if os.fork(): os._exit(0)\n    exec(code)",
}


@LINUX
@pytest.mark.parametrize("source", sample(CHILDREN))
def test_no_process_outlives_the_verdict(source, tmp_path):
    noted = tmp_path / "pid"
    begun = f"{noted}.begun"  # it has its name once it is written: a child may be ended in between
    code = f"import os, time\nwith open({begun!r}, 'w') as file:\n    file.write(str(os.getpid()))\n"
    code += f"os.replace({begun!r}, {str(noted)!r})\ntime.sleep(60)"
    wait = f"import os, time\nwhile not os.path.exists({str(noted)!r}): time.sleep(0.01)"
    exercise = make_kit(tmp_path / "kit", "ex2", {"hello.py": f"code = {code!r}\n{source}\n{wait}\n{RIGHT}"})
    started = time.monotonic()
    assert grade(exercise.kit, exercise, exercise.task("2.1"), time_limit=GENEROUS).passed
    assert time.monotonic() - started < SLOWEST
    deadline = time.monotonic() + SLOWEST
    while time.monotonic() < deadline and _runs(int(noted.read_text())):
        time.sleep(0.02)
    assert not _runs(int(noted.read_text()))


def _runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

"""Answers that are meant to break the judge, or to win without an answer. Each ends in a plain sentence, never a pass.

The table holds ``ex2/hello.py`` as a hostile (or an unlucky) learner writes it, the outcome of task 2.1, and what the
learner is told. The limit is a second a task: no case may hang.
"""

import os
import subprocess
import sys
import time

import pytest
from kits import make_kit, solution

from bizkit.workshop.grading import grade

LIMIT = 1.0
SLOWEST = 6.0
"""Seconds that a verdict may take on a busy machine, the start of Python included. A hang would take for ever."""

PAGE = "Hello, <b>PyCon</b>"
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
        "def application(e, s):\n    time.sleep(0.5)",
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
}

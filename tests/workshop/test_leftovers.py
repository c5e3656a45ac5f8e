"""A process is used again when nothing is left of the code that ran in it, and only then."""

import contextlib
import sys

import pytest
from kits import sample

from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.judge.process import Budget, Gone, Left, Process

LIBRARIES = (
    "dataclasses",
    "json",
    "html",
    "http.client",
    "logging",
    "socket",
    "urllib.parse",
    "wsgiref.headers",
    "collections.abc",
)
"""What the processes here have imported before any code of a learner's."""
NOTHING = Left((), ())
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such call")


@pytest.fixture
def folder(tmp_path):
    for name in ("ex2", "ex3"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    return tmp_path / "ex2"


@pytest.fixture
def process(folder):
    started = Process(LIBRARIES)
    started.begin(folder.parent, folder)
    yield started
    started.close()


def ask(process, setup="", expression="None", modules=()):
    command = {"modules": list(modules), "example": setup + expression, "setup": setup, "expression": expression}
    return process.ask(command, Budget(60.0), [])


HARMLESS = {
    "nothing": "",
    "a variable": "import os\nos.environ['BIZKIT_APP'] = 'x:y'\nos.environ.pop('PATH', None)",
    "the path": "import sys\nsys.path.insert(0, '/nowhere')\nsys.path.append('more')",
    "the directory": "import os\nos.chdir('..')",
    "a module of one's own": "import sys, types\nsys.modules['made_up'] = types.ModuleType('made_up')",
    "a request that was parsed": "import urllib.parse\nurllib.parse.parse_qs('a=1')",
    "a class": "import dataclasses\n@dataclasses.dataclass\nclass Page:\n    text: str\nPage('x')",
    "what was printed": "print('x' * 100)",
    "a cycle": "loop = []\nloop.append(loop)",
    "an open file that nobody holds": "open(__import__('os').devnull)",
}
CHANGES = {
    "a builtin": "import builtins\nbuiltins.len = lambda it: 7",
    "a builtin and what compares it": "import builtins\nbuiltins.len = builtins.all = builtins.map = lambda *it: 7",
    "a function of a library": "import json\njson.dumps = lambda *it: 'null'",
    "the code of a function": "import html\nhtml.escape.__code__ = (lambda s, quote=True: s).__code__",
    "a method": "import wsgiref.headers\nwsgiref.headers.Headers.get = lambda *it: 'x'",
    "a table of a library": "import http.client\nhttp.client.responses[200] = 'Yes'",
    "a list of a class": "import collections.abc, logging\nlogging.Logger.manager.loggerDict['x'] = 1",
    "a handler of logging": "import logging\nlogging.basicConfig()",
    "a warning filter": "import warnings\nwarnings.simplefilter('ignore')",
    "an import hook": "import sys\nsys.meta_path.insert(0, object())",
    "a missing module": "import sys\ndel sys.modules['json']",
    "a module in another's place": "import sys, types\nsys.modules['json'] = types.ModuleType('json')",
    "standard output": "import sys, io\nsys.stdout = io.StringIO()",
    "a closed output": "import os\nos.close(1)",
    "an open file that somebody holds": "import builtins, os\nkept = os.open(os.devnull, os.O_RDONLY)",
    "a thread": "import threading\nthreading.Thread(target=print).start()",
    "a thread that waits": "import _thread, time\n_thread.start_new_thread(time.sleep, (60,))",
    "a child": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])",
    "a server's socket": "import socket\nsocket.socket().bind(('127.0.0.1', 0))",
    "the time limit of sockets": "import socket\nsocket.setdefaulttimeout(3)",
    "what is done at exit": "import atexit\natexit.register(print)",
    "a signal": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
    "the recursion limit": "import sys\nsys.setrecursionlimit(5000)",
    "a trace": "import sys\nsys.settrace(lambda *it: None)",
    "an audit hook": "import sys\nsys.addaudithook(lambda *it: None)",
    "no garbage collection": "import gc\ngc.disable()",
    "ctypes": "import ctypes\nctypes.string_at(b'x')",
    "a search through all objects": "import gc\ngc.get_objects()",
    "a finalizer that raises at the wrong time": "import sys\nclass Last:\n    def __del__(self):\n"
    "        import json\n        json.dumps = None\nlast = Last()",
    "a library that was not there": "import wsgiref.validate",
}
CHANGES_ON_POSIX = {
    "an alarm": "import signal\nsignal.alarm(50)",
    "the mask for new files": "import os\nos.umask(0)",
    "a fork": "import os\nif not os.fork(): os._exit(0)\nos.wait()",
    "a limit": "from resource import *\nsetrlimit(RLIMIT_NOFILE, getrlimit(RLIMIT_NOFILE))",
}


@pytest.mark.parametrize("code", sample(HARMLESS))
def test_what_can_be_undone_is_undone(process, folder, code):
    before = ask(process, "import os, sys", "[os.getcwd(), sys.path, sorted(os.environ.items())]")["value"]
    ask(process, code)
    assert process.forget() == NOTHING
    process.begin(folder.parent, folder)
    assert ask(process, "import os, sys", "[os.getcwd(), sys.path, sorted(os.environ.items())]")["value"] == before
    assert ask(process, "import sys", "'made_up' in sys.modules")["value"] == ["constant", False]


@pytest.mark.parametrize("code", sample(CHANGES))
def test_what_can_not_be_undone_ends_the_process(process, code):
    with contextlib.suppress(Gone, ValueError, TypeError):  # some of it breaks the worker, too
        ask(process, code)
    left = process.forget()
    assert left.differences or left.libraries == ("wsgiref.validate",)


@POSIX
@pytest.mark.parametrize("code", sample(CHANGES_ON_POSIX))
def test_what_can_not_be_undone_on_this_system_ends_the_process(process, code):
    with contextlib.suppress(Gone, ValueError, TypeError):  # some of it breaks the worker, too
        ask(process, code)
    left = process.forget()
    assert left.differences or left.libraries == ("wsgiref.validate",)


def test_a_module_is_imported_anew_and_by_its_new_text(process, folder):
    (folder / "hello.py").write_text("count = 1\n")
    assert ask(process, "import ex2.hello", "ex2.hello.count", ["ex2.hello"])["value"] == ["int", "1"]
    assert process.forget() == NOTHING
    (folder / "hello.py").write_text("count = 2\n")
    (folder / "neighbour.py").write_text("count = 3\n")
    process.begin(folder.parent, folder)
    assert ask(process, "import ex2.hello", "ex2.hello.count", ["ex2.hello"])["value"] == ["int", "2"]
    assert ask(process, "import neighbour", "neighbour.count")["value"] == ["int", "3"]


def test_another_exercise_finds_nothing_of_the_first(process, folder):
    (folder / "hello.py").write_text("")
    ask(process, "", "1", ["ex2.hello"])
    assert process.forget() == NOTHING
    process.begin(folder.parent, folder.with_name("ex3"), {"BIZKIT_APP": "ex3:view"})
    seen = ask(process, "import os, sys", "[os.environ['BIZKIT_APP'], [m for m in sys.modules if m[:2] == 'ex']]")
    assert seen["value"] == ["list", [["str", "ex3:view"], ["list", []]]]
    answer = ask(process, "import hello")
    assert answer["raised"]["type"] == "ModuleNotFoundError"


def test_bizkit_is_imported_anew(process, folder):
    ask(process, "import bizkit.wrappers\nbizkit.wrappers.spoilt = True")
    libraries = process.forget().libraries
    assert not any(name.startswith("bizkit") for name in libraries)
    fresh = Process([*LIBRARIES, *libraries])
    for _ in range(2):
        fresh.begin(folder.parent, folder)
        seen = ask(fresh, "import bizkit.wrappers", "hasattr(bizkit.wrappers, 'spoilt')")
        assert seen["value"] == ["constant", False]
        ask(fresh, "import bizkit.wrappers as it\nit.spoilt = True")
        assert fresh.forget() == NOTHING
    fresh.close()


@pytest.mark.whole
def test_forgetting_that_never_ends_is_given_up(process, monkeypatch):
    monkeypatch.setattr("bizkit.workshop.judge.process.LONGEST_CLEANING", 0.2)
    ask(process, "class Loop:\n    def __del__(self):\n        while True: pass\nloop = Loop()")
    assert process.forget().differences == ("TimeoutError",)


def test_the_pool_uses_a_clean_process_again(folder):
    with ProcessPool() as pool:
        for _ in range(5):
            process = pool.take()
            process.begin(folder.parent, folder)
            ask(process, "import html, http.cookies", "html.escape('<')")
            pool.give_back(process)
        assert pool.started == 2  # the second has imported ahead what the first had to


def test_the_pool_never_gives_a_changed_process_to_anybody(folder):
    with ProcessPool() as pool:
        for _ in range(3):
            process = pool.take()
            process.begin(folder.parent, folder)
            assert ask(process, "import html", "html.escape('<')")["value"] == ["str", "&lt;"]
            ask(process, "import html\nhtml.escape = str")
            pool.give_back(process)
        assert pool.started == 3


def test_between_two_gradings_a_process_is_kept_on_request_only(folder):
    for keep, started in ((False, 2), (True, 1)):
        with ProcessPool(keep=keep) as pool:
            for _ in range(2):
                process = pool.take()
                process.begin(folder.parent, folder)
                ask(process, "", "1")
                pool.finish(process)
            assert pool.started == started


def test_a_pool_that_was_renewed_has_a_process_that_never_ran_code(folder):
    with ProcessPool() as pool:
        pool.start_ahead()
        pool.start_ahead()
        assert pool.started == 1
        process = pool.take()
        process.begin(folder.parent, folder)
        ask(process, "import http.cookies")
        pool.give_back(process)
        pool.renew()
        process = pool.take()
        process.begin(folder.parent, folder)
        assert ask(process, "import sys", "'http.cookies' in sys.modules")["value"] == ["constant", False]
        pool.finish(process)


def test_which_packages_an_answer_imports_is_seen_each_time(folder):
    process = Process(["waitress.server"])
    seen = []
    for code in ("", "import waitress.server", "", "import waitress.server"):
        process.begin(folder.parent, folder)
        seen.append(ask(process, f"import sys\n{code}", "'waitress.server' in sys.modules")["value"][1])
        process.forget()
    process.close()
    assert seen == [False, True, False, True]

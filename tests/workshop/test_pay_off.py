"""The pay-off of exercise 4: the framework serves on the learner's own two classes. Break one, and the page breaks."""

import contextlib
import http.client
import os
import re
import subprocess
import sys
import threading
import time

import pytest
from kits import ROOT, make_whole_kit

from bizkit.workshop.processes import free_port

PATIENCE = 20.0
YOURS = "Request and Response: ex3/http_objects.py (yours)"
BY_HAND = "by_hand (bizkit/wrappers/by_hand/)"
WERKZEUG = "Request and Response: werkzeug (bizkit/wrappers/on_werkzeug/)"

HELLO = """
from .framework import Response

def hello(request):
    return Response(f"Hello, {request.args['name']}")
"""
FRAMEWORK = """
import importlib
import os

from bizkit import Request, Response

def application(environ, start_response):
    module, _, name = os.environ["BIZKIT_APP"].partition(":")
    view = getattr(importlib.import_module(module), name)
    return view(Request(environ))(environ, start_response)
"""
BREAK = {"Request": "    def args(self)", "Response": "    def __call__(self, environ"}
"""Class -> how a method of it begins in the reference answer to exercise 3."""


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """A kit whose exercise 3 is solved, and exercise 4 as far as its view: `framework.py` is the stub."""
    for name in ("PORT", "BIZKIT_WRAPPERS", "BIZKIT_APP"):
        monkeypatch.delenv(name, raising=False)
    made = make_whole_kit(tmp_path / "kit", solved=["ex3"])
    (made.root / "ex4" / "hello.py").write_text(HELLO, encoding="utf-8")
    return made


class Server:
    """A command that serves on a free port, and what it printed."""

    def __init__(self, process):
        self.lines = []
        threading.Thread(target=lambda: self.lines.extend(process.stdout), daemon=True).start()
        self.port = int(self.wait_for(r"http://127\.0\.0\.1:(\d+)/")[1])

    def wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, "".join(self.lines))):
            assert time.monotonic() < deadline, f"no {pattern!r} in {''.join(self.lines)!r}"
            time.sleep(0.02)
        return found

    def get(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", "/?name=Ada")
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")

    def wait_for_page(self, status, text):
        """The page after a save, which takes a moment to be noticed."""
        deadline = time.monotonic() + PATIENCE
        while (page := self.get())[0] != status or text not in page[1]:
            assert time.monotonic() < deadline, page
            time.sleep(0.02)


@pytest.fixture
def start(kit):
    with contextlib.ExitStack() as stack:

        def start(*arguments, **variables):
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=kit.root,
                env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
            )
            stack.callback(process.stdout.close)
            stack.callback(process.wait)
            stack.callback(process.terminate)  # the runner ends the server that it started
            return Server(process)

        yield start


def break_and_repair(kit, server):
    """Break each class of the learner's in turn, and see the page break and come back."""
    path = kit.root / "ex3" / "http_objects.py"
    right = path.read_text(encoding="utf-8")
    for name, beginning in BREAK.items():
        (line,) = (line for line in right.splitlines() if line.startswith(beginning))
        broken = f"{line}\n        raise RuntimeError('my {name} is broken')"
        path.write_text(right.replace(line, broken), encoding="utf-8")
        server.wait_for_page(500, f"my {name} is broken")
        path.write_text(right, encoding="utf-8")
        server.wait_for_page(200, "Hello, Ada")


def test_workshop_run_serves_the_stub_of_ex4_on_both_classes_of_the_learners(kit, start):
    server = start("bizkit.workshop", "run", "ex4", "--port", free(), BIZKIT_WRAPPERS="ex3.http_objects")
    server.wait_for(re.escape(YOURS))
    assert server.get() == (200, "Hello, Ada")
    break_and_repair(kit, server)


@pytest.mark.whole
def test_a_framework_that_finds_its_app_is_served_on_both_classes_of_the_learners(kit, start):
    (kit.root / "ex4" / "framework.py").write_text(FRAMEWORK, encoding="utf-8")
    variables = {"BIZKIT_APP": "ex4.hello:hello", "BIZKIT_WRAPPERS": "ex3.http_objects"}
    server = start("bizkit", "run", "ex4.framework:application", "--debug", "--port", "0", **variables)
    server.wait_for(re.escape(YOURS))
    assert server.get() == (200, "Hello, Ada")
    break_and_repair(kit, server)


@pytest.mark.whole
def test_bizkits_own_framework_is_served_on_both_classes_of_the_learners(kit, start):
    variables = {"BIZKIT_APP": "ex4.hello:hello", "BIZKIT_WRAPPERS": "ex3.http_objects"}
    server = start("bizkit", "run", "bizkit.application:application", "--debug", "--port", "0", **variables)
    assert server.get() == (200, "Hello, Ada")
    break_and_repair(kit, server)


@pytest.mark.whole
def test_an_answer_from_before_keeps_working_and_the_banner_says_whose_response_it_is(kit, start):
    old = "from bizkit.wrappers import by_hand\n\nRequest, Response = by_hand.Request, by_hand.Response\n"
    (kit.root / "ex4" / "framework.py").write_text(old, encoding="utf-8")
    server = start("bizkit.workshop", "run", "ex4", "--port", free(), BIZKIT_WRAPPERS="ex3.http_objects")
    server.wait_for(re.escape(f"Request: ex3/http_objects.py (yours)\nResponse: {BY_HAND}"))
    assert server.get() == (200, "Hello, Ada")


@pytest.mark.whole
@pytest.mark.parametrize(
    ("wrappers", "banner"),
    [
        pytest.param([], "Request and Response: solutions/ex3/http_objects.py\n", id="none", marks=pytest.mark.whole),
        pytest.param(["--wrappers", "by_hand"], f"Request and Response: {BY_HAND}", id="by_hand"),
        pytest.param(["--wrappers", "werkzeug"], WERKZEUG, id="werkzeug", marks=pytest.mark.whole),
        pytest.param(["--wrappers", "ex3.http_objects"], YOURS, id="yours", marks=pytest.mark.whole),
    ],
)
def test_the_reference_framework_takes_both_from_the_chosen_module(kit, start, wrappers, banner):
    server = start("bizkit.workshop", "run", "ex4", "--solutions", "--port", free(), *wrappers)
    server.wait_for(re.escape(banner))
    assert "Hello, Ada" in server.get()[1]


@pytest.mark.whole
def test_a_mistake_in_the_learners_module_is_on_the_page_and_is_gone_when_it_is_fixed(kit, start):
    path = kit.root / "ex3" / "http_objects.py"
    right = path.read_text(encoding="utf-8")
    path.write_text("class Request:\n    pass\n", encoding="utf-8")
    server = start("bizkit.workshop", "run", "ex4", "--port", free(), BIZKIT_WRAPPERS="ex3.http_objects")
    server.wait_for_page(500, "BIZKIT_WRAPPERS=ex3.http_objects: the module ex3.http_objects has no Response.")
    path.write_text("def Request(:\n", encoding="utf-8")
    server.wait_for_page(500, "SyntaxError")
    path.write_text(right, encoding="utf-8")
    server.wait_for_page(200, "Hello, Ada")


def free():
    return str(free_port())

"""`workshop run`: which command serves an exercise, and that none of it is left behind."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time

import pytest
from kits import ROOT, solution

from bizkit.workshop.kit import runs
from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.processes import free_port, is_taken

PATIENCE = 20.0


def planned(kit, name, layers=None, **options):
    """The processes that `workshop run` would start."""
    exercise = kit.exercise(name)
    run = runs.choose(exercise, None, layers, **options)
    return runs.plan(exercise, run, 8123, layers, **options)


def test_a_command_is_filled_in_with_folder_and_port(kit):
    (made,) = planned(kit, "ex1")
    assert made.arguments == (sys.executable, "ex1/it_works.py")
    assert made.environment["PORT"] == "8123"
    assert (made.what, made.address) == ("ex1/it_works.py", "http://127.0.0.1:8123/")


@pytest.mark.parametrize(
    ("solutions", "spec"), [(False, "ex2.hello:application"), (True, "solutions.ex2.hello:application")]
)
def test_an_application_is_served_by_bizkit(kit, solutions, spec):
    (made,) = planned(kit, "ex2", solutions=solutions)
    assert made.arguments[1:] == ("-m", "bizkit", "run", "--debug", "--port", "8123", spec)


@pytest.mark.parametrize("text", ["def hello(request): ...\n", "def hello(:\n", None])
def test_a_run_whose_application_is_not_there_gives_way_to_the_next(kit, text):
    path = kit.root / "ex4" / "hello.py"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    (made,) = planned(kit, "ex4")
    assert made.arguments[-1] == "ex4.framework:application"
    assert made.environment["BIZKIT_APP"] == "ex4.hello:hello"


@pytest.mark.parametrize(
    "line", ["application = 1", "from .framework import application", "if True:\n    application: int = 1"]
)
def test_a_run_whose_application_is_there_is_taken(kit, line):
    (kit.root / "ex4" / "hello.py").write_text(f"{line}\n", encoding="utf-8")
    assert planned(kit, "ex4")[0].arguments[-1] == "ex4.hello:application"


def test_a_broken_file_does_not_start_the_run_of_another_task(kit):
    (kit.root / "ex3" / "hello.py").write_text("def hello(:\n", encoding="utf-8")
    assert planned(kit, "ex3")[0].arguments[-1] == "ex3.hello:application"


def test_a_layer_is_chosen_for_the_run_that_has_it(kit):
    (made,) = planned(kit, "ex4", {"wrappers": "ex3.http_objects"})
    assert made.arguments[-1] == "ex4.hello:hello"
    assert made.environment["BIZKIT_WRAPPERS"] == "ex3.http_objects"


def test_what_can_not_be_run_says_what_can(kit):
    with pytest.raises(KitError, match=r"ex3 has no run on which --wrappers can be chosen\. ex4 has one: try `"):
        runs.choose(kit.exercise("ex3"), None, {"wrappers": "werkzeug"})
    with pytest.raises(KitError, match=r"ex3 has no run 'nothing'\. It has by-hand, werkzeug"):
        runs.choose(kit.exercise("ex3"), "nothing")
    (kit.root / "ex3" / "exercise.toml").write_text('files = ["*.py"]\n', encoding="utf-8")
    with pytest.raises(KitError, match="There is nothing to run in ex3"):
        runs.choose(Kit(kit.root).exercise("ex3"))


@pytest.mark.parametrize(
    ("name", "done", "names"),
    [
        ("ex1", 2, ["server"]),
        ("ex2", 0, ["page"]),
        ("ex3", 6, ["by-hand"]),
        ("ex3", 7, ["by-hand", "werkzeug"]),
        ("ex4", 1, ["library", "framework", "bizkit:by_hand", "bizkit:werkzeug"]),
    ],
)
def test_there_is_a_choice_where_there_is_one(kit, name, done, names):
    assert [choice.name for choice in runs.choices(kit.exercise(name), done)] == names


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def get(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/?name=Ada")
    body = connection.getresponse().read().decode("utf-8")
    connection.close()
    return body


@pytest.fixture
def serve(kit):
    """Start `workshop run` on a free port. All of it is ended when the test is over."""
    started = []

    def start(*arguments, **variables):
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "bizkit.workshop", "run", *arguments, "--port", str(port)],
            cwd=kit.root,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started.append(process)
        until(lambda: is_taken(port) or process.poll() is not None)
        return process, port

    yield start
    for process in started:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):  # it has ended, as it should
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.communicate()


def install(kit, *names):
    for name in names:
        for file, text in solution(name).items():
            (kit.root / name / file).write_text(text.replace("solutions.", ""), encoding="utf-8")


def test_the_real_framework_serves_on_the_code_of_step_3(kit, serve):
    install(kit, "ex3", "ex4")
    process, port = serve("ex4", BIZKIT_WRAPPERS="ex3.http_objects")
    assert "Hello, Ada" in get(port)
    assert process.stdout.readline() == f"Starting ex4.hello:hello on ex3.http_objects{os.linesep}".encode()


@pytest.mark.whole
@pytest.mark.parametrize("options", [[], ["--solutions"]], ids=["yours", "the reference"])
def test_a_file_beside_is_imported_by_its_bare_name_as_it_is_when_graded(kit, serve, options):
    for folder in (kit.root / "ex3", kit.root / "solutions" / "ex3"):
        for file, text in solution("ex3").items():
            (folder / file).write_text(text.replace("from .http_objects", "from http_objects"), encoding="utf-8")
        assert "from http_objects import" in (folder / "hello.py").read_text(encoding="utf-8")
    _, port = serve("ex3", *options)
    assert "Hello, Ada" in get(port)


def test_a_file_with_the_name_of_a_standard_module_shadows_nothing(kit):
    (made,) = planned(kit, "ex2")
    assert made.environment["PYTHONPATH"].endswith(f"{os.pathsep}{kit.root / 'ex2'}")
    (kit.root / "ex2" / "random.py").touch()
    (made,) = planned(kit, "ex2")
    assert not made.environment["PYTHONPATH"].endswith("ex2")


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["ex1", "ex2"])
@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT"])
def test_whoever_ends_it_ends_the_server_too(serve, name, how):
    process, port = serve(name, "--solutions")
    get(port)  # the server has started, and not only its socket
    if how == "SIGINT":
        os.killpg(process.pid, signal.SIGINT)  # as a terminal sends Ctrl+C: to all of them
    else:
        process.terminate()
    out, _ = process.communicate(timeout=PATIENCE)
    until(lambda: not is_taken(port))
    assert process.returncode == 0
    assert b"Traceback" not in out

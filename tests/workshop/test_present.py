"""The instructor's demo page: what it says, whom it refuses, and a step that is graded and run on its stage."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

import pytest
from kits import ROOT

from bizkit.testing import TestApp
from bizkit.workshop import command as cli
from bizkit.workshop.kit.exercises import Kit
from bizkit.workshop.kit.runs import choices
from bizkit.workshop.processes import is_taken
from bizkit.workshop.teaching.present.rows import rows
from bizkit.workshop.teaching.present.server import Demo
from bizkit.workshop.teaching.present.stage import Stage
from bizkit.workshop.teaching.present.steps import Step, steps

HOST = "127.0.0.1:8765"


def exercise(name="ex2"):
    return Kit(ROOT).exercise(name)


@pytest.fixture(scope="module")
def stage():
    with Stage(exercise()) as made:
        yield made


@pytest.fixture
def demo(stage):
    return Demo(exercise(), steps(exercise()), stage, {HOST}, deck=deck)


def deck(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['SCRIPT_NAME']} {environ['PATH_INFO']}".encode()]


@pytest.fixture
def client(demo):
    return TestApp(demo, {"HTTP_HOST": HOST})


def post(client, path, sent, token, status=200):
    content = sent if isinstance(sent, str) else json.dumps(sent)
    headers = {"Content-Type": "application/json", "X-Token": token}
    return client.post(path, content, headers, status=status).json


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def test_rows_tell_what_goes_and_what_comes():
    assert rows("a\nb\nc\n", "a\nB\nc\nd\n") == [
        ("same", "a"),
        ("removed", "b"),
        ("added", "B"),
        ("same", "c"),
        ("added", "d"),
    ]


def test_the_page_carries_the_token_and_nothing_from_elsewhere(client, demo):
    page = client.get("/")
    assert demo.token in page.text
    assert "{{" not in page.text and "http" not in page.text
    assert "/deck/ex2.html" in page.text
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    for path in ("/page.css", "/page.js", "/look.css"):
        assert "https:" not in client.get(path).text


def test_without_a_deck_none_is_framed(stage):
    client = TestApp(Demo(exercise(), steps(exercise()), stage, {HOST}), {"HTTP_HOST": HOST})
    assert '<meta name="deck" content="">' in client.get("/").text
    client.get("/deck/ex2.html", status=404)


def test_the_deck_is_mounted(client):
    assert client.get("/deck/_static/x.js").text == "/deck /_static/x.js"


def test_the_steps_come_with_their_rows_and_runs(client):
    found = client.get("/api/steps").json
    assert [step["id"] for step in found["steps"]] == ["stub", "2.1", "2.2", "2.3", "2.4"]
    assert [step["bonus"] for step in found["steps"]] == [False, False, False, True, True]
    (file,) = found["steps"][2]["files"]
    assert file["name"] == "hello.py" and file["changed"]
    assert [line for kind, line in file["rows"] if kind == "added"][-1] == '    start_response("200 OK", headers)'
    assert found["steps"][2]["runs"] == [{"name": "page", "words": "by hand"}]
    assert found["steps"][2]["about_runs"].endswith("there is no layer to choose.")


@pytest.mark.parametrize("path", ["/", "/api/steps", "/deck/ex2.html", "/api/run"])
def test_another_host_is_refused(client, path):
    answer = client.get(path, headers={"Host": "evil.example:8765"}, status=421)
    assert answer.json["error"].startswith("This demo answers on its own address only")


@pytest.mark.parametrize("path", ["/api/grade", "/api/run", "/api/stop"])
def test_without_the_token_nothing_is_started(client, path):
    assert "token" in post(client, path, {"step": "2.1"}, "guessed", 403)["error"]
    client.get(path, status=405)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("{", "That is not valid JSON."),
        ("[]", "an object"),
        ({"step": "9.9"}, "There is no step '9.9'. There are stub, 2.1"),
        ({}, "There is no step None."),
        ({"step": "2.1", "run": "werkzeug"}, "has no run 'werkzeug'. It has page."),
        ({"step": "2.1", "run": ["x"]}, "has no run ['x']"),
    ],
    ids=str,
)
def test_what_can_not_be_meant_is_refused_in_words(client, demo, sent, said):
    assert said in post(client, "/api/run", sent, demo.token, 400)["error"]


def test_too_much_and_unknown_places_are_refused(client, demo):
    post(client, "/api/run", json.dumps({"step": "x" * 10_001}), demo.token, 413)
    assert "The page is at /." in client.get("/nothing", status=404).json["error"]
    client.put("/", status=405)


def test_a_step_is_graded_run_and_stopped(client, demo, stage):
    verdict = post(client, "/api/grade", {"step": "2.3"}, demo.token)
    assert [task["outcome"] for task in verdict["tasks"][:3]] == ["passed"] * 3
    assert verdict["tasks"][3]["outcome"] != "passed" and verdict["tasks"][3]["message"]
    made = post(client, "/api/run", {"step": "2.3"}, demo.token)
    assert "Hello, Ada" in get(f"{made['url']}?name=Ada")
    stage.put(demo.steps[0])  # what is served stays what it was
    assert "Hello, PyCon" in get(made["url"])
    post(client, "/api/stop", {}, demo.token)
    assert not is_taken(int(made["url"].rpartition(":")[2].strip("/")))


@pytest.mark.whole
def test_what_does_not_start_shows_what_it_printed(stage):
    broken = Step("2.1", "", False, {"hello.py": "print('so far')\napplication = nothing\n"})
    page = choices(stage.exercise, 1)[0]
    made = stage.run(broken, page)
    assert not made.is_running and "NameError" in made.printed and "exit status 1" in made.printed
    hanging = Step("2.1", "", False, {"hello.py": "import time\nprint('zzz', flush=True)\ntime.sleep(60)\n"})
    made = stage.run(hanging, page, limit=1.5)
    assert not made.is_running and "was not ready in 1.5 seconds" in made.printed


def test_the_stage_leaves_nothing_behind_and_touches_nobodys_files():
    with Stage(exercise("ex1")) as stage:
        folder = stage.exercise.kit.root
        stub = (ROOT / "ex1" / "it_works.py").read_bytes()
        made = stage.run(steps(exercise("ex1"))[-1], choices(stage.exercise, 2)[0])
        assert "Hello world!" in get(made.address)
    assert not folder.exists()
    assert not is_taken(int(made.address.rpartition(":")[2].strip("/")))
    assert (ROOT / "ex1" / "it_works.py").read_bytes() == stub


@pytest.mark.whole
def test_the_seventh_task_of_ex3_runs_on_werkzeug():
    with Stage(exercise("ex3")) as stage:
        (werkzeug,) = (choice for choice in choices(stage.exercise, 7) if choice.name == "werkzeug")
        made = stage.run(steps(exercise("ex3"))[-1], werkzeug)
        assert made.what == "ex3.best_of_breed:application"
        assert "Hello, PyCon" in get(made.address)


def test_an_exercise_that_is_not_there_is_the_usual_error(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert cli.main(["present", "ex9"]) == 2
    assert "There is no exercise 'ex9' here." in capsys.readouterr().err


@pytest.mark.whole
def test_a_port_that_is_taken_is_the_usual_error(capsys, monkeypatch, listener):
    monkeypatch.chdir(ROOT)
    assert cli.main(["present", "ex2", "--port", str(listener), "--no-browser"]) == 2
    assert "stop it" in capsys.readouterr().err


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signals to one process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
def test_its_end_is_the_end_of_all_that_it_started(number, tmp_path):
    command = [sys.executable, "-m", "bizkit.workshop", "present", "ex2", "--no-browser"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = next(line for line in process.stdout if "Ctrl+C ends it" in line)
            url = next(word for word in line.split() if word.startswith("http"))
            token = get(url).partition('name="token" content="')[2].partition('"')[0]
            asked = urllib.request.Request(f"{url}api/run", b'{"step": "2.2"}', {"X-Token": token})
            with urllib.request.urlopen(asked, timeout=20) as answer:
                app = json.load(answer)["url"]
            assert list(tmp_path.iterdir())
            process.send_signal(number)
            assert process.wait(10) == 0
        finally:
            process.kill()
    assert not is_taken(int(app.rpartition(":")[2].strip("/")))
    assert not list(tmp_path.iterdir())

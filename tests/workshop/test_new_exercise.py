"""A new exercise changes no module: one with files and runs of every kind goes through all that the kit does."""

import io
import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest
from bookshop import ANSWER, LOGO, STUB, TEMPLATE, make_bookshop, write
from kits import ROOT
from rich.console import Console

from bizkit.workshop.judge.grading import grade
from bizkit.workshop.kit import backups, manifest, runs, stubs
from bizkit.workshop.kit.regions import without_marks
from bizkit.workshop.processes import free_port, is_taken, wait_until
from bizkit.workshop.teaching.present import rows
from bizkit.workshop.teaching.present.stage import Stage
from bizkit.workshop.teaching.present.steps import steps
from bizkit.workshop.terminal.show import show

PATIENCE = 20.0
SOLVED = {path: without_marks(text) for path, text in ANSWER.items()}


@pytest.fixture
def exercise(tmp_path, monkeypatch):
    """The exercise as it is handed out, with its stubs in a snapshot that is not the package's."""
    made = make_bookshop(tmp_path / "kit")
    monkeypatch.chdir(made.kit.root)
    monkeypatch.setattr(stubs, "SNAPSHOT", tmp_path / "stubs.json")
    stubs._snapshot.cache_clear()
    assert stubs.main() == 0
    yield made
    stubs._snapshot.cache_clear()


def outcomes(exercise, **options):
    result = grade(exercise.kit, exercise, **options)
    assert result.kit_error == ""
    return {task.id: task.outcome for task in result.tasks}


def received(port):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        return client.makefile("rb").read()


def sends(port, start):
    """Whether the server sends this now. It may be on its way down or up."""
    try:
        return received(port).startswith(start)
    except OSError:
        return False


def page(url):
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.read().decode()


def test_its_manifest_fits(exercise):
    assert manifest.problems(exercise.manifest, exercise.folder, exercise.reference, ("5.1", "5.2", "5.3")) == []
    assert set(exercise.files) == set(ANSWER)
    assert stubs.pristine(exercise) == STUB
    assert stubs.handed_out(exercise)["static/logo.bin"] == LOGO


def test_it_is_graded(exercise):
    assert outcomes(exercise) == {"5.1": "not started", "5.2": "failed", "5.3": "not started"}
    assert outcomes(exercise, solutions=True) == dict.fromkeys(("5.1", "5.2", "5.3"), "passed")
    write(exercise.folder, SOLVED | {"templates/page.html": "<h1>Bikes</h1>\n"})
    assert outcomes(exercise) == {"5.1": "failed", "5.2": "passed", "5.3": "passed"}
    assert stubs.file_of(exercise, "5.2") == "schema.sql"


def test_it_is_reset_and_restored_with_all_its_files_and_extra_files_stay(exercise):
    mine = SOLVED | {"templates/page.html": "mine\n", "schema.sql": "-- mine\n", "static/logo.bin": b"\xff\x00"}
    extra = {"templates/about.html": "extra\n", "shop/extra.py": "extra = 1\n", "notes.txt": "extra\n"}
    write(exercise.folder, mine | extra)
    kept, names = backups.reset(exercise)
    assert set(names) == set(STUB)
    assert backups.files_in(kept) == {path: _bytes(mine[path]) for path in (*STUB, "static/logo.bin")}
    now = {path: (exercise.folder / path).read_bytes() for path in (*STUB, "static/logo.bin", *extra)}
    assert now == {path: _bytes(text) for path, text in (STUB | {"static/logo.bin": LOGO} | extra).items()}
    _, _, names = backups.restore(exercise)
    assert set(names) == {*STUB, "static/logo.bin"}
    for path, content in (mine | extra).items():
        assert (exercise.folder / path).read_bytes() == _bytes(content), path
    backups.reset(exercise, "templates/page.html")
    assert (exercise.folder / "templates" / "page.html").read_text(encoding="utf-8") == STUB["templates/page.html"]
    assert (exercise.folder / "schema.sql").read_bytes() == b"-- mine\n"


def _bytes(content):
    return content if isinstance(content, bytes) else content.encode("utf-8")


def test_a_deleted_folder_comes_back(exercise):
    for path in ("templates/page.html", "static/logo.bin"):
        (exercise.folder / path).unlink()
        (exercise.folder / path).parent.rmdir()
    backups.reset(exercise)
    assert (exercise.folder / "static" / "logo.bin").read_bytes() == LOGO
    assert (exercise.folder / "templates" / "page.html").is_file()


def test_a_backup_of_an_older_kit_which_is_flat_is_restored(exercise):
    folder = exercise.kit.root / ".workshop" / "backups" / "ex5-2026-01-01-090000"
    write(folder, {"hello.py": "old\n"})
    _, _, names = backups.restore(exercise)
    assert names == ["hello.py"]
    assert (exercise.folder / "hello.py").read_bytes() == b"old\n"


def test_all_of_its_answer_is_shown(exercise):
    output = io.StringIO()
    show(Console(file=output, width=80, soft_wrap=True), exercise)
    text = output.getvalue()
    assert "+++ answer: solutions/ex5/templates/page.html" in text
    assert "+CREATE TABLE book" in text and "+++ answer: solutions/ex5/shop/__init__.py" in text
    assert "region" not in text and "task 5" not in text


@pytest.mark.whole
def test_its_steps_grow_in_every_file_and_each_passes_its_task(exercise):
    made = steps(exercise)
    assert made[0].files == STUB
    assert made[-1].files == SOLVED
    assert made[2].note == "Now it has a table."
    assert "table" not in made[1].files["templates/page.html"] and "table" in made[2].files["templates/page.html"]
    assert made[1].files["schema.sql"] == STUB["schema.sql"]
    shown = rows.as_json(made)[1]["files"]
    assert [file["name"] for file in shown if file["changed"]] == [
        "hello.py",
        "shop/__init__.py",
        "shop/pages.py",
        "templates/page.html",
    ]
    for number, step in enumerate(made):
        write(exercise.folder, step.files)
        passed = [outcome == "passed" for outcome in outcomes(exercise).values()]
        assert passed == [True] * number + [False] * (3 - number), step.id


@pytest.mark.whole
def test_its_runs_are_presented(exercise):
    made = steps(exercise)
    with Stage(exercise) as stage:
        verdict = stage.grade(made[1])
        assert [task["outcome"] for task in verdict["tasks"]][:2] == ["passed", "failed"]
        assert [choice.name for choice in runs.choices(stage.exercise, 1)] == ["pages"]
        pages, server, chat = runs.choices(stage.exercise, 3)
        started = stage.run(made[3], pages)
        assert started.is_running, started.printed
        assert "<h1>Books</h1>" in page(started.address)
        started = stage.run(made[3], server)
        assert received(int(started.address.rpartition(":")[2])) == LOGO
        started = stage.run(made[3], chat)
        assert started.is_running, started.printed
        port = int(started.address.rpartition(":")[2])
        assert re.fullmatch(rb"\d+", received(port).removeprefix(LOGO))  # the backend's port
        backend = stage._running._started["backend"][0]
        assert not stage.run(made[0], server).is_running
        assert wait_until(lambda: backend.poll() is not None and not is_taken(port), PATIENCE)


@pytest.mark.whole
def test_a_saved_file_starts_a_server_again_and_ctrl_c_ends_both_processes(exercise):
    write(exercise.folder, SOLVED)
    port = free_port()
    command = [sys.executable, "-m", "bizkit.workshop", "run", "ex5", "--run", "chat", "--port", str(port), "--poll"]
    options = {"cwd": exercise.kit.root, "env": os.environ | {"PYTHONPATH": str(ROOT)}, "text": True}
    with subprocess.Popen(command, stdout=subprocess.PIPE, **options) as process:
        clock = threading.Timer(3 * PATIENCE, process.terminate)  # or a line that never comes would be waited for
        clock.start()
        try:
            assert next(line for line in process.stdout if "Serving" in line).endswith("(Ctrl+C ends it)\n")
            assert received(port).startswith(LOGO)
            write(exercise.folder, {"server.py": SOLVED["server.py"].replace("logo + os", "b'new' + os")})
            assert next(process.stdout) == "ex5/server.py saved: starting again.\n"
            assert wait_until(lambda: sends(port, b"new"), PATIENCE)
            write(exercise.folder, {"server.py": "1 / 0\n"})
            assert any("ZeroDivisionError" in line for line in iter(process.stdout.readline, ""))
            write(exercise.folder, SOLVED)
            assert wait_until(lambda: sends(port, LOGO), PATIENCE)
            process.terminate()
            assert process.wait(PATIENCE) == 0
        finally:
            clock.cancel()
            process.terminate()  # and with it all that it started
    assert not is_taken(port)


@pytest.mark.whole
def test_a_saved_template_grades_and_reloads(exercise):
    terminals = pytest.importorskip("terminals")  # not on Windows
    write(exercise.folder, SOLVED | {"templates/page.html": "<h1>Bikes</h1>\n"})
    it = terminals.Terminal(
        exercise.kit, 80, 40, ["--poll"], {"BROWSER": "true", "PYTHONPATH": str(ROOT), "PORT": str(free_port())}
    )
    try:
        it.wait_for("5.1 failed", "Got: '<h1>Bikes</h1>")
        it.press("r")
        it.wait_for("Serving ex5.hello:application on http:")
        address = re.search(r"http://127\.0\.0\.1:\d+/", it.words)[0]
        assert "Bikes" in page(address)
        it.save("\n".join(TEMPLATE.splitlines()), "ex5/templates/page.html")
        it.wait_for("5.1 passed")
        assert wait_until(lambda: "Books" in page(address), PATIENCE)
        it.save("-- nothing\n", "ex5/schema.sql")
        it.wait_for("5.2 failed")
        (exercise.folder / "notes.txt").write_text("no part of the answer\n", encoding="utf-8")
        it.press("q")
        assert it.ended() == 0
    finally:
        it.close()


@pytest.mark.whole
def test_the_command_grades_it_and_says_what_comes_next(exercise):
    write(exercise.folder, SOLVED)
    command = [sys.executable, "-m", "bizkit.workshop", "check", "ex5", "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=exercise.kit.root, env=environment, capture_output=True, text=True)
    assert json.loads(ran.stdout)["passed"], ran.stdout + ran.stderr

"""Kits in folders with odd names, on disks that are full, and where nothing can be written."""

import errno
import os
import shutil
import sys
import tempfile

import pytest
from kits import make_kit, run

from bizkit.devserver import tracebacks
from bizkit.workshop.judge.grading import grade
from bizkit.workshop.judge.server_output import error_in
from bizkit.workshop.terminal import doctor

WINDOWS = sys.platform == "win32"
ALL_AT_ONCE = ".venv/node_modules/-c $HOME 100%41 Zoë [日本" + ("" if WINDOWS else "::'a:b'\n\"kit\"")
PLACES = {
    "a bracket": "a [b",
    "a pair of brackets": "a [b] c",
    "a single colon": "a:b",
    "two colons": "a::b",
    "a variable": "$HOME",
    "a line break": "line\nbreak",
    "a leading dash": "-c",
    "a space": "my kit",
    "other scripts": "Zoë 日本",
    "a percent sign": "100%41",
    "quotes": 'it\'s "mine"',
    "below .venv": ".venv/kit",
    "below node_modules": "node_modules/kit",
}
NOT_ON_WINDOWS = ("a single colon", "two colons", "a line break", "quotes")
WRONG = {"hello.py": "def application(environ, start_response):\n    raise LookupError('no page')\n"}
EACH_PLACE = pytest.mark.parametrize(
    "place",
    [
        pytest.param(ALL_AT_ONCE, id="all at once"),
        *(
            pytest.param(place, id=name, marks=pytest.mark.whole)
            for name, place in PLACES.items()
            if not (WINDOWS and name in NOT_ON_WINDOWS)
        ),
    ],
)


@EACH_PLACE
def test_a_kit_is_graded_wherever_it_lies(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex2", WRONG)
    (wrong, *_) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert wrong.outcome == "failed"
    assert "LookupError: no page" in wrong.message and "raise LookupError('no page')" in wrong.message
    assert "bizkit" not in wrong.message and "worker.py" not in wrong.message
    assert grade(exercise.kit, exercise, solutions=True).passed


@pytest.mark.whole
@EACH_PLACE
def test_pytest_grades_a_kit_wherever_it_lies(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex2", WRONG)
    for folder, arguments in ((exercise.kit.root, ["ex2"]), (exercise.folder, [])):
        code, said = run(["pytest", *arguments, "--task", "2.1"], folder)
        assert code == 1
        assert "LookupError: no page" in said and "2.1  failed" in said


@pytest.mark.whole
@EACH_PLACE
def test_a_server_is_started_wherever_the_kit_lies(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex1", {"it_works.py": "raise LookupError('no server')\n"})
    assert "LookupError: no server" in grade(exercise.kit, exercise).tasks[0].message
    assert grade(exercise.kit, exercise, solutions=True).passed


@pytest.mark.whole
@pytest.mark.parametrize("place", ["a [b", "a::b"])
@pytest.mark.skipif(WINDOWS, reason="Windows allows no colon in a name")
def test_a_path_that_pytest_would_misread_is_explained(place, tmp_path):
    exercise = make_kit(tmp_path / place, "ex2", WRONG)
    code, said = run(["pytest", str(exercise.folder)], tmp_path)
    assert code == 4
    assert "for the name of a test" in said and "name the exercise from there, as in: pytest exN" in said
    assert "not graded" not in said


def test_a_kit_inside_the_virtual_environment_has_files_of_the_learners(tmp_path, monkeypatch):
    monkeypatch.setattr(tracebacks, "PYTHON", [f"{tmp_path}/.venv/"])
    kit = tmp_path / ".venv" / "kit"
    output = f'Traceback\n  File "{kit}/ex1/it_works.py", line 3, in <module>\n    serve()\nOSError: no\n'
    assert error_in(output, kit) == ("OSError: no", "ex1/it_works.py, line 3")
    installed = output.replace("ex1", ".venv/lib")
    assert error_in(installed, tmp_path) == ("OSError: no", "")


def full(*arguments, **options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk(monkeypatch):
    """From now on there is room for folders and names, but not for a byte in a file of this process."""

    class Full:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.file.close()

        write = full

    fdopen = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *arguments, **options: Full(fdopen(*arguments, **options)))

    def copy2(source, target):
        target.touch()  # what a full disk has room for
        full()

    monkeypatch.setattr(shutil, "copy2", copy2)


def test_a_check_on_a_full_disk_gives_its_verdict_and_says_what_is_not_kept(workshop, grade, full_disk):
    status, out, err = workshop("check", "ex2")
    assert status == 0 and "ex2 passed" in out
    assert "progress.json can't be written (No space left on device)" in " ".join(err.split())


def test_a_reset_on_a_full_disk_changes_nothing_and_leaves_no_half_backup(workshop, kit, full_disk):
    hello = kit.exercise("ex2").folder / "hello.py"
    hello.write_text("mine = 1\n", encoding="utf-8")
    status, _, err = workshop("reset", "ex2")
    assert status == 2 and "No space left on device), so nothing was changed" in " ".join(err.split())
    assert hello.read_text(encoding="utf-8") == "mine = 1\n"
    status, _, err = workshop("restore", "ex2")
    assert status == 2 and "There is no backup of ex2." in err
    assert hello.read_text(encoding="utf-8") == "mine = 1\n"


def test_a_disk_that_fills_up_after_the_backup_keeps_the_learners_file(workshop, kit, monkeypatch):
    hello = kit.exercise("ex2").folder / "hello.py"
    hello.write_text("mine = 1\n", encoding="utf-8")
    monkeypatch.setattr(tempfile, "mkstemp", full)
    status, _, err = workshop("reset", "ex2")
    assert status == 2 and "A backup of your files is in .workshop" in " ".join(err.split())
    assert hello.read_text(encoding="utf-8") == "mine = 1\n"
    assert [path.name for path in hello.parent.glob("hello.py*")] == ["hello.py"]


def test_a_workshop_folder_that_is_a_file_is_explained(workshop, kit, grade):
    (kit.root / ".workshop").write_text("mine")
    status, out, err = workshop("check", "ex2")
    assert status == 0 and "ex2 passed" in out
    assert ".workshop is a file and has to be a folder" in " ".join(err.split())
    assert workshop("list")[0] == 0
    status, out, err = workshop("hint", "2.1")
    assert status == 0 and "Hint 1 of 3" in out and "is a file" in err
    (kit.exercise("ex2").folder / "hello.py").write_text("mine = 1\n", encoding="utf-8")
    status, _, err = workshop("reset", "ex2")
    assert status == 2 and "so nothing was changed" in " ".join(err.split())


@pytest.mark.whole
def test_pytest_grades_where_it_can_not_write_its_cache(tmp_path):
    exercise = make_kit(tmp_path, "ex2", WRONG)
    (tmp_path / ".pytest_cache").write_text("a file, so that no folder can be made here")
    code, said = run(["pytest", "ex2", "--task", "2.1"], exercise.kit.root)
    assert code == 1
    assert "2.1  failed" in said and "PytestCacheWarning" not in said


def test_the_doctor_finds_a_full_disk(kit, monkeypatch):
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    (finding,) = doctor.folders_can_be_written(kit)
    assert finding.state == "problem" and "No space left on device" in finding.what
    assert finding.remedy == "Make room on that disk."
    assert list(doctor.saves_are_noticed(kit)) == []


def test_a_check_that_finds_no_room_for_its_own_files_says_so(tmp_path):
    grader = """\
import errno, os, pytest

@pytest.fixture
def brought():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/brought.py")

@pytest.mark.task("2.1")
def test_with_a_file_of_its_own(brought):
    pass
"""
    exercise = make_kit(tmp_path, "ex2", WRONG)
    exercise.grader.write_text(grader, encoding="utf-8")
    (task,) = grade(exercise.kit, exercise, exercise.task("2.1")).tasks
    assert task.outcome == "error"
    assert "/tmp/brought.py can't be written (No space left on device)." in task.message
    assert "Make room on that disk" in task.message and "fault of the kit" not in task.message

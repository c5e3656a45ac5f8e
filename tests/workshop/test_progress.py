"""What the kit remembers, and what becomes of a file that it can't read or write."""

import json
import os
import tempfile

import pytest

from bizkit.workshop.kit.progress import Progress, write_atomically
from bizkit.workshop.kit.results import ExerciseResult, TaskResult


def result(**outcomes):
    tasks = [TaskResult(f"2.{name[1:]}", "Title", False, outcome) for name, outcome in outcomes.items()]
    return ExerciseResult("ex2", tuple(tasks))


def test_passing_once_is_remembered_and_failing_later_is_a_regression(tmp_path):
    assert Progress(tmp_path).record(result(t1="passed", t2="failed")) == ()
    later = Progress(tmp_path)
    assert later.has_passed("2.1") and not later.has_passed("2.2")
    assert later.record(result(t1="failed", t2="passed")) == ("2.1",)
    assert Progress(tmp_path).has_passed("2.1") and Progress(tmp_path).has_passed("2.2")


def test_the_day_of_the_first_pass_is_kept(tmp_path):
    path = tmp_path / ".workshop" / "progress.json"
    Progress(tmp_path).record(result(t1="passed"))
    data = json.loads(path.read_text(encoding="utf-8"))
    data["passed"]["2.1"] = "2026-01-01T09:00:00"
    path.write_text(json.dumps(data), encoding="utf-8")
    Progress(tmp_path).record(result(t1="passed", t2="passed"))
    assert json.loads(path.read_text(encoding="utf-8"))["passed"]["2.1"] == "2026-01-01T09:00:00"


def test_hints_are_counted_task_by_task(tmp_path):
    progress = Progress(tmp_path)
    progress.take_hint("2.1")
    progress.take_hint("2.1")
    assert Progress(tmp_path).hints_taken("2.1") == 2
    assert Progress(tmp_path).hints_taken("2.2") == 0


def test_the_learner_is_where_the_first_task_is_open_and_a_bonus_does_not_count(kit):
    progress = Progress(kit.root)
    assert progress.current(kit).name == "ex1"
    for exercise in kit.exercises:
        assert progress.current(kit).name == exercise.name
        progress.record(
            ExerciseResult(
                exercise.name,
                tuple(TaskResult(task.id, "", False, "passed") for task in exercise.tasks if not task.bonus),
            )
        )
        assert progress.is_done(exercise)
    assert progress.current(kit).name == kit.exercises[-1].name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"passed": {',
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"passed": []}',
        b'{"passed": {}, "hints": {"2.1": "two"}}',
        b'{"passed": {}, "hints": 3}',
        b'{"passed": {}, "hints": {"2.1": Infinity}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_set_aside_with_a_note(tmp_path, content):
    folder = tmp_path / ".workshop"
    folder.mkdir()
    (folder / "progress.json").write_bytes(content)
    progress = Progress(tmp_path)
    (aside,) = folder.glob("progress.damaged-*.json")
    assert aside.read_bytes() == content
    assert aside.name in progress.notes[0]
    assert not progress.has_passed("2.1")
    progress.record(result(t1="passed"))
    assert Progress(tmp_path).has_passed("2.1")


def test_a_folder_in_the_place_of_the_file_is_set_aside(tmp_path):
    (tmp_path / ".workshop" / "progress.json" / "kept").mkdir(parents=True)
    progress = Progress(tmp_path)
    (aside,) = (tmp_path / ".workshop").glob("progress.damaged-*.json")
    assert (aside / "kept").is_dir()
    assert "can't be read" in progress.notes[0]
    progress.record(result(t1="passed"))
    assert Progress(tmp_path).has_passed("2.1")


def test_a_file_that_may_not_be_read_is_set_aside(tmp_path, monkeypatch):
    path = tmp_path / ".workshop" / "progress.json"
    path.parent.mkdir()
    path.write_bytes(b"{}")

    def refuse(self, **options):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(type(path), "read_text", refuse)
        notes = Progress(tmp_path).notes
    assert "can't be read (Permission denied). It is now progress.damaged-" in notes[0]
    assert not path.exists()


def test_two_commands_at_the_same_time_keep_what_the_other_has_found(tmp_path):
    watch, check = Progress(tmp_path), Progress(tmp_path)
    check.record(result(t2="passed"))
    check.take_hint("2.1")
    check.take_hint("2.1")
    watch.record(result(t1="passed"))
    watch.take_hint("2.1")
    found = Progress(tmp_path)
    assert found.has_passed("2.1")
    assert found.has_passed("2.2")
    assert found.hints_taken("2.1") == 3


def test_a_file_that_is_damaged_while_the_watch_runs_costs_nothing(tmp_path):
    watch = Progress(tmp_path)
    watch.record(result(t1="passed"))
    watch.path.write_bytes(b"half of it")
    watch.record(result(t2="passed"))
    assert "is written anew" in watch.notes[0]
    assert Progress(tmp_path).has_passed("2.1")


def test_a_file_in_the_place_of_the_folder_is_not_fatal(tmp_path):
    (tmp_path / ".workshop").write_text("", encoding="utf-8")
    progress = Progress(tmp_path)
    progress.record(result(t1="passed"))
    progress.take_hint("2.1")
    assert progress.has_passed("2.1")
    assert any("can't be kept" in note for note in progress.notes)


def test_a_folder_that_cannot_be_written_is_noted_once(tmp_path, monkeypatch):
    def refuse(*args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)  # for root may write everywhere
    progress = Progress(tmp_path)
    progress.record(result(t1="passed"))
    progress.record(result(t2="passed"))
    assert len(progress.notes) == 1
    assert "can't be kept" in progress.notes[0]


def test_a_write_that_breaks_off_leaves_the_old_content_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "kept.json"
    write_atomically(path, b"the old content\n")

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"the new content\n")
    assert path.read_bytes() == b"the old content\n"
    assert [found.name for found in tmp_path.iterdir()] == ["kept.json"]


def test_what_came_of_a_task_last_is_remembered_too(tmp_path):
    Progress(tmp_path).record(result(t1="passed", t2="passed"))
    Progress(tmp_path).record(result(t1="timeout"))
    later = Progress(tmp_path)
    assert (later.has_passed("2.1"), later.passes("2.1"), later.latest("2.1")) == (True, False, "timeout")
    assert later.passes("2.2")
    later.record(result(t1="passed"))
    assert Progress(tmp_path).passes("2.1")


def test_a_file_of_an_older_kit_says_that_what_passed_passes(tmp_path):
    (tmp_path / ".workshop").mkdir()
    data = {"passed": {"2.1": "2026-01-01T09:00:00"}, "hints": {}}
    (tmp_path / ".workshop" / "progress.json").write_text(json.dumps(data), encoding="utf-8")
    assert Progress(tmp_path).passes("2.1")

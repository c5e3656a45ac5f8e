"""`reset` and `restore`: nothing of a learner's is lost, with or without git."""

import os

import pytest

from bizkit.workshop.kit import backups, stubs
from bizkit.workshop.kit.exercises import KitError


@pytest.fixture
def exercise(kit):
    return kit.exercise("ex3")


def write(exercise, name, text):
    (exercise.folder / name).write_text(text, encoding="utf-8", newline="\n")


def read(exercise, name):
    return (exercise.folder / name).read_bytes().decode("utf-8")


def test_reset_puts_the_stubs_back_and_keeps_what_was_there(workshop, exercise):
    write(exercise, "hello.py", "mine = 'Zoë'\n")
    status, out, _ = workshop("reset", "ex3")
    assert status == 0
    assert {name: read(exercise, name) for name in exercise.files} == stubs.pristine(exercise)
    (folder,) = backups.backups(exercise)
    assert (folder / "hello.py").read_text(encoding="utf-8") == "mine = 'Zoë'\n"
    assert f"{folder.relative_to(exercise.kit.root)}" in out
    assert "`workshop restore ex3`" in out


def test_reset_of_one_file_leaves_the_others(exercise):
    write(exercise, "hello.py", "mine\n")
    write(exercise, "http_objects.py", "mine too\n")
    folder, names = backups.reset(exercise, "hello.py")
    assert names == ["hello.py"]
    assert [path.name for path in folder.iterdir()] == ["hello.py"]
    assert read(exercise, "hello.py") == stubs.pristine(exercise)["hello.py"]
    assert read(exercise, "http_objects.py") == "mine too\n"


def test_reset_brings_a_deleted_file_back(exercise):
    for name in exercise.files:
        (exercise.folder / name).unlink()
    folder, _ = backups.reset(exercise)
    assert folder is None
    assert read(exercise, "hello.py") == stubs.pristine(exercise)["hello.py"]


def test_reset_leaves_what_is_not_the_kits_alone(exercise):
    write(exercise, "notes.py", "mine\n")
    backups.reset(exercise)
    assert read(exercise, "notes.py") == "mine\n"


def test_a_file_is_backed_up_byte_for_byte(exercise):
    (exercise.folder / "hello.py").write_bytes(b"# caf\xe9\r\n")
    folder, _ = backups.reset(exercise)
    backups.restore(exercise)
    assert (folder / "hello.py").read_bytes() == b"# caf\xe9\r\n"
    assert (exercise.folder / "hello.py").read_bytes() == b"# caf\xe9\r\n"


def test_restore_backs_up_the_present_first_so_that_twice_is_a_way_back(exercise):
    write(exercise, "hello.py", "the first\n")
    backups.reset(exercise)
    write(exercise, "hello.py", "the second\n")
    backups.restore(exercise)
    assert read(exercise, "hello.py") == "the first\n"
    backups.restore(exercise)
    assert read(exercise, "hello.py") == "the second\n"


def test_many_backups_in_one_second_are_kept_in_order(exercise):
    for number in range(12):
        write(exercise, "hello.py", f"{number}\n")
        backups.reset(exercise)
    kept = [(folder / "hello.py").read_text(encoding="utf-8") for folder in backups.backups(exercise)]
    assert kept == [f"{number}\n" for number in range(12)]


def test_restore_lists_its_backups_and_takes_the_one_that_is_named(workshop, exercise):
    assert "There is no backup of ex3." in workshop("restore", "ex3", "--list")[1]
    for text in ("the first\n", "the second\n"):
        write(exercise, "hello.py", text)
        backups.reset(exercise)
    older, newer = (folder.name for folder in backups.backups(exercise))
    _, out, _ = workshop("restore", "ex3", "--list")
    assert out.splitlines() == [
        f"{older}: best_of_breed.py, hello.py, http_objects.py",
        f"{newer}: best_of_breed.py, hello.py, http_objects.py",
    ]
    status, out, _ = workshop("restore", "ex3", older)
    assert status == 0
    assert read(exercise, "hello.py") == "the first\n"
    assert "What was there until now" not in out  # it is the stub's
    assert f"Other backups: {newer}. `workshop restore ex3 {newer}` brings such a one back" in out
    assert "`workshop restore ex3 --list`" in out


def test_a_reset_of_a_stub_makes_no_backup_that_would_hide_the_learners(workshop, exercise):
    write(exercise, "hello.py", "mine\n")
    for _ in range(3):
        backups.reset(exercise)
    assert len(backups.backups(exercise)) == 1
    workshop("restore", "ex3")
    assert read(exercise, "hello.py") == "mine\n"
    assert len(backups.backups(exercise)) == 1
    status, _, err = workshop("restore", "ex3")
    assert status == 2
    assert "What the backups of ex3 hold is there already" in err


def test_what_is_about_to_be_replaced_is_kept_and_told(workshop, exercise):
    write(exercise, "hello.py", "the first\n")
    backups.reset(exercise)
    write(exercise, "hello.py", "not kept yet\n")
    _, out, _ = workshop("restore", "ex3")
    assert read(exercise, "hello.py") == "the first\n"
    assert "What was there until now is in .workshop" in out
    kept = backups.backups(exercise)[-1]
    assert (kept / "hello.py").read_text(encoding="utf-8") == "not kept yet\n"


def test_a_stub_with_the_line_ends_of_windows_is_the_stub(exercise):
    for name, text in stubs.pristine(exercise).items():
        (exercise.folder / name).write_bytes(text.replace("\n", "\r\n").encode("utf-8"))
    assert backups.reset(exercise)[0] is None


def test_restore_knows_no_backup_outside_of_its_folder(workshop, exercise):
    write(exercise, "hello.py", "mine\n")
    backups.reset(exercise)
    for name in ("../..", "ex2-2026-01-01-000000", ".."):
        status, _, err = workshop("restore", "ex3", name)
        assert status == 2
        assert "`workshop restore ex3 --list`" in err


def test_without_a_backup_nothing_is_changed(exercise):
    write(exercise, "hello.py", "mine\n")
    (exercise.kit.root / ".workshop").write_text("a file in the folder's place\n", encoding="utf-8")
    with pytest.raises(KitError, match="No backup could be made"):
        backups.reset(exercise)
    assert read(exercise, "hello.py") == "mine\n"


def test_stubs_end_their_lines_alike_on_every_system(exercise):
    backups.reset(exercise)
    assert b"\r" not in (exercise.folder / "hello.py").read_bytes()
    assert os.stat(exercise.folder / "hello.py").st_mode & 0o444

import itertools

import pytest

from bizkit import watching


@pytest.mark.parametrize("poll", [False, True], ids=["told", "polled"])
def test_each_save_is_news(tmp_path, poll):
    for name in ("kept.py", "removed.py", "notes.txt"):
        (tmp_path / name).touch()
    for folder in ("package", ".hidden", "__pycache__", "venv"):
        (tmp_path / folder).mkdir()
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    news = watching.saves(tmp_path, poll)
    assert next(news) == set()
    (tmp_path / "kept.py").write_text("1")
    (tmp_path / "notes.txt").write_text("1")
    (tmp_path / "__pycache__" / "c.py").touch()
    assert first(news) == {"kept.py"}
    (tmp_path / "kept.py").write_text("2")
    assert first(news) == {"kept.py"}
    (tmp_path / "removed.py").unlink()
    assert first(news) == {"removed.py"}
    (tmp_path / "package" / "added.py").write_text("1")
    assert {name.replace("\\", "/") for name in first(news)} == {"package/added.py"}


@pytest.mark.whole
@pytest.mark.parametrize("poll", [False, True], ids=["told", "polled"])
@pytest.mark.parametrize("parent", [".venv", "node_modules", ".git", "a [b] c"])
def test_a_project_below_a_folder_that_others_ignore_is_watched(tmp_path, parent, poll):
    folder = tmp_path / parent / "kit"
    (folder / "node_modules").mkdir(parents=True)
    news = watching.saves(folder, poll)
    assert next(news) == set()
    (folder / "saved.py").touch()
    assert first(news) == {"saved.py"}


def test_polling_leaves_out_hidden_folders_and_virtual_environments(tmp_path):
    for folder in (".hidden", "venv", "shown"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.py").touch()
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    news = watching.saves(tmp_path, poll=True)
    assert next(news) == set()
    for folder in (".hidden", "venv", "shown"):
        (tmp_path / folder / "a.py").write_text("changed")
    assert {name.replace("\\", "/") for name in first(news)} == {"shown/a.py"}


def test_polling_takes_over_where_the_file_system_gives_no_news(monkeypatch, capsys, tmp_path):
    def watch(folder, **options):
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", watch)
    news = watching.saves(tmp_path)
    assert next(news) == set()
    (tmp_path / "added.py").touch()
    assert first(news) == {"added.py"}
    assert "(OS file watch limit reached): polling instead" in capsys.readouterr().err


def first(news):
    """The first news that there is within a few seconds."""
    return next((saved for saved in itertools.islice(news, 100) if saved), set())

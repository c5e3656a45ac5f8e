"""What stops a build, and where it says that it is. Each kit here is a copy whose decks are a few lines."""

import shutil
import subprocess
import sys

import pytest
from kits import ROOT

from bizkit.workshop import command as cli
from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.teaching.slides import building, serving

NOTES = "\n```{notes}\n:minutes: 1\n\nSay it.\n```\n"
CODE = "# region greeting\ndef greeting():\n    return 'Hello'\n# endregion greeting\n"


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A kit with one deck, which is built anew for each test: reading it takes a second."""
    folder = tmp_path_factory.mktemp("kit")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "slides" / "theme", folder / "slides" / "theme")
    shutil.copy(ROOT / "slides" / "conf.py", folder / "slides")
    (folder / "slides" / "pictures").mkdir()
    (folder / "slides" / "pictures" / "bare.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    (folder / "slides" / "index.md").write_text("# Decks\n\n```{toctree}\nex2\n```\n")
    (folder / "hello.py").write_text(CODE)
    return Kit(folder)


def build(kit, slide):
    (kit.root / "slides" / "ex2.md").write_text(f"# Two\n{NOTES}\n## Slide\n\n{slide}\n{NOTES}", encoding="utf-8")
    return building.build(kit, kit.root / "out")


RIGHT = "```text\nwords\n```\n\n```http\nGET / HTTP/1.1\n```\n\n```{region} hello.py greeting\n:steps: 1|2\n```"
"""What may be typed is words, and what goes over the wire."""
STOPPED = {
    "a typed Python block": ("```python\nx = 1\n```", "python) is typed"),
    "one under another name": ("```py\nx = 1\n```", "py) is typed"),
    "one with tildes": ("~~~python3\nx = 1\n~~~", "is typed"),
    "one by a directive": ("```{code-block} python\nx = 1\n```", "is typed"),
    "one that does not say what it is": ("```\nx = 1\n```", "is typed"),
    "one that is indented": ("text\n\n    x = 1\n", "is typed"),
    "one in a list": ("- a\n\n  ```pycon\n  >>> 1\n  ```", "is typed"),
    "one in the notes": ("````{notes}\n:minutes: 1\n\n```python\nx = 1\n```\n````", "is typed"),
    "a typed session": ("```text\n$ workshop check\n```", "Make it a {session}"),
    "typed HTML": ("<pre>x = 1</pre>", "HTML is typed"),
    "a missing file": ("```{region} gone.py greeting\n```", "gone.py can't be shown: No such file"),
    "a missing region": ("```{region} hello.py farewell\n```", "hello.py: There is no `region farewell`"),
    "steps past the end": ("```{region} hello.py greeting\n:steps: 1|3\n```", "3 goes past the end"),
    "a file of somebody else's": ("```{region} ../../etc/passwd\n```", "is not in the kit"),
    "a file included by numbers": ("```{literalinclude} ../hello.py\n:lines: 2\n```", "is typed"),
    "a missing picture": ("```{picture} gone\n```", "no picture 'gone'"),
    "a picture without words": ("```{picture} bare\n```", "has no <title>"),
    "an unknown directive": ("```{regoin} hello.py\n```", "regoin"),
    "a broken link": ("[there](gone.md)", "gone.md"),
    "notes without minutes": ("```{notes}\nSay it.\n```", "how long"),
    "a session without a command": ("```{session}\nout\n```", "begins with a command"),
}


@pytest.fixture(scope="module")
def told(kit, tmp_path_factory):
    """What a build says of a deck that is right, and of one for each of `STOPPED`."""
    folder = tmp_path_factory.mktemp("stopped") / "kit"
    shutil.copytree(kit.root, folder, ignore=shutil.ignore_patterns("out", "*.md"))
    slides = [f"# Deck\n\n## Slide\n\n{slide}\n{NOTES}" for slide in (RIGHT, *(slide for slide, _ in STOPPED.values()))]
    for number, text in enumerate(slides):
        (folder / "slides" / f"deck{number}.md").write_text(text, encoding="utf-8")
    (folder / "slides" / "index.md").write_text("# Decks\n\n```{toctree}\n:glob:\ndeck*\n```\n")
    problems = "\n".join(building.build(Kit(folder), folder / "out").problems)
    assert str(folder) not in problems
    return problems.replace("\\", "/")


@pytest.mark.whole
@pytest.mark.parametrize(("number", "said"), list(enumerate([said for _, said in STOPPED.values()], 1)), ids=STOPPED)
def test_a_build_stops_and_says_where(told, number, said):
    assert any(line.startswith(f"slides/deck{number}.md:") and said in line for line in told.splitlines()), told


@pytest.mark.whole
def test_of_a_deck_that_is_right_nothing_is_said(told):
    assert "deck0.md" not in told


@pytest.mark.whole
def test_a_build_that_was_stopped_is_stopped_again_until_it_is_mended(kit):
    assert build(kit, "```python\nx = 1\n```").problems
    assert building.build(kit, kit.root / "out").problems
    assert build(kit, "Mended.").problems == ()


@pytest.mark.whole
def test_sphinx_alone_fails_as_well_and_again(kit):
    build(kit, "```python\nx = 1\n```")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "revealjs", "slides", "out/alone"]
    for _ in range(2):
        done = subprocess.run(command, cwd=kit.root, capture_output=True, encoding="utf-8")
        assert done.returncode
        assert "is typed" in done.stderr


@pytest.mark.whole
def test_code_that_changes_changes_the_slide(kit):
    done = build(kit, "```{region} hello.py greeting\n:steps: 1|2\n```")
    assert done.problems == ()
    assert str(kit.root / "hello.py") in done.sources
    deck = kit.root / "out" / "decks" / "ex2.html"
    assert 'data-line-numbers="1|2"' in deck.read_text(encoding="utf-8")
    (kit.root / "hello.py").write_text(CODE.replace("Hello", "Good day"))
    assert building.build(kit, kit.root / "out").problems == ()
    assert "Good day" in deck.read_text(encoding="utf-8")
    (kit.root / "hello.py").write_text(CODE)


def test_an_unknown_deck_and_a_missing_package_are_said_in_a_line(kit, monkeypatch, capsys):
    (kit.root / "slides" / "ex2.md").write_text("# Two\n")
    with pytest.raises(KitError, match=r"no deck 'ex9'\. There are ex2"):
        serving.build_site(kit, "ex9")
    monkeypatch.setattr(building, "NEEDED", ("no_such_package",))
    monkeypatch.chdir(kit.root)
    assert cli.main(["slides"]) == 2
    assert "pip install -e '.[slides]'" in capsys.readouterr().err


@pytest.mark.whole
def test_a_build_for_a_usb_stick_needs_no_server(kit, monkeypatch, capsys, tmp_path):
    build(kit, "Fine.")
    monkeypatch.chdir(kit.root)
    assert cli.main(["slides", "--build", str(tmp_path / "stick")]) == 0
    assert (tmp_path / "stick" / "decks" / "ex2.html").is_file()
    assert (tmp_path / "stick" / "handbook" / "index.html").is_file()
    assert {path.name for path in (tmp_path / "stick").iterdir()} == {"decks", "handbook"}
    build(kit, "```python\nx = 1\n```")
    assert cli.main(["slides", "--build", str(tmp_path / "stick")]) == 2
    assert "slides/ex2.md:" in capsys.readouterr().err.replace("\\", "/")

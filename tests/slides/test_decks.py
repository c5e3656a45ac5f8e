"""The decks say what is true: their sessions are run, and their minutes are those of the timetable."""

import contextlib
import http.client
import itertools
import os
import re
import shlex
import subprocess
import sys
import threading
from dataclasses import dataclass

import pytest
from kits import ANSWERS, ROOT, make_whole_kit

from bizkit.workshop.kit.exercises import Kit
from bizkit.workshop.processes import end, free_port, start
from bizkit.workshop.teaching.slides.building import decks

SLIDES = ROOT / "slides"
DECKS = decks(Kit(ROOT))
SESSION = re.compile(r"^(?P<fence>:{3,}|`{3,})\{session\}\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE)
SETTING = re.compile(r"[A-Z_]+=")
LEFT_OUT = "…"


@dataclass(frozen=True)
class Session:
    """A terminal session of a deck: the state of its kit, and each command with what it prints."""

    deck: str
    options: dict[str, str]
    commands: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self):
        return f"{self.deck}: {self.commands[0][0]}"


def sessions():
    found = []
    for deck in DECKS:
        for match in SESSION.finditer((SLIDES / f"{deck}.md").read_text(encoding="utf-8")):
            options = dict(re.findall(r"^:(\w+): ?(.*)$", match["text"], re.MULTILINE))
            lines = [line for line in match["text"].splitlines() if not re.match(r":\w+:", line)]
            commands = []
            for line in lines:
                if line.startswith("$ "):
                    commands.append((line[2:], []))
                elif commands:
                    commands[-1][1].append(line)
            found.append(Session(deck, options, tuple((command, tuple(shown)) for command, shown in commands)))
    return found


MODULES = {"workshop": "bizkit.workshop", "bizkit": "bizkit", "pytest": "pytest"}
PORT_ON_SLIDES = "8000"
LONGEST_START = 20.0
"""Seconds in which a server has to print what the slide shows."""


class Terminal:
    """A terminal of 80 columns in the folder of ``kit``. What it serves ends with it."""

    def __init__(self, kit):
        self.kit = kit
        self.port = str(free_port())
        self.serving = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.serving:
            end(process)
            process.stdout.close()

    def run(self, line, lines=1):
        """What ``line`` prints; of `workshop run`, at least so many ``lines``, and what it prints until it serves."""
        words = shlex.split(line.replace(PORT_ON_SLIDES, self.port))
        settings = dict(word.split("=", 1) for word in itertools.takewhile(SETTING.match, words))
        program, *arguments = words[len(settings) :]
        if program == "curl":
            return self.curl(*arguments)
        environment = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "CI")}
        environment |= {"COLUMNS": "80", "PORT": self.port, "PYTHONUNBUFFERED": "1"} | settings
        command = [sys.executable, "-m", MODULES[program], *arguments]
        if arguments[:1] == ["run"]:
            return self.serve(command, environment, lines)
        done = subprocess.run(
            command,
            cwd=self.kit.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        return [line.rstrip() for line in done.stdout.strip("\n").splitlines()]

    def serve(self, command, environment, lines):
        process = start(command, environment, cwd=self.kit.root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.serving.append(process)
        printed, serves = [], False
        too_late = threading.Timer(LONGEST_START, end, [process])
        too_late.start()
        for line in process.stdout:
            printed.append(line.decode().rstrip().replace(self.port, PORT_ON_SLIDES))
            serves = serves or "Ctrl+C ends it" in printed[-1]
            if serves and len(printed) >= lines:
                break
        too_late.cancel()
        return printed

    def curl(self, *arguments):
        """What curl prints of an answer: with ``-i`` its head, too."""
        *options, url = arguments
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=20)) as connection:
            connection.request("GET", url.partition(self.port)[2])
            answer = connection.getresponse()
            content = answer.read().decode("utf-8").rstrip("\n")
        head = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{k}: {v}" for k, v in answer.getheaders()), ""]
        return [*(head if "-i" in options else []), *content.splitlines()]


def agree(shown, printed):
    """Whether a slide shows what was printed: a line that is only … stands for any number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(line.rstrip()) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


@pytest.mark.whole
@pytest.mark.parametrize(
    "session",
    [pytest.param(each, marks=[] if each.deck == "ex1" else [pytest.mark.whole]) for each in sessions()],
    ids=str,
)
def test_a_session_on_a_slide_is_what_the_commands_print(session, tmp_path):
    kit = make_whole_kit(
        tmp_path / "kit", session.options.get("solved", "").split(), session.options.get("mistake", "").split()
    )
    with Terminal(kit) as terminal:
        for command, shown in session.commands:
            while shown and not shown[-1].strip():
                shown = shown[:-1]
            printed = terminal.run(command, len(shown))
            assert agree(shown, printed), f"`{command}` in slides/{session.deck}.md prints now:\n" + "\n".join(printed)


def test_a_session_that_names_a_state_names_one_that_is_there():
    for session in sessions():
        assert set(session.options) <= {"solved", "mistake", "small"}, str(session)
        assert all((ROOT / "solutions" / name).is_dir() for name in session.options.get("solved", "").split())
        for name in session.options.get("mistake", "").split():
            exercise, _, file = name.partition("/")
            assert (ANSWERS / exercise / "wrong" / file).is_file(), str(session)


@pytest.mark.parametrize(
    ("shown", "printed", "is_so"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "…"], ["a", "b", "c"], True),
        (["…", "c"], ["a", "b", "c"], True),
        (["a", "…", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["a", "…", "x"], ["a", "b", "c"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_what_is_left_out_is_lines_and_nothing_else(shown, printed, is_so):
    assert agree(shown, printed) == is_so


def minutes(deck):
    """The minutes of each slide, in the order of the deck."""
    text = (SLIDES / f"{deck}.md").read_text(encoding="utf-8")
    return [
        [float(found) for found in re.findall(r"^:minutes: ([\d.]+)$", slide, re.MULTILINE)]
        for slide in re.split(r"^##? ", text, flags=re.MULTILINE)[1:]
    ]


def timetable():
    """The rows of slides/README.md: (minutes, deck or None)."""
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", (SLIDES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    found = []
    for number, what in rows:
        deck = re.search(r"\]\((\w+)\.md\)", what)
        found.append((int(number), deck[1] if deck else None))
    return found


@pytest.mark.parametrize("deck", DECKS)
def test_each_slide_has_one_note_with_its_minutes(deck):
    assert [len(each) for each in minutes(deck)] == [1] * len(minutes(deck))


@pytest.mark.parametrize("deck", DECKS)
def test_the_minutes_of_a_deck_are_those_of_the_timetable(deck):
    assert sum(sum(each) for each in minutes(deck)) == sum(number for number, name in timetable() if name == deck)


def test_the_timetable_has_all_decks_and_adds_up():
    rows = timetable()
    assert [name for _, name in rows if name] == list(DECKS)
    total = re.search(r"That is (\d+) minutes", (SLIDES / "README.md").read_text(encoding="utf-8"))
    assert sum(number for number, _ in rows) == int(total[1])


def test_the_timetable_is_the_one_that_the_room_is_shown():
    shown = re.findall(r"^\| (\d+) \|", (SLIDES / "welcome.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number in shown] == [number for number, _ in timetable()]


def test_the_commands_for_the_set_up_are_those_of_the_kits_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    shown = [line for line in (SLIDES / "welcome.md").read_text(encoding="utf-8").splitlines() if "m venv" in line]
    assert shown
    assert set(shown) <= set(readme)


def test_the_timetable_is_the_one_in_the_kits_readme():
    """There it is told in fewer rows, each with what to say."""
    told = re.findall(r"^\| (\d+) \| (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    by_block = {}
    for number, what in told:
        by_block.setdefault(what if what in DECKS else {"the": "welcome"}.get(what, what), []).append(int(number))
    assert sum(map(int, (number for number, _ in told))) == sum(number for number, _ in timetable())
    for name in (name for name in DECKS if name.startswith("ex")):
        assert sum(by_block[name]) == sum(number for number, deck in timetable() if deck == name), name


@pytest.mark.parametrize("deck", [name for name in DECKS if name.startswith("ex")])
def test_a_deck_of_an_exercise_is_not_too_long(deck):
    assert 12 <= len(minutes(deck)) <= 20

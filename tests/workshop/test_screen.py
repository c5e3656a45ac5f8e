"""What stands on the screen, in the rows and columns that there are."""

import io
import os
import struct

import pytest
from rich.console import Console

from bizkit.workshop import text
from bizkit.workshop.kit.progress import Progress
from bizkit.workshop.kit.results import ExerciseResult, TaskResult
from bizkit.workshop.terminal import screen
from bizkit.workshop.terminal.layout import Parts, fitted

MESSAGE = (
    "Expected:\n  An answer to GET / that follows the protocol (PEP 3333), as every server will ask for it.\n"
    "Got:\n  An exception:\n      raise ValueError('this is a long line of code, which is left as it stands')\n"
    "Try next:\n  Start at the last line of yours."
)
PARTS = Parts(
    head=["head", "bar", ""],
    tasks=["2.1 passed", "2.2 failed", "2.3 failed"],
    few_tasks=["failed: 2.2"],
    message=["title", "", "expected", "got", "why", "next"],
    evidence=["exchange"] * 5,
    foot=["", "next step", "", "all keys", "more keys"],
    short_foot=["next step", "keys"],
)


def printed(draw, width=80, **options):
    output = io.StringIO()
    draw(Console(file=output, width=width, highlight=False, soft_wrap=True, **options))
    return output.getvalue()


def more(count):
    return [f"{count} more"]


def result(*outcomes, stdout="", message=MESSAGE):
    """A result of ex2 with these outcomes, the first task's first."""
    titles = {"2.1": "Say hello", "2.2": "Speak the protocol", "2.3": "Greet by name", "2.4": "Trust no visitor"}
    return ExerciseResult(
        "ex2",
        tuple(
            TaskResult(number, title, number > "2.2", outcome, "" if outcome == "passed" else message, stdout=stdout)
            for (number, title), outcome in zip(titles.items(), outcomes, strict=False)
        ),
    )


def test_a_screen_with_room_for_all_gets_all():
    lines = fitted(PARTS, 40, 80, more)
    assert lines == [*PARTS.head, *PARTS.tasks, "", *PARTS.message, *PARTS.evidence, *PARTS.foot]


@pytest.mark.parametrize("rows", range(13, 24))
def test_fewer_rows_keep_the_failure_and_the_next_step_and_say_what_is_left_out(rows):
    lines = fitted(PARTS, rows, 80, more)
    assert len(lines) <= rows
    assert [line for line in lines if line in ("title", "expected", "got", "why", "next", "next step")] == [
        *("title", "expected", "got", "why", "next", "next step")
    ]
    left_out = 5 - lines.count("exchange")
    assert left_out != 4, "a heading alone"
    assert (f"{left_out} more" in lines) == bool(left_out)


def test_a_tiny_screen_scrolls_rather_than_hiding_the_failure():
    lines = fitted(PARTS, 5, 80, more)
    assert [*lines[3:6], lines[-2]] == ["title", "expected", "got", "next step"]


def test_a_line_that_the_terminal_folds_counts_as_several():
    parts = Parts(["x" * 100], [], [], ["message"] * 4, ["evidence"], ["foot"], ["foot"])
    assert fitted(parts, 9, 40, more)[-2:] == ["1 more", "foot"]
    assert fitted(parts, 10, 40, more)[-2:] == ["evidence", "foot"]


def test_prose_is_folded_between_words_and_code_is_left_alone(kit):
    task = result("failed").tasks[0]
    text = printed(lambda console: screen.failure(console, kit.exercise("ex2"), task), 40)
    assert "  An answer to GET / that follows the\n  protocol (PEP 3333), as every server\n" in text
    assert "      raise ValueError('this is a long line of code, which is left as it stands')\n" in text


def test_the_line_to_go_to_is_the_last_one_of_the_learners_in_the_trace(kit):
    trace = 'Where it happened:\n  File "ex2/hello.py", line 3, in application\n  File "ex2/hello.py", line 42, in page'
    task = result("failed", message=trace).tasks[0]
    assert "\nex2/hello.py:42\n" in printed(lambda console: screen.failure(console, kit.exercise("ex2"), task))


def test_the_line_to_go_to_is_the_todo_where_nothing_was_raised(kit):
    task = result("failed", "failed").tasks[1]
    (_, number, _) = kit.exercise("ex2").todos()["2.2"]
    assert f"\nex2/hello.py:{number}\n" in printed(lambda console: screen.failure(console, kit.exercise("ex2"), task))


def test_a_task_keeps_its_file_when_its_todo_is_gone(kit):
    (kit.root / "ex3" / "http_objects.py").write_text("class Request: ...\n", encoding="utf-8")
    task = TaskResult("3.1", "The request line", False, "failed", MESSAGE)
    told = ExerciseResult("ex3", (task,))
    text = printed(lambda console: screen.failure(console, kit.exercise("ex3"), task))
    step = screen.next_step(kit, Progress(kit.root), kit.exercise("ex3"), told)
    assert "\nex3/http_objects.py\n" in text
    assert step.startswith("Next: Go on with 3.1 in ex3/http_objects.py.")


def test_states_are_words_and_a_regression_is_called_one():
    verdict = result("passed", "failed", "timeout", "not started")
    text = printed(lambda console: screen.verdict(console, verdict, ("2.2",)))
    assert text.splitlines() == [
        "2.1  passed       Say hello",
        "2.2  failed       Speak the protocol – passed before, fails now <-- next",
        "2.3  timeout      Greet by name (bonus)",
        "2.4  not started  Trust no visitor (bonus)",
    ]


def test_in_few_rows_the_states_are_words_too():
    verdict = result("passed", "failed", "failed", "not started")
    text = printed(lambda console: screen.verdict_in_short(console, verdict, ("2.2",)))
    assert text.splitlines() == ["passed: 2.1", "failed: 2.2 2.3*", "not started: 2.4*", "passed before: 2.2"]


def test_what_the_code_printed_cannot_command_the_terminal():
    verdict = result("failed", stdout="one\r\n\x1b[2Jtwo\x07\tthree\n")
    text = printed(lambda console: screen.evidence(console, verdict, verdict.tasks[0]))
    assert "--- What your code printed ---\none\n\\x1b[2Jtwo\\x07    three\n--- end of" in text


def test_much_that_was_printed_is_shown_in_short():
    verdict = result("failed", stdout="".join(f"line {number}\n" for number in range(3356)) + "x" * 5_000)
    lines = printed(lambda console: screen.evidence(console, verdict, verdict.tasks[0])).strip().splitlines()
    assert lines[1:12] == [*(f"line {number}" for number in range(10)), "… 3342 lines left out …"]
    assert lines[12:16] == [f"line {number}" for number in range(3352, 3356)]
    assert "4800 characters left out" in lines[16] and len(lines[16]) < 300
    assert len(lines) == 18


def test_a_bonus_that_was_not_begun_is_no_failure_to_tell():
    assert screen.task_to_tell(result("passed", "passed", "not started")) is None
    assert screen.task_to_tell(result("passed", "passed", "failed")).id == "2.3"
    assert screen.task_to_tell(result("passed", "failed", "failed")).id == "2.2"


def test_no_color_means_no_colour_and_the_same_words(kit, monkeypatch):
    def draw(console):
        screen.heading(console, kit, Progress(kit.root), kit.exercise("ex2"))
        screen.verdict(console, result("passed", "failed"))

    coloured = printed(draw, force_terminal=True, color_system="standard")
    monkeypatch.setenv("NO_COLOR", "1")
    plain = printed(draw, force_terminal=True, color_system="standard")
    assert "\x1b[32mpassed" in coloured
    assert "\x1b[3" not in plain
    assert "2.2  failed" in printed(draw)


@pytest.mark.parametrize("width", [40, 80])
def test_the_list_and_the_heading_fit_the_terminal(kit, width):
    def draw(console):
        screen.heading(console, kit, Progress(kit.root), kit.exercise("ex2"))
        screen.task_list(console, kit, Progress(kit.root))

    text = printed(draw, width)
    assert max(map(len, text.splitlines())) <= width
    assert "0 of 14 tasks passed" in text
    assert "<-- you are here" in " ".join(text.split())


def test_a_terminal_without_blocks_gets_a_bar_of_ascii(kit):
    output = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    console = Console(file=output, width=80)
    assert screen.progress_bar(7, 14, console).plain == "############------------ 7 of 14 tasks passed"


def test_an_error_on_a_narrow_terminal_breaks_no_word():
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")  # not on Windows
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 40, 0, 0))
    with os.fdopen(slave, "w", encoding="utf-8") as stream:
        text.print_folded("workshop: There is no exercise '9' here. This kit has ex1, ex2, ex3, ex4.", stream)
        told = ""
        while told.count("\n") < 2:
            told += os.read(master, 1000).decode()
    os.close(master)
    assert told.split("\r\n") == ["workshop: There is no exercise '9' here.", "This kit has ex1, ex2, ex3, ex4.", ""]

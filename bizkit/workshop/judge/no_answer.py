"""The ways in which the learner's code gives no answer at all, in plain words."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.handshake import BROKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bizkit.workshop.judge.transcript import Transcript

WHILE = {
    "import": "while {file} was imported",
    "example": "while the example below was set up",
    "call": "while your application answered",
    "expression": "while the value below was worked out",
}
ADVICE = {
    r"EOFError: .*": "input() finds no keyboard here: take it out.",
    r"TypeError: '\w*Response' object is not iterable": (
        "Call what the view returned: `return response(environ, start_response)`. A response is an application itself."
    ),
    r"TypeError: 'method' object (is not|does not) .*|AttributeError: 'method' object has no attribute .*": (
        "Something that is read without brackets is a method: put @property above it."
    ),
}
"""What to try next, by what was raised (a regular expression)."""
ARGUMENTS = re.compile(r"takes .* positional arguments? but \d+ (was|were) given|missing \d+ required positional")


@dataclass(frozen=True)
class Code:
    """The learner's code that was asked: the kit's root, the package, and the file as a learner writes it."""

    root: Path
    package: str
    file: str
    limit: float
    """The seconds that it may take for a task."""


def timed_out(code: Code, phases: Sequence[str], expected: str, transcript: Transcript) -> Failure:
    """The time limit was reached."""
    return Failure(
        expected=expected,
        got=f"Nothing. After {code.limit:g} s your code was still running, {_when(code, phases)}.",
        why="A server that waits for one visitor keeps the others waiting too.",
        try_next=(
            "Look for a loop that never ends, a call that waits (input, sleep, a read() with no size), or a server"
            ' that starts at import: that belongs under `if __name__ == "__main__":`.'
        ),
        transcript=_if_called(transcript, phases),
        outcome="timeout",
    )


def stuck(expected: str, before: str, transcript: Transcript) -> Failure:
    """The application did not answer a plain ``GET /`` in the task ``before``, so it is not asked again."""
    return Failure(
        expected=expected,
        got=f"Nothing. In task {before} it did not even answer a plain GET / in time, so it was not asked again.",
        why="A server that waits for one visitor keeps the others waiting too.",
        try_next=f"Mend {before} first: what it says of the loop, or of the call that waits, holds here, too.",
        transcript=transcript,
        outcome="timeout",
    )


def flooded(code: Code, phases: Sequence[str], expected: str, transcript: Transcript) -> Failure:
    """More was printed than anybody can read."""
    return Failure(
        expected=expected,
        got=f"Your code printed millions of characters, {_when(code, phases)}, and was stopped.",
        why="What matters would be lost in it, and the terminal would be busy for minutes.",
        try_next="Look for a print() in a loop that never ends.",
        transcript=_if_called(transcript, phases),
        outcome="error",
    )


def died(code: Code, phases: Sequence[str], expected: str, transcript: Transcript, status: int | None) -> Failure:
    """The process ended before the answer was there."""
    if status == BROKEN:
        return garbled(code, phases, expected, transcript)
    how = "Your code ended the Python process"
    if status is not None and status < 0:
        how = f"The Python process was ended by {_signal_name(-status)}"
    elif status is not None:
        how += f" (exit status {status})"
    return Failure(
        expected=expected,
        got=f"{how}, {_when(code, phases)}.",
        why="A WSGI application lives as long as its server: one that exits takes all other visitors with it.",
        try_next="Look for exit(), quit(), os._exit() or os.kill(), and for a recursion without an end.",
        transcript=_if_called(transcript, phases),
        outcome="error",
    )


def garbled(code: Code, phases: Sequence[str], expected: str, transcript: Transcript) -> Failure:
    """The process went on, and what came out of it was no answer."""
    return Failure(
        expected=expected,
        got=f"Nothing that can be read. Your code broke the Python process, {_when(code, phases)}.",
        why="All code in a process shares its builtins, its modules and its open files: a server needs them, too.",
        try_next="Look for what replaces a part of builtins, os, sys or json, closes files of others, or forks.",
        transcript=_if_called(transcript, phases),
        outcome="error",
    )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _when(code: Code, phases: Sequence[str]) -> str:
    phase = phases[-1] if phases else "import"
    return WHILE.get(phase, "while it was graded").format(file=code.file)


def _if_called(transcript: Transcript, phases: Sequence[str]) -> Transcript | None:
    """The ``transcript``, unless the learner's code failed before the request could reach it."""
    return transcript if phases and phases[-1] in ("call", "expression") else None


def raised(
    problem: dict[str, Any], code: Code, modules: Sequence[str], expected: str, transcript: Transcript
) -> Failure:
    """The learner's code raised: a TODO, an exit, an import that fails, or an exception of any other kind."""
    kind, message, phase, bases = problem["type"], problem["message"], problem["phase"], problem["bases"]
    frames, messages = problem["traceback"], "\n".join(problem["messages"])
    if "NotImplementedError" in bases:
        return Failure(expected=expected, got=message or "NotImplementedError", outcome="not started", trace=frames)
    if "SystemExit" in bases:
        return Failure(
            expected=expected,
            got=f"Your code called sys.exit() or exit(), {_when(code, [phase])}.",
            why="A WSGI application lives as long as its server: one that exits takes all other visitors with it.",
            try_next='Return an answer. What is for the command line belongs under `if __name__ == "__main__":`.',
            trace=frames,
            messages=messages,
            outcome="error",
        )
    if phase in ("import", "example") and "ImportError" in bases:
        return _import_failed(problem, code, modules, expected)
    if "SyntaxError" in bases:
        return _not_read(problem, code, expected)
    at_import = phase == "import"
    advice = next((words for pattern, words in ADVICE.items() if re.fullmatch(pattern, f"{kind}: {message}")), "")
    if kind == "TypeError" and phase == "call" and 'File "' not in frames and ARGUMENTS.search(message):
        advice = "An application takes two arguments: def application(environ, start_response)."
    return Failure(
        expected=expected,
        got=f"{kind}: {message}" if message else f"{kind} was raised",
        why=(
            "A file that raises while it is imported has no names to give; no server can start with it."
            if at_import
            else "A server turns an exception into a bare “500 Internal Server Error”: the visitor gets no page."
        ),
        try_next=(advice or "Start at the last line of yours in the traceback below; it is the one that raised."),
        transcript=_if_called(transcript, [phase]),
        trace=frames,
        messages=messages,
        outcome="error" if at_import else "failed",
    )


def _not_read(problem: dict[str, Any], code: Code, expected: str) -> Failure:
    message, file, line = problem["message"], problem.get("file"), problem.get("line")
    where = f"{_shown(file, code)}, line {line}" if file and line else code.file
    is_text = not any(word in message for word in ("null byte", "codec can't", "encoding", "utf-8"))
    return Failure(
        expected=expected,
        got=f"Python can't read {where}: {problem['type']}: {message}.",
        why="A file is read whole before its first line runs, so nothing in it works until this is mended.",
        try_next=(
            "Indent all lines in one way: replace the tabs by spaces (many editors do it for the whole file)."
            if problem["type"] == "TabError"
            else "Look at that line and at the one before it: a bracket, a quote or a colon may be missing."
            if is_text
            else "The bytes of the file are not text in UTF-8: save it again, with the encoding UTF-8."
        ),
        trace=problem["traceback"],
        messages="\n".join(problem["messages"]),
        outcome="error",
    )


def _shown(file: str, code: Code) -> str:
    """A file as a learner writes it: from the kit's root on, where it lies there."""
    path = Path(file)
    return path.relative_to(code.root).as_posix() if path.is_relative_to(code.root) else file


def _import_failed(problem: dict[str, Any], code: Code, modules: Sequence[str], expected: str) -> Failure:
    missing = problem.get("module") or ""
    why, trace = "The grader finds your code by the names of its file and of what is in it.", ""
    own = missing if missing in (*modules, code.package) else ""
    if own and problem["type"] == "ModuleNotFoundError":
        file = own.replace(".", "/") + ("" if own == code.package else ".py")
        got = f"There is no {file}."
        try_next = (
            f"Was the file renamed, moved or deleted? Give it its name back, or run `workshop reset {code.package}`"
            " for a new stub (a backup is made first)."
        )
    elif problem["phase"] == "example" and own:
        file, (_, _, name) = own.replace(".", "/") + ".py", problem["message"].partition("import name ")
        name = name.partition(" from ")[0].strip("'")
        got = f"{file} has no `{name}`."
        try_next = f"Call it exactly `{name}`, at the top level of the file (not inside a function or an `if`)."
    else:
        got = f"{problem['type']}: {problem['message']}"
        why = "A file that can't import what it needs stops there, and nothing after that line exists."
        try_next = (
            "Two files import each other, or a file imports itself: let one of them do without the other."
            if "circular import" in problem["message"]
            else "Check the spelling of that import. For a package, see that it is installed in the environment that"
            " you work in: `workshop doctor` looks at that."
        )
        trace = problem["traceback"]
    return Failure(
        expected=expected,
        got=got,
        why=why,
        try_next=try_next,
        trace=trace,
        messages="\n".join(problem["messages"]),
        outcome="error",
    )

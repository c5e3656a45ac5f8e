"""What a server of the learner's printed before it ended: where the error is in it, and what to try next."""

from __future__ import annotations

import re
from pathlib import Path

from bizkit.devserver.tracebacks import is_your_code

FRAME = re.compile(r'\s*File "(?P<file>[^"]+)", line (?P<line>\d+)')
IN_USE = re.compile(r"Address already in use|Errno (98|48)\b|WinError 10048")


def without_strangers(output: str, root: Path) -> str:
    """``output``, its tracebacks without the frames of files that are not the learner's."""
    kept, keep = [], True
    for line in output.splitlines():
        if frame := FRAME.match(line):
            keep = _is_the_learners(frame["file"], root)
        elif not line.startswith("    "):  # the code of a frame is indented so far
            keep = True
        if keep:
            kept.append(line)
    return "\n".join(kept)


def error_in(output: str, root: Path) -> tuple[str, str]:
    """The last line of the last traceback in ``output``, and the learner's line that it is about; "" without one."""
    place, found, in_traceback = "", ("", ""), False
    for line in output.splitlines():
        if frame := FRAME.match(line):
            in_traceback = True
            if _is_the_learners(frame["file"], root):
                place = f"{(root / frame['file']).relative_to(root).as_posix()}, line {frame['line']}"
        elif in_traceback and not line.startswith(" "):
            found, place, in_traceback = (line, place), "", False
    return found


def advice(output: str, root: Path, status: int | None) -> str:
    """What to try next when a server printed ``output`` and ended with ``status``; "" where nothing can be told."""
    error, place = error_in(output, root)
    if IN_USE.search(output):
        return "Somebody listens on that port already. Is the port read from PORT, as an int?"
    if place:
        return f"Go to {place}: {error}"
    if status == 0:
        return "A server goes on until it is stopped. Is serve_forever() called, with its brackets (or waitress.serve)?"
    return ""


def _is_the_learners(file: str, root: Path) -> bool:
    """Whether ``file`` lies in the kit's ``root``, and belongs neither to bizkit nor to what is installed there."""
    path = root / file
    is_code_in_a_file = not file.startswith("<")  # such as <frozen importlib._bootstrap> and <string>
    return is_code_in_a_file and path.is_relative_to(root) and is_your_code(str(path), str(root))

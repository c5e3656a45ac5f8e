"""Tracebacks that hold only what the reader can change: no frames of bizkit, of Python's library or of a package."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")
NOT_THEIRS = (str(Path(__file__).parents[1]), *(sysconfig.get_path(name) for name in LIBRARIES), "<frozen ")


def learners_traceback(error: BaseException) -> str:
    """The traceback of ``error``, and of the errors that led to it, without the frames of other people's code."""
    shown = traceback.TracebackException.from_exception(error)
    _leave_out(shown)
    return "".join(shown.format()).rstrip()


def _leave_out(shown: traceback.TracebackException | None) -> None:
    if shown is None:
        return
    shown.stack = traceback.StackSummary.from_list(
        frame for frame in shown.stack if not frame.filename.startswith(NOT_THEIRS)
    )
    for led_to_it in (shown.__cause__, shown.__context__, *(shown.exceptions or ())):
        _leave_out(led_to_it)

"""Tracebacks that hold only what the reader can change: no frames of bizkit, of Python's library or of a package."""

from __future__ import annotations

import os
import sysconfig
import traceback
from pathlib import Path

LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")
FOLDERS = (str(Path(__file__).parents[1]), *(sysconfig.get_path(name) for name in LIBRARIES))
# With the separator, for a folder of theirs may be called bizkit_shop.
NOT_THEIRS = (*(os.path.join(folder, "") for folder in FOLDERS), "<frozen ")

INNERMOST = 3
"""How many frames are shown of an exception that passed through none of theirs."""


def is_theirs(filename: str) -> bool:
    """Whether the code in this file is the reader's own."""
    return not filename.startswith(NOT_THEIRS)


def learners_traceback(error: BaseException) -> str:
    """The traceback of ``error``, and of the errors that led to it, without the frames of other people's code.

    Where that would leave none, the innermost few frames of ``error`` stay. A SyntaxError says by itself where it is.
    """
    shown = traceback.TracebackException.from_exception(error)
    innermost = shown.stack[-INNERMOST:]
    if not _keep_theirs(shown) and not isinstance(error, SyntaxError):
        shown.stack = traceback.StackSummary.from_list(innermost)
    return "".join(shown.format()).rstrip()


def _keep_theirs(shown: traceback.TracebackException) -> bool:
    """Leave out the frames that aren't theirs. Returns whether any is left."""
    waiting: list[traceback.TracebackException | None] = [shown]
    found = False
    while waiting:
        if (each := waiting.pop()) is not None:
            theirs = [frame for frame in each.stack if is_theirs(frame.filename)]
            each.stack = traceback.StackSummary.from_list(theirs)
            found = found or bool(theirs)
            waiting += [each.__cause__, each.__context__, *(each.exceptions or ())]
    return found


def chain(error: BaseException, longest: int = 10) -> list[tuple[str, BaseException]]:
    """``error`` and those that led to it, each with the words that tie it to the one before.

    A chain that bites its own tail is followed once around, and no chain is followed beyond ``longest``.
    """
    found: list[tuple[str, BaseException]] = [("", error)]
    seen = {id(error)}
    while len(found) < longest:
        words, led_to_it = _what_led_to(found[-1][1])
        if led_to_it is None or id(led_to_it) in seen:
            break
        seen.add(id(led_to_it))
        found.append((words, led_to_it))
    return found


def _what_led_to(error: BaseException) -> tuple[str, BaseException | None]:
    if error.__cause__ is not None:
        return "This was the direct cause:", error.__cause__
    # `raise … from None` says that what came before is of no interest.
    return "It happened while this was handled:", None if error.__suppress_context__ else error.__context__

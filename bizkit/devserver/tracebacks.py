"""Tracebacks of your code alone: without the frames of bizkit, of Python's library and of installed packages.

"You" is the developer who reads them.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import traceback
from pathlib import Path

__all__ = ["INNERMOST", "chain", "is_your_code", "your_traceback"]

LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")
ENVIRONMENT = [sys.prefix] if sys.prefix != sys.base_prefix else []  # the commands in its bin/ aren't yours, either
# With the separator, because a folder of yours may be called bizkit_shop.
BIZKIT = os.path.join(str(Path(__file__).parents[1]), "")
PYTHON = [os.path.join(folder, "") for folder in (*(sysconfig.get_path(name) for name in LIBRARIES), *ENVIRONMENT)]
INSTALLED = {"site-packages", "dist-packages"}
"""Folders of installed packages, also in your home folder or in another environment."""

INNERMOST = 3
"""How many frames are shown of an exception that never passed through your code."""


def is_your_code(filename: str, home: str | None = None) -> bool:
    """Whether the code in this file is yours: not bizkit's, not Python's, and not an installed package's.

    ``home`` is the folder you work in (default: the working directory). It may lie below an environment.
    """
    home = os.path.join(os.getcwd() if home is None else home, "")
    elsewhere = [folder for folder in PYTHON if not home.startswith(folder)]
    parts = Path(filename.removeprefix(home)).parts
    return not filename.startswith((BIZKIT, "<frozen ", *elsewhere)) and INSTALLED.isdisjoint(parts)


def your_traceback(error: BaseException) -> str:
    """The traceback of ``error`` and of the errors that led to it, without the frames of other people's code.

    If that leaves no frame, the innermost few of ``error`` stay. A SyntaxError says by itself where it is.
    """
    shown = traceback.TracebackException.from_exception(error)
    innermost = shown.stack[-INNERMOST:]
    if not _keep_your_code(shown) and not isinstance(error, SyntaxError):
        shown.stack = traceback.StackSummary.from_list(innermost)
    return "".join(shown.format()).rstrip()


def _keep_your_code(shown: traceback.TracebackException) -> bool:
    """Leave out the frames of other people's code. Returns whether any frame is left."""
    waiting: list[traceback.TracebackException | None] = [shown]
    found = False
    while waiting:
        if (each := waiting.pop()) is not None:
            yours = [frame for frame in each.stack if is_your_code(frame.filename)]
            each.stack = traceback.StackSummary.from_list(yours)
            found = found or bool(yours)
            waiting += [each.__cause__, each.__context__, *(each.exceptions or ())]
    return found


def chain(error: BaseException, longest: int = 10) -> list[tuple[str, BaseException]]:
    """``error`` and the errors that led to it, each with the words that tie it to the one before.

    A chain that runs in a circle is followed once around. No chain is followed beyond ``longest`` errors.
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

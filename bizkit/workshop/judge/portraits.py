"""What leaves the learner's process: portraits, plain data that shows a value or an exception, and nothing alive.

`exchange.value_of` reads them at the judge's end. Standard library only: an attendee waits for the imports of this
process on every save.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from traceback import StackSummary, TracebackException
from types import TracebackType
from typing import Any

Json = dict[str, Any]

BIZKIT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) + os.sep
DEEPEST, WIDEST, LONGEST = 6, 10_000, 2_000_000
"""How far a portrait follows nesting, how many members it shows of a container, and how much of a string."""


def portrait(value: Any, depth: int = 0) -> Any:
    """``value`` as plain data that JSON can carry, its type beside it: ``["str", "Zoë"]``, ``["bytes", "Zo\\xc3"]``.

    A subclass is shown as the built-in type that it extends, with what the built-in type holds: no ``__eq__`` or
    ``__str__`` of the learner's has a say.
    """
    if value is None or value is True or value is False:
        return ["constant", value]
    kind = type(value)  # not isinstance(), which believes what an object says of its own __class__
    if issubclass(kind, int):
        number = int.__index__(value)
        return ["int", str(number)] if abs(number) < 1 << 64 else ["other", "int", "a very large number"]
    if issubclass(kind, float):
        return ["float", float.__repr__(value)]
    if issubclass(kind, str):
        return ["str", str.__getitem__(value, slice(LONGEST))]
    if issubclass(kind, bytes):
        return ["bytes", bytes.__getitem__(value, slice(LONGEST)).decode("latin-1")]
    if issubclass(kind, bytearray):
        return ["bytearray", bytearray.__getitem__(value, slice(LONGEST)).decode("latin-1")]
    if depth < DEEPEST:
        if issubclass(kind, list):
            return ["list", [portrait(member, depth + 1) for member in list.__getitem__(value, slice(WIDEST))]]
        if issubclass(kind, tuple):
            return ["tuple", [portrait(member, depth + 1) for member in tuple.__getitem__(value, slice(WIDEST))]]
        if kind is dict:
            pairs = list(value.items())[:WIDEST]
            return ["dict", [[portrait(key, depth + 1), portrait(member, depth + 1)] for key, member in pairs]]
    return ["other", kind.__name__, _short_repr(value)]


def _short_repr(value: Any) -> str:
    try:
        text = repr(value)[:401]
    except Exception as error:
        return f"<{type(value).__name__} whose repr() raises {type(error).__name__}>"
    return text if len(text) <= 400 else text[:400] + "…"


def describe(error: BaseException, phase: str) -> Json:
    """An exception as plain data: its type, its message, and the frames that are the learner's."""
    names = [base.__name__ for base in type(error).__mro__]
    try:
        message = str(error)[:LONGEST]
    except BaseException:  # a __str__ of the learner's, which may raise anything
        message = ""
    described: Json = {"type": names[0], "bases": names, "message": message, "phase": phase}
    try:
        described |= _traceback_of(error)
    except BaseException:  # as above; or a chain of causes that is too long to follow
        described |= {"messages": [f"{names[0]}: {message}"], "traceback": ""}
    if isinstance(error, ImportError):
        described["module"] = error.name
    if isinstance(error, SyntaxError):
        described["file"], described["line"], described["message"] = error.filename, error.lineno, error.msg
    return described


def _traceback_of(error: BaseException) -> Json:
    report = TracebackException(type(error), error, _skip_ours(error.__traceback__), compact=True)
    for part in _with_causes(report):
        part.stack = StackSummary.from_list([frame for frame in part.stack if not _is_ours(frame.filename)])
    messages = ["".join(part.format_exception_only())[:2_000] for part in _with_causes(report)]
    return {"messages": messages, "traceback": "".join(report.format())[-20_000:]}


def _with_causes(report: TracebackException | None) -> Iterator[TracebackException]:
    if report is not None:
        yield report
        yield from _with_causes(report.__cause__)
        yield from _with_causes(report.__context__)


def _skip_ours(frames: TracebackType | None) -> TracebackType | None:
    while frames is not None and _is_ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    return frames


def _is_ours(filename: str) -> bool:
    return filename.startswith((BIZKIT, "<frozen "))

"""The page of ``bizkit run --debug``: the frames of an exception that are in your code, with source and values.

You can only read it. It has no script and no form, and it loads nothing from elsewhere.
"""

from __future__ import annotations

import html
import linecache
import traceback
from collections.abc import Iterable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from bizkit.datastructures import EnvironHeaders
from bizkit.devserver.tracebacks import INNERMOST, chain, is_your_code, your_traceback
from bizkit.devserver.values import HIDDEN, is_secret, shorten, shown_as
from bizkit.error_pages import STYLE as ERROR_PAGE

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

__all__ = ["message", "page"]

AROUND = 2
"""Lines of source that are shown on each side of the one that failed."""
MOST_FRAMES = 12
"""Frames of one exception that are shown: a function that calls itself without an end has a thousand."""
MOST_LOCALS = 50
"""Local values of one frame that are shown."""
LONGEST_MESSAGE = 2000
"""Characters of an exception's message that are shown."""

STYLE = (
    ERROR_PAGE
    + """\
:root { --line: #d5d7da; --code: #f5f5f4; --mark: #ffe9e5 }
@media (prefers-color-scheme: dark) { :root { --line: #3a3b3e; --code: #202124; --mark: #4d211d } }
* { box-sizing: border-box }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem }
h3 { margin: 0; font-size: 1rem; font-weight: normal }
pre, code, td, th { font: .875rem/1.5 ui-monospace, monospace }
pre { margin: .5rem 0; padding: .5rem; background: var(--code); overflow-x: auto }
pre.message { white-space: pre-wrap; overflow-wrap: anywhere }
pre mark { display: inline-block; min-width: 100%; background: var(--mark); color: inherit; font-weight: bold }
section { margin: 1rem 0; padding: .75rem; border: 1px solid var(--line); border-radius: .375rem }
section.innermost { border: 2px solid var(--red) }
summary { cursor: pointer; color: var(--quiet) }
table { width: 100%; border-collapse: collapse }
th, td { padding: .25rem .5rem .25rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top }
th { width: 30% }
"""
)


def page(error: BaseException, environ: WSGIEnvironment) -> str:
    """The HTML page about ``error``, which was raised while the request in ``environ`` was answered."""
    title = html.escape(shorten(message(error), 200))
    errors = chain(error)
    shown = [your_frames(each) for _, each in errors]
    if not any(shown) and not isinstance(error, SyntaxError):
        shown[0] = frames(error)[-INNERMOST:]
    parts = [_exception(words, each, its) for (words, each), its in zip(errors, shown, strict=True)]
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n"
        f"<p>500 Internal Server Error. You see why because debugging is on.</p>\n{''.join(parts)}"
        f"{_request(environ)}"
        "<details><summary>The traceback as text</summary>"
        f"<pre>{html.escape(your_traceback(error))}</pre></details>\n"
    )


def message(error: BaseException) -> str:
    """The type of ``error`` and what it says, as the last line of a traceback has it, with its notes below."""
    return shorten("".join(traceback.format_exception_only(error)).rstrip(), LONGEST_MESSAGE)


def frames(error: BaseException) -> list[tuple[FrameType, int]]:
    """The frames that ``error`` passed through, outermost first, each with the number of the line that it was in."""
    return list(traceback.walk_tb(error.__traceback__))


def your_frames(error: BaseException) -> list[tuple[FrameType, int]]:
    """Those of the `frames` that are in your code (see `is_your_code`)."""
    return [(frame, line) for frame, line in frames(error) if is_your_code(frame.f_code.co_filename)]


def _exception(words: str, error: BaseException, passed: Sequence[tuple[FrameType, int]]) -> str:
    heading = f"<h2>{words}</h2>" if words else f"<h1>{html.escape(type(error).__qualname__)}</h1>"
    innermost_first = passed[: -MOST_FRAMES - 1 : -1]
    sections = [_frame(frame, line, not i) for i, (frame, line) in enumerate(innermost_first)]
    more = len(passed) - len(innermost_first)
    rest = f"<p>{more} more of your frames called this one.</p>\n" if more else ""
    text = html.escape(message(error))
    return f'{heading}\n<pre class="message">{text}</pre>\n{"".join(sections)}{rest}'


def _frame(frame: FrameType, line: int, innermost: bool) -> str:
    code = frame.f_code
    kind, where = ("innermost", "It failed here:") if innermost else ("outer", "Called from here:")
    return (
        f'<section class="{kind}">'
        f"<p>{where}</p>\n<h3><code>{html.escape(code.co_filename)}</code>, line {line},"
        f" in <code>{html.escape(code.co_qualname)}</code></h3>\n{_source(frame, line)}{_locals(frame, innermost)}"
        "</section>\n"
    )


def _source(frame: FrameType, line: int) -> str:
    """The lines around the one that failed, which an arrow marks, too: not everyone sees the colour."""
    linecache.checkcache(frame.f_code.co_filename)
    lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)
    first = max(1, line - AROUND)
    shown = []
    for number, text in enumerate(lines[first - 1 : line + AROUND], first):
        source = html.escape(shorten(text.rstrip()))
        numbered = f"{'→' if number == line else ' '} {number:4}  {source}"
        shown.append(f"<mark>{numbered}</mark>" if number == line else numbered)
    return "<pre>{}</pre>\n".format("\n".join(shown)) if shown else "<p>There is no source to show.</p>\n"


def _locals(frame: FrameType, innermost: bool) -> str:
    # A module's own names, such as __builtins__, and those that Python makes up, such as .0, are nobody's values.
    values = [(name, value) for name, value in frame.f_locals.items() if name.isidentifier() and name[:2] != "__"]
    if not values:
        return "<p>No local values.</p>\n"
    more = f"<p>… and {len(values) - MOST_LOCALS} more.</p>" if len(values) > MOST_LOCALS else ""
    table = _table((name, shown_as(name, value)) for name, value in values[:MOST_LOCALS])
    return f"<details{' open' if innermost else ''}><summary>Local values</summary>{table}{more}</details>\n"


def _request(environ: WSGIEnvironment) -> str:
    # PEP 3333: native strings hold "code points representable in ISO-8859-1": they are bytes in disguise.
    path = str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", ""))
    path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    fields = ((name, HIDDEN if is_secret(name) else shorten(value)) for name, value in EnvironHeaders(environ))
    line = html.escape(f"{environ.get('REQUEST_METHOD')} {shorten(path)}")
    return f"<h2>The request</h2>\n<pre>{line}</pre>\n{_table(fields)}"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(text)}</td></tr>\n' for name, text in rows)
    return f"<table>\n{''.join(cells)}</table>\n"

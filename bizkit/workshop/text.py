"""Text for a terminal: folded, shortened and printed, without the weight of rich."""

from __future__ import annotations

import os
import sys
import textwrap
from typing import TextIO

MOST_SHOWN = 600
"""How many characters of one value a failure shows."""
FIRST_LINES, LAST_LINES, LONGEST_LINE = 10, 5, 200
"""How much is shown of what a learner's code printed: so many lines, of so many characters at most."""


def shorten(text: str, most: int = MOST_SHOWN) -> str:
    """``text``, with its middle left out where it has more than ``most`` characters."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} … {len(text) - 2 * half} characters left out … {text[-half:]}"


def in_short(printed: str) -> str:
    """What a learner's code ``printed``: the first lines and the last ones, long ones without their middle."""
    lines = [shorten(line, LONGEST_LINE) for line in printed.splitlines()]
    if (left_out := len(lines) - FIRST_LINES - LAST_LINES) > 1:
        lines[FIRST_LINES:-LAST_LINES] = [f"… {left_out} lines left out …"]
    return "\n".join(lines)


def as_code(source: str) -> str:
    """``source`` as a part of a text that leaves its lines alone."""
    return textwrap.indent(source.strip(), "    ")


def laid_out(text: str, width: int) -> str:
    """``text`` with its prose folded to ``width`` columns. A line indented by more than two is code, and stays."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = "  " if line.startswith("  ") else ""
        if len(line) <= width or line.startswith("   "):
            lines.append(line)
        else:
            lines += textwrap.wrap(
                line, max(width, 20), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
    return "\n".join(lines)


def print_folded(text: str, stream: TextIO | None = None) -> None:
    """Print ``text`` to ``stream`` (default: standard output), on a terminal without a break within a word."""
    output = sys.stdout if stream is None else stream
    if output.isatty():
        text = laid_out(text, os.get_terminal_size(output.fileno()).columns or 80)
    print(text, file=output, flush=True)

"""Sentences for a terminal, without the weight of rich: it may not be needed, or may be what is missing."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from bizkit.workshop.judge.failure import laid_out


def say(text: str, stream: TextIO | None = None) -> None:
    """Print ``text`` to ``stream`` (default: standard output), on a terminal without a break within a word."""
    stream = stream or sys.stdout
    if stream.isatty():
        text = laid_out(text, os.get_terminal_size(stream.fileno()).columns or 80)
    print(text, file=stream, flush=True)

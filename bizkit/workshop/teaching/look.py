"""The look of slides, handbook and demo page: one palette, light and dark, and one pair of type faces.

They are CSS custom properties in a file of their own, look.css. Text in any of these colours on paper or on code has a
contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1c1c1e",
    "quiet": "#5f6368",
    "line": "#d5d7da",
    "code": "#f5f5f4",
    "mark": "#ffe9e5",
    "red": "#b3261e",
    "hand": "#8f4f00",  # what is written by hand
    "library": "#1a56a0",  # what comes from a library
    "yours": "#176b3a",  # what the learner writes
}
DARK = {
    "paper": "#161618",
    "ink": "#ececee",
    "quiet": "#a5a8ad",
    "line": "#3a3b3e",
    "code": "#202124",
    "mark": "#4d211d",
    "red": "#ff8a80",
    "hand": "#f2b35c",
    "library": "#8cbcf7",
    "yours": "#7fd49e",
}


def _declared(colours: dict[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


TOKENS = f"""\
:root {{ color-scheme: light dark; --text-face: system-ui, sans-serif; --code-face: ui-monospace, monospace;
  {_declared(LIGHT)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_declared(DARK)} }} }}
"""
"""By what the reader's system prefers."""

CHOSEN = f"""\
[data-theme="light"] {{ color-scheme: light; {_declared(LIGHT)} }}
[data-theme="dark"] {{ color-scheme: dark; {_declared(DARK)} }}
"""
"""After `TOKENS`, for a page on which the reader can choose."""

"""Building the decks and the handbook: Sphinx runs in a process of its own, once for both.

    python -m bizkit.workshop.teaching.slides.building SLIDES OUT DOCTREES [--all]

is that process. It says what came of it in one line of JSON. Any warning is an error.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bizkit.workshop.kit.exercises import Kit, KitError

BUILDERS = {"decks": "revealjs", "handbook": "html"}
"""The folders that a build fills, and Sphinx's builder for each."""
NEEDED = ("sphinx_revealjs", "myst_parser", "furo")
LONGEST_BUILD = 300.0
"""Seconds."""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Built:
    """What came of a build. ``problems`` are lines that say where and what; there are none when it went well."""

    problems: tuple[str, ...]
    sources: frozenset[str]
    """The files outside slides/ that a slide shows, as paths."""


def decks(kit: Kit) -> tuple[str, ...]:
    """The names of the decks in the order of the timetable: ``welcome``, one for each exercise, ``closing``."""
    folder = kit.root / "slides"
    names = {path.stem for path in folder.glob("*.md")} - {"README", "index"}
    if not names:
        raise KitError(f"{folder} holds no decks. They belong to the kit: fetch it again from where you have it.")
    return tuple(sorted(names, key=lambda name: (name != "welcome", name == "closing", name)))


def is_possible() -> bool:
    """Whether all that a build needs is installed."""
    return all(importlib.util.find_spec(name) is not None for name in NEEDED)


def require() -> None:
    """Raise `KitError` unless `is_possible`."""
    if not is_possible():
        raise KitError("The slides need a few packages more. This installs them: pip install -e '.[slides]'")


def build(kit: Kit, out: Path, *, doctrees: Path | None = None, everything: bool = False) -> Built:
    """Build decks and handbook into ``out``. What has not changed is kept, unless ``everything`` is wanted.

    ``doctrees`` is where Sphinx keeps what it has read, for the next build to take less time (default: beside them).
    """
    arguments = [str(kit.root / "slides"), str(out), str(doctrees or out / "doctrees")]
    arguments += ["--all"] * everything
    done = subprocess.run(
        [sys.executable, "-m", "bizkit.workshop.teaching.slides.building", *arguments],
        cwd=kit.root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=LONGEST_BUILD,
    )
    try:
        told = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise KitError(f"Sphinx ended without a word (exit status {done.returncode}).\n{done.stderr.strip()}") from None
    root = f"{kit.root}{os.sep}"
    return Built(tuple(line.replace(root, "") for line in told["problems"]), frozenset(told["sources"]))


def _run(slides: Path, out: Path, doctrees: Path, everything: bool) -> dict[str, list[str]]:
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    problems, sources, kit = io.StringIO(), set(), slides.parent.resolve()
    for folder, builder in BUILDERS.items():
        try:
            with patch_docutils(slides), docutils_namespace():
                app = Sphinx(slides, slides, out / folder, doctrees, builder, status=None, warning=problems)
                app.build(force_all=everything)
        except SphinxError as error:
            if not problems.getvalue():
                problems.write(f"{error}\n")
        else:
            # A relative path starts at slides/. Files of Python and of installed packages are left out.
            found = {(slides / name).resolve() for names in app.env.dependencies.values() for name in names}
            sources |= {str(path) for path in found if path.is_relative_to(kit) and "site-packages" not in path.parts}
        if problems.getvalue():
            break
    lines = [line for line in COLOUR.sub("", problems.getvalue()).splitlines() if line.strip()]
    return {"problems": lines, "sources": sorted(sources)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("slides", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("doctrees", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    print(json.dumps(_run(options.slides, options.out, options.doctrees, options.all)))

"""The Sphinx extension: it brings the directives, writes the notes, and refuses typed code.

A build fails after any warning, no matter who runs it, and how. A warning here names the file and the line.
"""

from __future__ import annotations

import logging as standard_logging
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging

from bizkit.workshop.teaching import look
from bizkit.workshop.teaching.slides import directives

logger = logging.getLogger(__name__)

TYPED = ("text", "http")
"""What may be typed on a slide: words, and what goes over the wire."""


class Warned(standard_logging.Handler):
    """Counts warnings, and in the end makes one error of them."""

    def __init__(self) -> None:
        super().__init__(standard_logging.WARNING)
        self.count = 0

    def emit(self, record: standard_logging.LogRecord) -> None:
        """Count."""
        self.count += 1

    def fail(self, app: Sphinx, error: Exception | None) -> None:
        """Raise `SphinxError` after a warning, and see to it that the next build reads all again, and warns again."""
        standard_logging.getLogger("sphinx").removeHandler(self)
        if self.count:
            Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
            if error is None:
                raise SphinxError(f"The build failed: {self.count} warnings. The slides may show what is not so.")


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    warned = Warned()
    standard_logging.getLogger("sphinx").addHandler(warned)
    app.add_directive("region", directives.Region)
    app.add_directive("session", directives.Session)
    app.add_directive("picture", directives.Picture)
    app.add_directive("notes", directives.Notes)
    app.add_directive("columns", directives.Boxes)
    app.add_directive("column", directives.Boxes)
    app.add_directive("steps", directives.Steps)
    writers = (_open_notes, _close_notes)
    app.add_node(directives.notes, html=writers, revealjs=writers)
    app.connect("doctree-read", _refuse_typed_code)
    app.connect("autodoc-process-signature", _hide_the_signature_of_a_protocol)
    app.connect("build-finished", _write_the_look)
    app.connect("build-finished", _keep_the_reference_out_of_the_decks)
    app.connect("build-finished", warned.fail)
    # What was read by an older version of this code is read again.
    newest = max(path.stat().st_mtime_ns for path in Path(__file__).parent.glob("*.py"))
    return {"version": "1", "env_version": newest, "parallel_read_safe": True, "parallel_write_safe": True}


def _open_notes(writer: Any, node: directives.notes) -> None:
    minutes = node["minutes"]
    writer.body.append(f'<aside class="notes" data-minutes="{minutes}" aria-label="For the speaker">\n')
    writer.body.append(f'<p class="minutes">{minutes} {"minute" if minutes == "1" else "minutes"}</p>\n')


def _close_notes(writer: Any, node: directives.notes) -> None:
    writer.body.append("</aside>\n")


def _refuse_typed_code(app: Sphinx, doctree: nodes.document) -> None:
    for block in doctree.findall(nodes.literal_block):
        language = block.get("language", "none")
        is_quoted = isinstance(block.parent, nodes.system_message)  # by an error, which stops the build anyway
        if not block.get("is_ours") and not is_quoted and language not in TYPED:
            logger.warning(
                "This code (%s) is typed, and may be wrong tomorrow. Show it from its file: {region} FILE NAME."
                " What is no code may be called text or http.",
                language,
                location=block,
            )
        elif not block.get("is_ours") and block.astext().startswith("$ "):
            logger.warning("This terminal session is typed, and nobody runs it. Make it a {session}.", location=block)
    for raw in doctree.findall(nodes.raw):
        if not raw.get("is_ours"):
            logger.warning("HTML is typed here. Markdown and the kit's directives are all there is.", location=raw)


def _write_the_look(app: Sphinx, error: Exception | None) -> None:
    folder = Path(app.outdir, "_static")
    if error is None and folder.is_dir():
        (folder / "look.css").write_text(look.TOKENS + look.CHOSEN, encoding="utf-8")


def _hide_the_signature_of_a_protocol(
    app: Sphinx, what: str, name: str, found: object, options: object, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    """Show no arguments for a protocol. Nobody calls one, and Python makes up ``(*args, **kwargs)``."""
    is_made_up = what == "class" and signature == "(*args, **kwargs)"
    return ("" if is_made_up else signature), returns


def _keep_the_reference_out_of_the_decks(app: Sphinx, error: Exception | None) -> None:
    """Nobody gives a talk from a reference. Sphinx has no pages that are for one builder alone."""
    if error is None and app.builder.name == "revealjs":
        shutil.rmtree(Path(app.outdir, "reference"), ignore_errors=True)

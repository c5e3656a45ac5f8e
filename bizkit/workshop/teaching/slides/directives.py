"""What a deck's Markdown may say besides Markdown. Nothing here knows which of the two builders will write it.

{region} FILE [NAME]    code out of a real file; `:steps: 1-2|4` to step through it, `:small:` for smaller type,
                        `:step: TASK` for a reference answer as it is when that task was done
{session}               a terminal session, which the tests run: `:solved: exN …`, `:mistake: FILE`, `:small:`
{picture} NAME          slides/pictures/NAME.svg, in the colours of the theme
{notes}                 for the speaker: `:minutes: 2`, what is asked, what people get wrong
{columns} [twins]       side by side; with `twins`, by hand is at the left and a library at the right
{column}                one of them
{steps}                 one item, or one paragraph, after the other
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective
from sphinx_revealjs.nodes import revealjs_section  # type: ignore[import-untyped]

from bizkit.workshop.kit import regions
from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.teaching.present import steps

LANGUAGES = {".py": "python", ".html": "html", ".css": "css", ".js": "javascript", ".toml": "toml", ".md": "markdown"}
PLAIN = "text"


class notes(nodes.Element):
    """What the speaker sees. Its attribute ``minutes`` is how long the slide takes."""


class Region(SphinxDirective):
    """Code from a file of the kit. The path is relative to the kit's root."""

    required_arguments = 1
    optional_arguments = 1
    option_spec: ClassVar = {
        "steps": directives.unchanged_required,
        "step": directives.unchanged_required,
        "small": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        path, name = self.arguments[0], self.arguments[1] if len(self.arguments) > 1 else None
        root = Path(self.env.srcdir).parent.resolve()
        source = (root / path).resolve()
        if not source.is_relative_to(root):
            raise self.error(f"{path} is not in the kit: a region is taken from a file of it.")
        self.env.note_dependency(str(source))  # even if it is not there: it may come
        try:
            text = self._at_step(root, path) if "step" in self.options else source.read_text(encoding="utf-8")
            region = regions.find(text, name)
            lines = regions.check_steps(self.options["steps"], len(region.lines)) if "steps" in self.options else ""
        except (OSError, UnicodeDecodeError) as error:
            raise self.error(f"{path} can't be shown: {getattr(error, 'strerror', None) or error}.") from None
        except regions.RegionError as error:
            raise self.error(f"{path}: {error}") from None
        block = literal(region.text, LANGUAGES.get(source.suffix, PLAIN))
        if lines:
            block["data-line-numbers"] = lines
        caption = nodes.paragraph(path, "", nodes.literal(path, path), classes=["code-from"])
        classes = ["code", *(["small"] if "small" in self.options else [])]
        return [nodes.container("", caption, block, classes=classes)]

    def _at_step(self, root: Path, path: str) -> str:
        """The file of a reference answer as it is when the task in ``:step:`` was done."""
        folder, exercise, file = (*path.split("/", 2), "", "")[:3]
        if folder != "solutions" or not file:
            raise self.error(f"{path} is not in a reference answer, so it has no steps.")
        self.env.note_dependency(str(root / "slides" / "steps" / exercise / file))
        try:
            return steps.at_step(Kit(root).exercise(exercise), file, self.options["step"])
        except KitError as error:
            raise self.error(str(error)) from None


class Session(SphinxDirective):
    """What a terminal shows: lines that begin with ``$`` are typed, a line that is only ``…`` leaves some out."""

    has_content = True
    option_spec: ClassVar = {
        "solved": directives.unchanged_required,
        "mistake": directives.unchanged_required,
        "small": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        if not self.content[0].startswith("$ "):
            raise self.error("A session begins with a command: `$ workshop check exN`.")
        block = literal("\n".join(self.content), PLAIN)
        classes = ["code", "session", *(["small"] if "small" in self.options else [])]
        return [nodes.container("", block, classes=classes)]


class Picture(SphinxDirective):
    """An SVG of the kit. It stands in the page itself, so that the theme's colours are its own."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        source = Path(self.env.srcdir, "pictures", f"{name}.svg")
        self.env.note_dependency(str(source))
        if not source.is_file():
            known = ", ".join(sorted(path.stem for path in source.parent.glob("*.svg")))
            raise self.error(f"There is no picture {name!r} in slides/pictures. There are: {known}.")
        svg = source.read_text(encoding="utf-8")
        svg = svg[svg.index("<svg") :]
        title = re.search(r"<title[^>]*>(.*?)</title>", svg, re.DOTALL)
        if title is None or not title[1].strip():
            raise self.error(f"{name}.svg has no <title>: it is what those are told who can't see the picture.")
        # Two pictures on a page must not share an id: url(#arrow) would be the first one's.
        prefix = f"p{self.env.new_serialno('picture')}-"
        svg = re.sub(r'(\bid="|url\(#|href="#|aria-labelledby="|aria-describedby=")', rf"\g<1>{prefix}", svg)
        return [nodes.raw("", f'<div class="picture picture-{name}">{svg}</div>', format="html", is_ours=True)]


class Notes(SphinxDirective):
    """What the speaker says, and how long it takes."""

    has_content = True
    option_spec: ClassVar = {"minutes": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        minutes = self.options.get("minutes", "")
        if not re.fullmatch(r"\d+(\.5)?", minutes) or float(minutes) == 0:
            raise self.error("Notes say how long the slide takes: `:minutes: 2`, or 1.5.")
        node = notes("\n".join(self.content), minutes=minutes)
        self.state.nested_parse(self.content, self.content_offset, node)
        timing = revealjs_section()  # an attribute of the slide: by it, the speaker view says who is ahead or behind
        timing["data-timing"] = f"{float(minutes) * 60:.0f}"
        return [timing, node]


class Boxes(SphinxDirective):
    """A box around its content, whose classes are the directive's name and what stands behind it."""

    has_content = True
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        box = nodes.container("\n".join(self.content), classes=[self.name, *self.arguments])
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class Steps(Boxes):
    """Its items, where it is a list, and else its blocks, come one after the other."""

    def run(self) -> list[nodes.Node]:
        (box,) = super().run()
        for child in box.children:
            for step in child.children if isinstance(child, nodes.Sequential) else [child]:
                if isinstance(step, nodes.Element):
                    step["classes"].append("fragment")
        return [box]


def literal(text: str, language: str) -> nodes.literal_block:
    """A block of code that a directive of ours has made: one that nobody typed, or that the tests run."""
    return nodes.literal_block(text, text, language=language, linenos=False, force=True, is_ours=True)

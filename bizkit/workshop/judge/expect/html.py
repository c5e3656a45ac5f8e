"""What a visitor gets of an HTML page: its text, as a browser would show it, and its attributes."""

from __future__ import annotations

import re
from html.parser import HTMLParser

UNSEEN = frozenset({"script", "style", "template"})
INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|data|dfn|em|font|i|ins|kbd|label|mark|output|q|s|samp|small|span|strong|sub|sup"
    "|time|tt|u|var|wbr"
)
"""Elements within a line. What stands on the two sides of any other is apart."""


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.attributes: set[str] = set()
        self.unseen = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break_at(tag)
        self.unseen += tag in UNSEEN
        self.attributes.update(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        self._break_at(tag)
        self.unseen -= tag in UNSEEN and self.unseen > 0

    def _break_at(self, tag: str) -> None:
        if not INLINE.fullmatch(tag):
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.texts.append(data)


def visible_text(page: str) -> str:
    """The text of ``page`` without its elements, white space folded to single spaces."""
    return re.sub(r"\s+", " ", "".join(_Page(page).texts)).strip()


def attribute_names(page: str) -> set[str]:
    """The names of all attributes of all elements, in lower case."""
    return _Page(page).attributes

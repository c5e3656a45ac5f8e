"""How an error looks to the client: a page of HTML, or JSON for a client that prefers it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bizkit.grammar import BLANKS, quality, reason_phrase

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from _typeshed import OptExcInfo

__all__ = ["STYLE", "prefers_json", "render"]

# Text in these colours has a contrast of at least 4.5 to 1 against its background (WCAG 2.2, 1.4.3).
STYLE = """\
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c1c1e; --quiet: #5f6368; --red: #b3261e }
@media (prefers-color-scheme: dark) { :root { --paper: #161618; --ink: #ececee; --quiet: #a5a8ad; --red: #ff8a80 } }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
body { background: var(--paper); color: var(--ink) }
h1 { margin: 0; font-size: 1.4rem; color: var(--red) }
p { margin: .25rem 0; color: var(--quiet) }
"""
"""The style sheet of an error page, light or dark as the reader's system is."""


def render(
    code: int,
    description: str,
    headers: Iterable[tuple[str, str]],
    environ: WSGIEnvironment,
    start_response: StartResponse,
    exc_info: OptExcInfo | None = None,
) -> Iterable[bytes]:
    """Answer with an error, as a WSGI application would. Every error of bizkit looks like this.

    The page shows the reason phrase and ``description``, one line for the client as text. The JSON is
    ``{"code": 404, "name": "Not Found", "description": "…"}``. ``exc_info`` is what PEP 3333 asks for when
    ``start_response`` may have been called before.
    """
    import html  # these two are loaded only when something goes wrong
    import json

    name = reason_phrase(code)
    if prefers_json(environ.get("HTTP_ACCEPT", "")):
        media_type = "application/json"
        text = json.dumps({"code": code, "name": name, "description": description})
    else:
        media_type = "text/html; charset=utf-8"
        text = (
            f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{code} {html.escape(name)}</title>\n<style>\n{STYLE}</style>\n"
            f"<h1>{html.escape(name)}</h1>\n<p>{html.escape(description)}</p>\n"
        )
    content = text.encode("utf-8", "replace")
    fields = [("Content-Type", media_type), ("Content-Length", str(len(content))), *headers]
    start_response(f"{code} {name}", fields, exc_info)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [content]


def prefers_json(accept: str) -> bool:
    """Whether a client that sent this Accept field prefers JSON to HTML (RFC 9110, section 12.5.1).

    An unreadable weight counts as 1, as a missing one does.
    """
    qualities = {}
    for item in accept.lower().split(","):
        media_type, *parameters = (part.strip(BLANKS) for part in item.split(";"))
        weights = [weight for each in parameters if (weight := _weight(each)) is not None]
        qualities[media_type] = weights[0] if weights else 1.0
    anything = qualities.get("*/*", 0.0)
    as_json = qualities.get("application/json", qualities.get("application/*", anything))
    as_html = qualities.get("text/html", qualities.get("text/*", anything))
    names_json_alone = "application/json" in qualities and "text/html" not in qualities
    return as_json > as_html or (as_json == as_html > 0 and names_json_alone)


def _weight(parameter: str) -> float | None:
    return quality(parameter[2:]) if parameter.startswith("q=") else None

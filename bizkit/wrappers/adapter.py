"""What bizkit builds from a `Request` and a `Response` alone, for a module of wrappers that offers nothing else.

Sending a file isn't here. It takes ranges, conditional requests and a file that is closed in the end, and that much is
more than the two classes promise.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from bizkit.grammar import check_redirect, check_text

__all__ = ["BUILDERS"]

if TYPE_CHECKING:
    from bizkit.wrappers.interface import MakesResponse, Required, RequiredResponse

# RFC 3986, section 2: reserved and unreserved characters, and the percent sign of what is encoded already.
OF_A_URL = "!#$%&'()*+,/:;=?@[]~"


def redirect(module: Required) -> Callable[..., RequiredResponse]:
    """Build ``redirect(location, code=302)`` from the ``Response`` of ``module``."""

    def redirect(location: str, code: int = 302, Response: MakesResponse = module.Response) -> RequiredResponse:
        """Send the client to ``location``, an absolute or relative URL.

        Raises ValueError for a code that doesn't redirect, and for a line break in ``location``.
        """
        check_redirect(code)
        shown = html.escape(check_text(location))
        page = (
            f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Redirecting…</title>\n'
            f'<h1>Redirecting…</h1>\n<p>This is at <a href="{shown}">{shown}</a>.</p>\n'
        )
        # RFC 9110, section 10.2.2: "Location = URI-reference", which is ASCII.
        return Response(page, status=code, headers=[("Location", quote(location, safe=OF_A_URL))])

    return redirect


BUILDERS: Mapping[str, Callable[[Required], object]] = {"redirect": redirect}
"""By name: a function that takes the module and returns what it lacks."""

"""A test client: WebTest's, which calls an application without a server and checks it against PEP 3333.

from bizkit.testing import TestApp

def test_the_page_greets():
    page = TestApp(application).get("/")
    assert "Hello" in page
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    # WebTest's WebOb imports the deprecated module cgi. A test can't change that.
    warnings.simplefilter("ignore", DeprecationWarning)
    import webtest

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["TestApp"]


class TestApp(webtest.TestApp):  # type: ignore[misc]
    """A `webtest.TestApp` that lints every answer: what PEP 3333 forbids raises AssertionError.

    Raises TypeError when ``app`` can't be called. ``options`` are WebTest's, but for ``lint``.
    """

    __test__ = False  # pytest takes it for a class of tests, by its name

    def __init__(self, app: WSGIApplication, extra_environ: dict[str, object] | None = None, **options: Any) -> None:
        if not callable(app):
            raise TypeError(f"{app!r} can't be called, so it isn't a WSGI application. For a view, give App(view).")
        super().__init__(app, extra_environ, lint=True, **options)

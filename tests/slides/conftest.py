"""The decks and the handbook, built once; and a Chromium, where there is one."""

import json
import os
import time
from contextlib import ExitStack

import pytest
from kits import ROOT

from bizkit.workshop.kit.exercises import Kit
from bizkit.workshop.teaching.slides import building, printing, serving
from bizkit.workshop.teaching.slides.site import Site


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder with decks/ and handbook/. Of several processes that test, one builds it and the others wait."""
    base = tmp_path_factory.getbasetemp()
    out = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "slides"
    verdict = out / "problems.json"
    try:
        out.mkdir()
    except FileExistsError:
        until = time.monotonic() + building.LONGEST_BUILD
        while not verdict.exists():
            assert time.monotonic() < until, "The process that builds the slides came to no end."
            time.sleep(0.05)
    else:
        problems = ["The build came to no end."]
        try:
            problems = building.build(Kit(ROOT), out).problems
        finally:
            (out / "problems").write_text(json.dumps(problems), encoding="utf-8")
            (out / "problems").replace(verdict)  # at once: nobody reads half of it
    assert json.loads(verdict.read_text(encoding="utf-8")) == []
    return out


@pytest.fixture(scope="session")
def url(built):
    """Where they are served, as `workshop slides` does."""
    with serving.serving(Site(built).application) as url:
        yield url


@pytest.fixture(scope="session")
def browser():
    found = printing.chromium()
    if found is None:
        pytest.skip("No Chromium here: nobody looks at the slides and pages. Install one, or set CHROMIUM.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=printing.arguments())
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, url):
    """``open_page(path, width, height, theme)``: a page, on which nothing may be asked of another machine."""
    with ExitStack() as stack:

        def open_page(path, width=1280, height=720, theme="light"):
            context = stack.enter_context(
                browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
            )
            page = context.new_page()
            page.asked = []
            context.on("request", lambda request: page.asked.append(request.url))
            page.goto(url + path)
            if path.startswith("decks/"):
                page.wait_for_function("window.Reveal && Reveal.isReady()")
            return page

        yield open_page


def elsewhere(page, url):
    """What the page has asked of anybody but ``url``."""
    return [asked for asked in page.asked if not asked.startswith((url, "data:", "blob:", "about:"))]

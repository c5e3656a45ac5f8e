"""Every slide and every page as a Chromium shows it: nothing is cut, nothing is asked of another machine."""

import re
from pathlib import Path

import pypdf
import pytest
from kits import ROOT

from bizkit.workshop.kit import Kit
from bizkit.workshop.slides import printing
from bizkit.workshop.slides.building import decks

from .conftest import elsewhere

LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
DECKS = (*decks(Kit(ROOT)), "index")
PROJECTORS, PHONE = ((1920, 1080), (1280, 720)), (390, 844)
SMALLEST_CODE = 18
"""Pixels, on a slide that is 720 high."""
FOOT = 40
"""Pixels of those 720 that stay empty at the bottom, for the number of the slide."""


@pytest.mark.parametrize("size", PROJECTORS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("deck", DECKS)
def test_all_of_each_slide_is_seen(open_page, url, deck, size):
    page = open_page(f"decks/{deck}.html", *size)
    assert page.evaluate(LOOK + f"; lookAtSlides({SMALLEST_CODE}, {FOOT})") == []
    assert elsewhere(page, url) == []


@pytest.mark.parametrize("size", (*PROJECTORS, PHONE), ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("deck", DECKS)
def test_all_of_each_page_of_the_handbook_is_seen(open_page, url, deck, size):
    page = open_page(f"handbook/{deck}.html", *size)
    assert page.evaluate(LOOK + "; lookAtPage()") == []
    assert elsewhere(page, url) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("deck", DECKS)
def test_nothing_serious_keeps_people_from_reading_a_slide(open_page, deck, theme):
    page = open_page(f"decks/{deck}.html", theme=theme)
    found = {}
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        title = page.evaluate(LOOK + f"; show({number})")
        if violations := serious(page):
            found[title] = violations
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("deck", DECKS)
def test_nothing_serious_keeps_people_from_reading_a_page(open_page, deck, theme):
    assert serious(open_page(f"handbook/{deck}.html", theme=theme)) == []


def serious(page):
    """What axe finds that is serious or worse: the rule, and the first place."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (rule["id"], rule["help"], rule["nodes"][0]["html"], rule["nodes"][0].get("failureSummary"))
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


def test_the_speaker_view_opens_with_the_note_and_the_next_slide(open_page):
    page = open_page("decks/ex2.html")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    speaker = opened.value
    note = page.evaluate("Reveal.getSlides()[0].querySelector('aside.notes').innerText || ''").strip()
    note = note or page.evaluate("Reveal.getSlides()[0].querySelector('aside.notes').textContent").strip()
    speaker.wait_for_function("document.querySelector('.speaker-controls-notes .value')?.textContent.trim()")
    shown = speaker.locator(".speaker-controls-notes .value").text_content()
    assert re.sub(r"\s+", " ", shown).strip() == re.sub(r"\s+", " ", note)
    assert speaker.locator("#upcoming-slide iframe").count() == 1
    assert speaker.locator(".speaker-controls-time").is_visible()


def test_t_changes_between_light_and_dark_and_is_remembered(open_page):
    page = open_page("decks/ex2.html")
    paper = "getComputedStyle(document.querySelector('.reveal-viewport')).backgroundColor"
    light = page.evaluate(paper)
    page.keyboard.press("t")
    dark = page.evaluate(paper)
    assert light == "rgb(255, 255, 255)"
    assert dark != light
    page.reload()
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    assert page.evaluate(paper) == dark


@pytest.mark.parametrize("deck", decks(Kit(ROOT)))
def test_the_pdf_has_a_page_for_each_slide(browser, url, open_page, deck, tmp_path):
    slides = open_page(f"decks/{deck}.html").evaluate("Reveal.getTotalSlides()")
    pages = pypdf.PdfReader(printing.print_deck(f"{url}decks/{deck}.html", deck, tmp_path)).pages
    assert len(pages) == slides
    assert all(page.extract_text().strip() for page in pages)

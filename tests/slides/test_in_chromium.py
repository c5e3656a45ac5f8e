"""Every slide and every page as a Chromium shows it: nothing is cut, nothing is asked of another machine."""

import re
from importlib import resources
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from kits import ROOT

from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.teaching.slides import printing
from bizkit.workshop.teaching.slides.building import decks

from .conftest import elsewhere

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
DECKS = (*decks(Kit(ROOT)), "index")
PAGES = (*DECKS, "search", "reference/bizkit")
LARGE, SMALL, PHONE = (1920, 1080), (1280, 720), (390, 844)
SMALLEST_CODE = 18
"""Pixels, on a slide that is 720 high."""
RULES = {"light": "{}", "dark": "{ runOnly: ['color-contrast', 'link-in-text-block'] }"}
"""What axe looks at: in the dark, only what a theme can change."""
FOOT = 40
"""Pixels of those 720 that stay empty at the bottom, for the number of the slide."""


def looked_at(pages, sizes):
    """Each page in each size: ex2 in the last of them, all of them with --whole."""
    return [
        pytest.param(page, size, id=f"{page}-{size[0]}x{size[1]}", marks=[] if is_first else [pytest.mark.whole])
        for page in pages
        for size in sizes
        for is_first in [page == "ex2" and size == sizes[-1]]
    ]


@pytest.mark.whole
@pytest.mark.parametrize(("deck", "size"), looked_at(DECKS, (LARGE, SMALL)))
def test_all_of_each_slide_is_seen(open_page, url, deck, size):
    page = open_page(f"decks/{deck}.html", *size)
    assert page.evaluate(LOOK + f"; lookAtSlides({SMALLEST_CODE}, {FOOT})") == []
    assert elsewhere(page, url) == []


@pytest.mark.whole
@pytest.mark.parametrize(("deck", "size"), looked_at(PAGES, (LARGE, SMALL, PHONE)))
def test_all_of_each_page_of_the_handbook_is_seen(open_page, url, deck, size):
    page = open_page(f"handbook/{deck}.html", *size)
    assert page.evaluate(LOOK + "; lookAtPage()") == []
    assert elsewhere(page, url) == []


@pytest.mark.whole
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("deck", DECKS)
def test_nothing_serious_keeps_people_from_reading_a_slide(open_page, deck, theme):
    page = open_page(f"decks/{deck}.html?print-pdf", theme=theme)  # all slides at once, with all steps shown
    page.wait_for_selector(".pdf-page")
    page.evaluate(AXE)
    assert page.evaluate(LOOK + f"; axeOn(document, {RULES[theme]})") == []


@pytest.mark.whole
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("deck", PAGES)
def test_nothing_serious_keeps_people_from_reading_a_page(open_page, deck, theme):
    page = open_page(f"handbook/{deck}.html", theme=theme)
    page.evaluate(AXE)
    assert page.evaluate(LOOK + f"; axeOn(document, {RULES[theme]})") == []


@pytest.mark.whole
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
    speaker.locator(".speaker-controls-time .pacing").wait_for()  # the minutes of the notes make a plan


@pytest.mark.whole
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


@pytest.mark.whole
@pytest.mark.parametrize("deck", decks(Kit(ROOT)))
def test_the_pdf_has_a_page_for_each_slide(open_page, deck):
    slides = open_page(f"decks/{deck}.html").evaluate("Reveal.getTotalSlides()")
    page = open_page(f"decks/{deck}.html?print-pdf")
    page.wait_for_selector(".pdf-page")
    check_pages(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)), slides)


@pytest.mark.whole
def test_the_command_prints_as_many(browser, url, open_page, tmp_path):
    slides = open_page("decks/closing.html").evaluate("Reveal.getTotalSlides()")
    check_pages(printing.print_deck(f"{url}decks/closing.html", "closing", tmp_path), slides)


def check_pages(pdf, slides):
    pages = pypdf.PdfReader(pdf).pages
    assert len(pages) == slides
    assert all(page.extract_text().strip() for page in pages)
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(960, 540)}  # 16 by 9


def test_without_a_chromium_the_command_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "chromium", lambda: None)
    with pytest.raises(KitError, match="Chromium, Chrome or Edge"):
        printing.print_deck("http://127.0.0.1:9/", "ex2", tmp_path)


@pytest.mark.whole
def test_no_page_of_the_handbook_is_left_out(built):
    folder = built / "handbook"
    assert {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.html")} == set(PAGES)

"""What the commands for instructors do: ``workshop slides`` and ``workshop present``.

Each takes the parsed options and returns an exit status.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.kit.results import PASSED, WRONG
from bizkit.workshop.text import print_folded


def slides(options: argparse.Namespace) -> int:
    """Build the decks into a folder, print them, or serve them until Ctrl+C."""
    kit = Kit.find()
    if options.build:
        return _build_slides(kit, Path(options.build))
    if options.pdf:
        return _print_slides(kit, options.deck)
    from bizkit.workshop.teaching.slides import serving

    return serving.serve(kit, options.deck, port=options.port, open_browser=not options.no_browser, poll=options.poll)


def _build_slides(kit: Kit, folder: Path) -> int:
    from bizkit.workshop.teaching.slides import building

    building.require()
    with tempfile.TemporaryDirectory() as doctrees:
        built = building.build(kit, folder.resolve(), doctrees=Path(doctrees), everything=True)
    if built.problems:
        raise KitError("The build stopped:\n" + "\n".join(built.problems))
    start, handbook = (folder / each / "index.html" for each in building.BUILDERS)
    print_folded(f"Built. Open {start} for the decks, {handbook} for the handbook.")
    return PASSED


def _print_slides(kit: Kit, deck: str | None) -> int:
    from bizkit.workshop.teaching.slides import building, printing, serving

    site, built = serving.build_site(kit, deck)
    if built.problems:
        return WRONG
    with serving.serving(site.application) as url:
        for each in [deck] if deck else building.decks(kit):
            printed = printing.print_deck(f"{url}decks/{each}.html", each, Path.cwd())
            print(printed.name, flush=True)
    return PASSED


def present(options: argparse.Namespace) -> int:
    """A page for the projector, until Ctrl+C."""
    kit = Kit.find()
    exercise = kit.exercise(options.exercise)
    from bizkit.workshop.teaching.present.server import present as show_page
    from bizkit.workshop.teaching.slides import building, serving
    from bizkit.workshop.teaching.slides.site import Site

    deck = None
    if building.is_possible() and exercise.name in building.decks(kit):
        site, built = serving.build_site(kit, exercise.name)
        if not built.problems:
            deck = Site(site.out / "decks", is_live=False).application
    return show_page(exercise, deck, port=options.port, open_browser=not options.no_browser)

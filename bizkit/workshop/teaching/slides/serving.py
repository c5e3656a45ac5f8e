"""``workshop slides``: decks and handbook on loopback, built and loaded again on save."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bizkit import serving as servers
from bizkit.exceptions import ConfigurationError
from bizkit.watching import saves
from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.teaching.slides import building
from bizkit.workshop.teaching.slides.site import Site
from bizkit.workshop.text import print_folded

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

THREADS = 8
"""A deck asks for many files at once."""
WATCHED = tuple(f"**/*.{suffix}" for suffix in ("css", "html", "js", "md", "py", "svg", "toml", "txt"))


def build_site(kit: Kit, deck: str | None) -> tuple[Site, building.Built]:
    """A site that begins with ``deck``, and what came of its first build. It is kept in .workshop/slides."""
    building.require()
    known = building.decks(kit)
    if deck is not None and deck not in known:
        raise KitError(f"There is no deck {deck!r}. There are {', '.join(known)}.")
    site = Site(kit.root / ".workshop" / "slides", f"decks/{deck or 'index'}.html")
    return site, rebuild(kit, site)


def rebuild(kit: Kit, site: Site, *, everything: bool = False) -> building.Built:
    """Build again, and say how long it took, or what is wrong and where."""
    started = time.monotonic()
    built = building.build(kit, site.out, everything=everything)
    site.problems = built.problems
    if built.problems:
        print_folded("The build stopped:")
        for line in built.problems:
            print(f"  {line}", flush=True)
    else:
        site.number += 1
        print(f"Built in {time.monotonic() - started:.1f} s.", flush=True)
    return built


def serve(kit: Kit, deck: str | None, *, port: int, open_browser: bool, poll: bool = False) -> int:
    """Serve until Ctrl+C. ``port`` 0 is any free one."""
    site, built = build_site(kit, deck)
    with serving(site.application, port) as url:
        print(f"Decks on {url}, the handbook on {url}handbook/index.html (Ctrl+C ends it)")
        print_folded("In a deck: S is the speaker view with notes and timer, T is light or dark, ? lists all keys.")
        if open_browser:
            webbrowser.open(url + site.start)
        with contextlib.suppress(KeyboardInterrupt):
            for saved in saves(kit.root, poll, WATCHED):
                names = {name for name in saved if not name.startswith(".")}
                slides = {name for name in names if Path(name).parts[0] == "slides"}
                if slides or any(str(kit.root / name) in built.sources for name in names) or (names and site.problems):
                    # Sphinx looks at pages alone: what all of them share makes it write all of them.
                    built = rebuild(kit, site, everything=any(not name.endswith(".md") for name in slides))
    return 0


def listen(port: int) -> socket.socket:
    """A socket that listens on loopback, on ``port`` (0: any free one). Raises `KitError` where it is taken."""
    try:
        return servers.listen("127.0.0.1", port)
    except ConfigurationError as error:
        raise KitError(str(error)) from None


@contextlib.contextmanager
def serving(application: WSGIApplication, port: int = 0) -> Iterator[str]:
    """Serve ``application`` on loopback in a thread. Gives the URL. Raises `KitError` where the port is taken."""
    ended = threading.Event()
    with listen(port) as listener:
        options = {"has_ended": ended.is_set, "threads": THREADS}
        thread = threading.Thread(target=servers.serve, args=(application, listener), kwargs=options, daemon=True)
        thread.start()
        try:
            yield servers.url(listener)
        finally:
            ended.set()
            thread.join(1.0)

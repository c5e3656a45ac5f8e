"""Decks as PDF, a slide a page: printed by a Chromium, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bizkit.workshop.kit.exercises import KitError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
"""A browser that says nothing to anybody but us."""
LONGEST_PRINT = 120.0
"""Seconds."""


def chromium() -> str | None:
    """The path of a Chromium, or of a browser made from it: what CHROMIUM says, else one that is found here."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), None) or next((place for place in PLACES if os.path.exists(place)), None)


def arguments() -> list[str]:
    """What a Chromium is started with here."""
    # Its sandbox refuses to run as root, which is who runs things in a container.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, *(["--no-sandbox"] if is_root else [])]


def print_deck(url: str, deck: str, folder: Path) -> Path:
    """Print the deck at ``url`` to ``folder``. Returns the path of the PDF. Raises `KitError` where that fails."""
    browser = chromium()
    if browser is None:
        raise KitError(
            "A PDF is printed by Chromium, Chrome or Edge, and none is found here. Install one, or say where it is:"
            " CHROMIUM=/path/to/chromium workshop slides --pdf"
        )
    target = folder.resolve() / f"{deck}.pdf"
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            *(browser, "--headless", f"--user-data-dir={profile}", *arguments(), "--no-pdf-header-footer"),
            *("--virtual-time-budget=20000", f"--print-to-pdf={target}", f"{url}?print-pdf&theme=light"),
        ]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_PRINT, encoding="utf-8"
            )
            said = done.stderr
        except subprocess.TimeoutExpired:
            said = f"It did not end in {LONGEST_PRINT:.0f} seconds."
    if not target.exists():
        print(said, file=sys.stderr)
        raise KitError(f"{browser} has printed nothing of {deck}. What it said stands above.")
    return target

"""Where an install finds the command ``workshop`` by name. `bizkit.workshop.command` does the work."""

import os
import sys
from collections.abc import Sequence

KIT_FILES = ("pyproject.toml", "HINTS.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command ``workshop`` in a process of its own. Returns its exit status."""
    leave_the_kit_out()
    from bizkit.workshop.command import main as run

    return run(arguments)


def leave_the_kit_out() -> None:
    """Take kits and exercise folders off the path: a learner's pytest.py, json.py or rich.py must not be ours.

    They come there with PYTHONPATH, with ``python -m``, and with an editable install. It has to happen before anything
    else is imported; modules of bizkit are found in its folder all the same.
    """
    sys.path[:] = [
        entry for entry in sys.path if not any(os.path.isfile(os.path.join(entry, name)) for name in KIT_FILES)
    ]

"""The workshop: the learner's runner (`workshop`) and the graders' half of pytest.

Which way things go, from what a learner sees to what their code does::

    cli, watch, screen      what the learner sees        progress, backups    what the kit remembers
        grading             pytest, in this process
            pytest_plugin   the graders' fixtures
                judge       runs the learner's code in a process of its own, and says what came of it

and for whoever teaches::

    present                 the answer as it grows, beside the deck: a scratch kit, graded and run as above
        slides              the decks and the handbook: what Sphinx must know, building, serving, printing
"""

import os
import sys


def _leave_the_kit_out() -> None:
    """Take kits and exercise folders off the path: a learner's pytest.py, json.py or rich.py must not be ours.

    They come there with PYTHONPATH, with ``python -m``, and with an editable install. Where pytest is loaded already,
    it is not the runner's process, and nothing is changed. Modules of bizkit are found in its folder all the same.
    """
    if "pytest" not in sys.modules:
        marks = ("pyproject.toml", "HINTS.md")
        sys.path[:] = [entry for entry in sys.path if not any(os.path.isfile(os.path.join(entry, m)) for m in marks)]


_leave_the_kit_out()

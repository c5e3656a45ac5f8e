"""Starts `worker.py`, with nothing of bizkit imported for the learner's code to meet but what the worker needs.

The judge runs this file by its path, with ``-P`` and ``-E``: neither the kit's folder nor PYTHONPATH counts yet, so
no json.py of a learner's can stand in for the standard library's. The packages around the worker are made here by hand.
Their ``__init__`` would take time, and the learner's ``import bizkit`` has to find bizkit as new.
"""

import os
import sys


def import_the_worker() -> object:
    """The module `worker`, which takes bizkit out of ``sys.modules`` before a learner's code runs."""
    judge = os.path.dirname(os.path.abspath(__file__))
    workshop = os.path.dirname(judge)
    for name, folder in (
        ("bizkit", os.path.dirname(workshop)),
        ("bizkit.workshop", workshop),
        ("bizkit.workshop.judge", judge),
    ):
        package = type(sys)(name)
        package.__path__ = [folder]
        sys.modules[name] = package
    from bizkit.workshop.judge import worker

    return worker


if __name__ == "__main__":
    import_the_worker().main()  # type: ignore[attr-defined]

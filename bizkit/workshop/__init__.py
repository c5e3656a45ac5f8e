"""The workshop: the learner's runner (`workshop`) and the graders' half of pytest.

Which way things go, from what a learner sees to what their code does::

    cli, watch, screen      what the learner sees        progress, backups    what the kit remembers
        grading             pytest, in this process
            pytest_plugin   the graders' fixtures
                judge       runs the learner's code in a process of its own, and says what came of it

and for whoever teaches::

    present                 the answer as it grows, beside the deck: a scratch kit, graded and run as above
        slides              the decks and the handbook: what Sphinx must know, building, serving, printing

Nothing is imported here: `cli` and `pytest_plugin`, which an install finds by name, come through this file first.
"""

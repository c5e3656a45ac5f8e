"""The workshop: the learner's runner (`workshop`) and the graders' half of pytest.

Which way things go, from what a learner sees to what their code does::

    cli, watch, screen      what the learner sees        progress, backups    what the kit remembers
        grading             pytest, in this process  ->  results              what it found
            pytest_plugin   the graders' fixtures    ->  failure              what a failure says
                learner     the judge's end of a pipe    exchange, protocol   a WSGI exchange, and its rules
                    host    the learner's end: their code runs in that process and nowhere else
"""

"""The judge: it runs what a learner wrote, where that can do no harm, and says in plain words what came of it.

`grading` and `pytest_plugin` grade an exercise with pytest. A grader works with `learner`::

    expect                  what several exercises ask for: a page, PEP 3333's rules, a real server
        learner             a learner's exercise         no_answer            why no answer came
            pool            processes for their code, used again when nothing was left in them
            process         a running worker and its pipes
                worker      the learner's end: their code runs in that process and nowhere else
                            (start_worker starts it; gateway, portraits and leftovers are its parts)
        transcript          what was sent and what came back, with a command that sends it again: bytes
            exchange        …: a call of a WSGI application
        failure             what a failure says
"""

"""The judge: it runs what a learner wrote, where that can do no harm, and says in plain words what came of it.

Nothing here knows of the terminal or of pytest. A grader works with `learner`::

    greetings, servers      what several exercises ask for: a hello page, a real server
        learner             the judge's end of a pipe    trouble              why no answer came
            process         a running host, its pipes    ending               how all of it is ended
                host        the learner's end: their code runs in that process and nowhere else
        exchange            what was sent and came back  protocol, pages      PEP 3333's rules, a page's words
        failure             what a failure says          results              the verdict on a task
        strays              what lies in an exercise folder and is not used for grading
"""

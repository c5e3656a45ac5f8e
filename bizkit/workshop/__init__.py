"""The workshop: what grades a learner, and what an instructor shows. The framework never imports it.

Four rooms, and imports point down::

    cli, __main__, pytest_plugin     the doors: an install finds them by name
        command                      the command ``workshop``: it puts the commands of both rooms together
    terminal     teaching            what a learner sees; what an instructor shows
        judge                        runs a learner's code in a process of its own, and says what is wrong with it
            kit                      what is on disk: exercises, stubs, progress, backups
                processes  text      starting, waiting for and ending processes; folding and shortening text

Nothing is imported here, because both doors come through this file first.
"""

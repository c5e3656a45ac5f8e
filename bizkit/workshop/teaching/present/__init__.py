"""A page for the projector: the slides of an exercise, and beside them its answer, growing one task at a time.

steps       the files from the stub to the reference answer, a step for each task
rows        what changes from one step to the next, line by line
stage       a kit of its own in a temporary folder, in which a step is graded and run
server      the page, and what it asks for, as a WSGI application on loopback
"""

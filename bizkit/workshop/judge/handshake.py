"""The two signs by which the judge and a worker know where they stand."""

READY = b"ready\n"
"""The worker's first line, before any of the learner's code has run."""
BROKEN = 86
"""The exit status by which the judge knows that the learner's code took away what the worker needs."""

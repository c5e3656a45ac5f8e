"""Where an install finds the graders' plugin by name. `judge.pytest_plugin` does the work."""

from bizkit.workshop.judge.pytest_plugin import *  # noqa: F403

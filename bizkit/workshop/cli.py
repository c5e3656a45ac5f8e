"""Where an install finds the command ``workshop`` by name. `terminal.cli` does the work."""

from bizkit.workshop.terminal.cli import main

__all__ = ["main"]

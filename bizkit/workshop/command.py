"""The command ``workshop``: which commands and options it takes, and what happens to errors.

It puts together what learners use (`terminal.commands`) and what instructors use (`teaching.commands`). Neither imports
more than the standard library and the kit at the top: each command loads what it needs when it runs, so that a check
doesn't wait for a screen or for Sphinx.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from bizkit import config, layers
from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.kit.results import NOT_YET, WRONG
from bizkit.workshop.teaching import commands as teaching
from bizkit.workshop.terminal import commands
from bizkit.workshop.text import print_folded

DESCRIPTION = """\
The workshop's runner. Without a command it shows where you are and what comes
next; on a terminal it then grades whenever you save.
"""
EXAMPLES = """\
examples:
  workshop                      watch, and grade on save
  workshop check {task}            grade one task
  workshop hint {task}             a hint; again for the next one
  workshop run {exercise}              run your answer, and reload it on save
  workshop doctor               when something is odd

exit status of check: 0 passed, 1 not yet, 2 the kit or the command is wrong
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without an ë shows a ?, and the rest of the line
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except KitError as error:
        print_folded(f"workshop: {error}", sys.stderr)
        return WRONG
    except ModuleNotFoundError as error:
        print_folded(
            f"workshop: Python finds no {error.name} here: the install is partial, or the virtual environment is not"
            " active. `workshop doctor` says what to do.",
            sys.stderr,
        )
        return WRONG
    except KeyboardInterrupt:
        return NOT_YET
    except BrokenPipeError:  # `workshop check --json | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_YET


class Parser(argparse.ArgumentParser):
    """A parser whose help takes its examples from the kit around it: ``{exercise}`` and ``{task}``."""

    def format_help(self) -> str:
        """Read the kit only now, when somebody asks for help."""
        try:
            exercise, task = Kit.find().example
        except KitError:  # help is there outside of a kit, too
            exercise, task = "exN", "N.M"
        return super().format_help().replace("{exercise}", exercise).replace("{task}", task)


class Version(argparse.Action):
    """``--version``; the metadata is read only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"workshop {version('bizkit')}")
        except PackageNotFoundError:
            print("workshop, not installed: `workshop doctor` says what to do.")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="workshop",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=Version, nargs=0, help="show the version and exit")
    parser.add_argument("--poll", action="store_true", help="look for saves itself, where the file system doesn't tell")
    parser.set_defaults(command=commands.watch)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        made = subparsers.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        made.set_defaults(command=command)
        return made

    made = add("check", commands.check, "grade an exercise, or one task of it")
    made.add_argument(
        "what", nargs="?", metavar="exN[.task]", help="such as {exercise} or {task} (default: where you are)"
    )
    made.add_argument("--all", action="store_true", help="grade all exercises")
    made.add_argument("--json", action="store_true", help="print the verdict for a program to read")
    made.add_argument("--solutions", action="store_true", help="grade the reference answers, not yours")
    made.add_argument("--time-limit", type=_seconds, metavar="S", help="seconds that your code may take for a task")

    add("list", commands.list_tasks, "all exercises and tasks, and how far you are")

    made = add("hint", commands.hint, "a hint for a task, one more each time")
    made.add_argument("task", nargs="?", metavar="TASK", help="such as {task} (default: the next open one)")

    made = add("show", commands.show, "an answer beside yours, as a diff")
    made.add_argument("exercise", metavar="exN", help="such as {exercise}")
    made.add_argument("--file", metavar="NAME", help="this file only")
    made.add_argument("--yes", action="store_true", help="don't ask, though yours has not passed")

    made = add("reset", commands.reset, "begin an exercise again; yours is backed up first")
    made.add_argument("exercise", metavar="exN", help="such as {exercise}")
    made.add_argument("file", nargs="?", metavar="FILE", help="this file only")

    made = add("restore", commands.restore, "bring a backup of an exercise back")
    made.add_argument("exercise", metavar="exN", help="such as {exercise}")
    made.add_argument(
        "backup",
        nargs="?",
        metavar="BACKUP",
        help="one that --list names (default: the newest that is not there already)",
    )
    made.add_argument("--list", action="store_true", help="list the backups that there are")

    made = add("run", commands.run, "run an exercise, and reload it on save")
    made.add_argument("exercise", nargs="?", metavar="exN", help="default: where you are")
    made.add_argument("--run", metavar="NAME", help="which run of its exercise.toml (default: the first that is there)")
    made.add_argument("--solutions", action="store_true", help="run the reference answer")
    layers.add_options(made)
    made.add_argument("--port", type=_port, metavar="N", help="the port to listen on (default: $PORT, or 8000)")
    made.add_argument("--open", action="store_true", help="open it in the browser")
    made.add_argument("--poll", action="store_true", help="look for saves itself, where the file system doesn't tell")

    made = add("compare", commands.compare, "the same requests to yours and to reference answers, and the differences")
    made.add_argument("exercise", nargs="?", metavar="exN", help="default: the first one that has something to compare")
    made.add_argument("--details", action="store_true", help="show what was sent and answered, too")
    made.add_argument("--row", type=int, metavar="N", help="show what was sent and answered in this row of the table")

    made = add("slides", teaching.slides, "the decks and the handbook, built and loaded again on save")
    made.add_argument(
        "deck", nargs="?", metavar="DECK", help="such as {exercise} or welcome (default: the list of them)"
    )
    made.add_argument("--port", type=_port, default=8001, metavar="N", help="the port to listen on (default: 8001)")
    made.add_argument("--no-browser", action="store_true", help="don't open the browser")
    made.add_argument("--poll", action="store_true", help="look for saves itself, where the file system doesn't tell")
    made.add_argument("--build", metavar="FOLDER", help="build into FOLDER, which works without a server, and end")
    made.add_argument("--pdf", action="store_true", help="print DECK, or all of them, to PDF files here, and end")

    made = add("present", teaching.present, "for instructors: the slides, and the answer beside them, a task at a time")
    made.add_argument("exercise", metavar="exN", help="such as {exercise}")
    made.add_argument("--port", type=_port, metavar="N", help="the port to listen on (default: any free one)")
    made.add_argument("--no-browser", action="store_true", help="don't open it in the browser")

    made = add("doctor", commands.doctor, "look at Python, the install, ports, folders and the terminal")
    made.add_argument("--port", type=_port, default=8000, metavar="N", help="the port to look at (default: 8000)")
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number of seconds between 0 and 3600")
    return seconds


def _port(text: str) -> int:
    try:
        return config.port_number(text, lowest=1)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


if __name__ == "__main__":
    sys.exit(main())

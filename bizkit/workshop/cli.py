"""The command ``workshop``.

Only the standard library is imported here: each command loads what it needs, so that a check is not kept waiting by
what a screen would need.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING

from bizkit.workshop.kit import Exercise, Kit, KitError, Task

if TYPE_CHECKING:
    from bizkit.workshop.progress import Progress
    from bizkit.workshop.results import ExerciseResult

PASSED, NOT_YET, WRONG = 0, 1, 2

DESCRIPTION = """\
The workshop's runner. Without a command it shows where you are and what comes
next; on a terminal it then grades whenever you save.
"""
EXAMPLES = """\
examples:
  workshop                      watch, and grade on save
  workshop check 2.3            grade one task
  workshop hint 2.3             a hint; again for the next one
  workshop run ex4 --wrappers ex3.http_objects
                                the framework, on the code that you wrote
  workshop doctor               when something is odd

exit status of check: 0 passed, 1 not yet, 2 the kit or the command is wrong
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except KitError as error:
        print(f"workshop: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return NOT_YET
    except BrokenPipeError:  # `workshop list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_YET


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workshop",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"workshop {version('bizkit')}")
    parser.add_argument("--poll", action="store_true", help="look for saves itself, where the file system doesn't tell")
    parser.set_defaults(command=watch)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
        made.set_defaults(command=command)
        return made

    made = add("check", check, "grade an exercise, or one task of it")
    made.add_argument("what", nargs="?", metavar="exN[.task]", help="ex2 or 2.3 (default: where you are)")
    made.add_argument("--all", action="store_true", help="grade all exercises")
    made.add_argument("--json", action="store_true", help="print the verdict for a program to read")
    made.add_argument("--solutions", action="store_true", help="grade the reference answers, not yours")
    made.add_argument("--time-limit", type=_seconds, metavar="S", help="seconds that your code may take for a task")

    add("list", list_tasks, "all exercises and tasks, and how far you are")

    made = add("hint", hint, "a hint for a task, one more each time")
    made.add_argument("task", nargs="?", metavar="TASK", help="such as 2.3 (default: the next open one)")

    made = add("show", show, "an answer beside yours, as a diff")
    made.add_argument("exercise", metavar="exN")
    made.add_argument("--file", metavar="NAME", help="this file only")
    made.add_argument("--yes", action="store_true", help="don't ask, though yours has not passed")

    made = add("reset", reset, "begin an exercise again; yours is backed up first")
    made.add_argument("exercise", metavar="exN")
    made.add_argument("file", nargs="?", metavar="FILE", help="this file only")

    made = add("restore", restore, "bring the last backup of an exercise back")
    made.add_argument("exercise", metavar="exN")
    made.add_argument("--list", action="store_true", help="list the backups that there are")

    made = add("run", run, "serve an exercise, and load it again on save")
    made.add_argument("exercise", nargs="?", metavar="exN", help="default: where you are")
    made.add_argument("--solutions", action="store_true", help="serve the reference answer")
    made.add_argument("--wrappers", metavar="W", help="ex4 on by_hand, werkzeug, or a module such as ex3.http_objects")
    made.add_argument("--port", type=_port, metavar="N", help="the port to listen on (default: $PORT, or 8000)")
    made.add_argument("--open", action="store_true", help="open it in the browser")

    made = add("compare", compare, "the same requests to yours, the reference by hand, and Werkzeug")
    made.add_argument("exercise", nargs="?", default="ex3", metavar="ex3")

    made = add("doctor", doctor, "look at Python, the install, ports, folders and the terminal")
    made.add_argument("--port", type=_port, default=8000, metavar="N", help="the port to look at (default: 8000)")
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds between 0 and 3600")
    return seconds


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: write a number from 1 to 65535")
    return int(text)


def watch(options: argparse.Namespace) -> int:
    """Without a command: on a terminal watch, else show where the learner is, once."""
    kit = _kit()
    from bizkit.workshop import screen

    console = screen.make_console()
    if sys.stdin.isatty() and sys.stdout.isatty():
        from bizkit.workshop.watch import Watch

        return Watch(kit, console, poll=options.poll).run()
    progress = _progress(kit)
    exercise = progress.current(kit)
    result = _grade(kit, exercise)
    regressions = progress.record(result)
    screen.heading(console, kit, progress, exercise)
    _print_result(kit, progress, exercise, result, regressions)
    return PASSED


def check(options: argparse.Namespace) -> int:
    """Grade: everything, one exercise, or one task."""
    if options.what and options.all:
        raise KitError("Either name an exercise, or say --all.")
    kit = _kit()
    progress = _progress(kit)
    chosen: list[tuple[Exercise, Task | None]] = [(progress.current(kit), None)]
    if options.all:
        chosen = [(exercise, None) for exercise in kit.exercises]
    elif options.what:
        chosen = [kit.select(options.what)]
    results = []
    for exercise, task in chosen:
        result = _grade(kit, exercise, task, solutions=options.solutions, time_limit=options.time_limit)
        regressions = () if options.solutions else progress.record(result)
        results.append(result)
        if not options.json:
            _print_result(kit, progress, exercise, result, regressions, solutions=options.solutions)
    if options.json:
        found = [result.as_json() for result in results]
        print(json.dumps(found if options.all else found[0], indent=2))
        for note in progress.notes:
            print(f"workshop: {note}", file=sys.stderr)
    if errors := [result.kit_error for result in results if result.kit_error]:
        raise KitError("\n".join(errors))
    return PASSED if all(result.passed for result in results) else NOT_YET


def _grade(
    kit: Kit,
    exercise: Exercise,
    task: Task | None = None,
    *,
    solutions: bool = False,
    time_limit: float | None = None,
) -> ExerciseResult:
    from bizkit.workshop import process

    # The learner's process starts while pytest is loaded here.
    folder = kit.root / "solutions" / exercise.name if solutions else exercise.folder
    process.keep_spare(kit.root, folder)
    from bizkit.workshop.grading import grade

    return grade(kit, exercise, task, solutions=solutions, time_limit=time_limit)


def _print_result(
    kit: Kit,
    progress: Progress,
    exercise: Exercise,
    result: ExerciseResult,
    regressions: tuple[str, ...],
    *,
    solutions: bool = False,
) -> None:
    from bizkit.workshop import screen

    console = screen.make_console()
    for note in progress.notes:
        screen.say(console, f"Note: {note}", "yellow")
    if result.kit_error:
        return
    screen.result_whole(console, exercise, result, regressions)
    console.print()
    if solutions:
        words = "passes" if result.passed else "does not pass"
        screen.say(console, f"The reference answer to {exercise.name} {words}.", "bold")
    else:
        screen.say(console, screen.next_step(kit, progress, exercise, result), "bold")


def list_tasks(options: argparse.Namespace) -> int:
    """All tasks and their states."""
    kit = _kit()
    from bizkit.workshop import screen

    console, progress = screen.make_console(), _progress(kit)
    screen.heading(console, kit, progress, progress.current(kit))
    screen.task_list(console, kit, progress)
    _print_notes(progress)
    return PASSED


def hint(options: argparse.Namespace) -> int:
    """One hint more."""
    kit = _kit()
    from bizkit.workshop import screen

    progress = _progress(kit)
    if options.task:
        exercise, task = kit.select(options.task)
    else:
        exercise, task = progress.current(kit), None
    if task is None:
        open_tasks = [each for each in exercise.tasks if not progress.has_passed(each.id)]
        if not open_tasks:
            raise KitError(f"All tasks of {exercise.name} have passed. Name the task that you want a hint for.")
        task = open_tasks[0]
    screen.hint(screen.make_console(), exercise, task, progress)
    _print_notes(progress)
    return PASSED


def show(options: argparse.Namespace) -> int:
    """The answer beside the learner's. Asks first when theirs has not passed."""
    kit = _kit()
    exercise = kit.exercise(options.exercise)
    if not options.yes and not _progress(kit).is_done(exercise):
        question = f"{exercise.name} has not passed yet. Show the answer all the same?"
        if not sys.stdin.isatty():
            raise KitError(f"{question} Then say so: workshop show {exercise.name} --yes")
        if input(f"{question} (y/n) ").strip().lower() not in ("y", "yes"):
            print(f"Then not. `workshop hint` helps in smaller steps: workshop hint {exercise.tasks[0].id}")
            return PASSED
    from bizkit.workshop import screen
    from bizkit.workshop.show import show as show_answer

    show_answer(screen.make_console(), exercise, options.file)
    return PASSED


def reset(options: argparse.Namespace) -> int:
    """Put the stubs back."""
    from bizkit.workshop import backups

    exercise = _kit().exercise(options.exercise)
    folder, names = backups.reset(exercise, options.file)
    print(backups.in_words(exercise, folder, names))
    return PASSED


def restore(options: argparse.Namespace) -> int:
    """Bring a backup back, or list them."""
    from bizkit.workshop import backups

    exercise = _kit().exercise(options.exercise)
    if options.list:
        for folder in backups.backups(exercise):
            print(f"{folder.name}: {', '.join(sorted(path.name for path in folder.glob('*.py')))}")
        return PASSED
    chosen, present, names = backups.restore(exercise)
    print(f"{', '.join(f'{exercise.name}/{name}' for name in names)}: back from {chosen.name}.")
    if present:
        print(f"What was there until now is in {present.relative_to(exercise.kit.root)}.")
    return PASSED


def run(options: argparse.Namespace) -> int:
    """Serve an exercise until Ctrl+C."""
    kit = _kit()
    exercise = kit.exercise(options.exercise) if options.exercise else _progress(kit).current(kit)
    from bizkit import config
    from bizkit.exceptions import ConfigurationError
    from bizkit.workshop import running
    from bizkit.workshop.servers import is_taken

    wrappers = options.wrappers or (os.environ.get("BIZKIT_WRAPPERS") if exercise.name == "ex4" else None)
    try:
        port = options.port or config.port()
    except ConfigurationError as error:
        raise KitError(str(error)) from None
    if is_taken(port):
        raise KitError(
            f"Something listens on port {port} already. Stop it, or take another one:"
            f" workshop run {exercise.name} --port {port + 1}"
        )
    return running.run(exercise, solutions=options.solutions, wrappers=wrappers, port=port, open_it=options.open)


def compare(options: argparse.Namespace) -> int:
    """Where yours, the reference by hand and Werkzeug differ."""
    exercise = _kit().exercise(options.exercise)
    from bizkit.workshop import compare as comparing
    from bizkit.workshop import screen

    return comparing.main(exercise, screen.make_console())


def doctor(options: argparse.Namespace) -> int:
    """What is wrong with this machine, and what to do about it."""
    kit = _kit()
    from bizkit.workshop import screen
    from bizkit.workshop.doctor import examine

    console, styles = screen.make_console(), {"ok": "green", "warning": "yellow", "problem": "red"}
    worst = PASSED
    for finding in examine(kit, options.port):
        screen.say(console, f"{finding.state:<8} {finding.what}", styles[finding.state])
        if finding.remedy:
            screen.say(console, f"         -> {finding.remedy}")
        worst = max(worst, NOT_YET if finding.state == "problem" else PASSED)
    screen.say(console, "\nThere is something to mend." if worst else "\nYou can work.", "bold")
    return worst


def _kit() -> Kit:
    return Kit.find()


def _progress(kit: Kit) -> Progress:
    from bizkit.workshop.progress import Progress

    return Progress(kit.root)


def _print_notes(progress: Progress) -> None:
    for note in progress.notes:
        print(f"Note: {note}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

"""What the commands of ``workshop`` do. Each takes the parsed options and returns an exit status."""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from bizkit.workshop.kit.exercises import Exercise, Kit, KitError, Task
from bizkit.workshop.kit.progress import Progress
from bizkit.workshop.kit.results import NOT_YET, PASSED
from bizkit.workshop.text import print_folded

if TYPE_CHECKING:
    from bizkit.workshop.kit.results import ExerciseResult

MOST_NAMED = 3
"""How many backups `restore` names by itself."""


def watch(options: argparse.Namespace) -> int:
    """Without a command: on a terminal watch, else show where the learner is, once."""
    kit = Kit.find()
    from bizkit.workshop.terminal import screen

    console = screen.make_console()
    if _on_a_terminal():
        from bizkit.workshop.terminal.watch import Watch

        return Watch(kit, console, poll=options.poll).run()
    progress = Progress(kit.root)
    exercise = progress.current(kit)
    result = _grade(kit, exercise)
    if result.kit_error:
        raise KitError(result.kit_error)
    regressions = progress.record(result)
    screen.heading(console, kit, progress, exercise)
    _print_lines(result, regressions)
    _print_notes(progress)
    _print_first_open(kit, progress, exercise, result)
    return PASSED


def check(options: argparse.Namespace) -> int:
    """Grade: everything, one exercise, or one task."""
    gc.disable()  # it is over before there is garbage worth looking for
    if options.what and options.all:
        raise KitError("Either name an exercise, or say --all.")
    kit = Kit.find()
    progress = Progress(kit.root)
    chosen: list[tuple[Exercise, Task | None]] = [(progress.current(kit), None)]
    if options.all:
        chosen = [(exercise, None) for exercise in kit.exercises]
    elif options.what:
        chosen = [kit.select(options.what)]
    results = []
    for exercise, task in chosen:
        result = _grade(kit, exercise, task, solutions=options.solutions, time_limit=options.time_limit)
        results.append(result)
        regressions = () if options.solutions else progress.record(result)
        if not options.json and not result.kit_error:
            _print_lines(result, regressions, mark_next=all(before.passed for before in results[:-1]))
    if not options.json:
        _print_notes(progress)
        open_ones = (number for number, result in enumerate(results) if not result.passed)
        chosen_one = next(open_ones, -1)
        _print_first_open(kit, progress, chosen[chosen_one][0], results[chosen_one], solutions=options.solutions)
    else:
        found = [result.as_json() for result in results]
        print(json.dumps(found if options.all else found[0], indent=2))
        _print_notes(progress)
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
    from bizkit.workshop.judge.pool import ProcessPool

    with ProcessPool() as pool:
        pool.start_ahead()  # the learner's process starts while pytest is loaded here
        from bizkit.workshop.judge.grading import grade_until_interrupted

        return grade_until_interrupted(kit, exercise, task, solutions=solutions, time_limit=time_limit, pool=pool)


def _print_lines(result: ExerciseResult, regressions: tuple[str, ...], *, mark_next: bool = True) -> None:
    from bizkit.workshop.terminal import screen

    console = screen.make_console()
    screen.verdict(console, result, regressions, mark_next=mark_next)
    console.print()


def _print_first_open(
    kit: Kit, progress: Progress, exercise: Exercise, result: ExerciseResult, *, solutions: bool = False
) -> None:
    """The first open task whole, and what comes next."""
    if result.kit_error:
        return
    from bizkit.workshop.terminal import screen

    console = screen.make_console()
    screen.first_open(console, exercise, result)
    if solutions:
        words = "passes" if result.passed else "does not pass"
        screen.say(console, f"The reference answer to {exercise.name} {words}.", "bold")
    else:
        screen.say(console, screen.next_step(kit, progress, exercise, result), "bold")


def list_tasks(options: argparse.Namespace) -> int:
    """All tasks and their states."""
    kit = Kit.find()
    from bizkit.workshop.terminal import screen

    console, progress = screen.make_console(), Progress(kit.root)
    screen.done_so_far(console, kit, progress)
    screen.task_list(console, kit, progress)
    _print_notes(progress)
    return PASSED


def hint(options: argparse.Namespace) -> int:
    """One hint more."""
    kit = Kit.find()
    from bizkit.workshop.terminal import screen

    progress = Progress(kit.root)
    if options.task:
        exercise, task = kit.select(options.task)
    else:
        exercise, task = progress.current(kit), None
    if task is None:
        open_tasks = [each for each in exercise.tasks if not progress.passes(each.id)]
        if not open_tasks:
            raise KitError(f"All tasks of {exercise.name} have passed. Name the task that you want a hint for.")
        task = min(open_tasks, key=lambda each: each.bonus)
    screen.hint(screen.make_console(), exercise, task, progress)
    _print_notes(progress)
    return PASSED


def show(options: argparse.Namespace) -> int:
    """The answer beside the learner's. Asks first when theirs has not passed."""
    kit = Kit.find()
    exercise = kit.exercise(options.exercise)
    if not options.yes and not Progress(kit.root).is_done(exercise):
        question = f"{exercise.name} has not passed yet. Show the answer all the same?"
        if not _on_a_terminal():
            raise KitError(f"{question} Then say so: workshop show {exercise.name} --yes")
        if not _agreed(question):
            print_folded(f"Then not. `workshop hint` helps in smaller steps: workshop hint {exercise.tasks[0].id}")
            return PASSED
    from bizkit.workshop.terminal import screen
    from bizkit.workshop.terminal.show import show as show_answer

    show_answer(screen.make_console(), exercise, options.file)
    return PASSED


def _agreed(question: str) -> bool:
    try:
        return input(f"{question} (y/n) ").strip().lower() in ("y", "yes")
    except EOFError:  # Ctrl+D
        print()
        return False
    except KeyboardInterrupt:
        print("\nCancelled.")
        raise


def reset(options: argparse.Namespace) -> int:
    """Put the stubs back."""
    from bizkit.workshop.kit import backups

    exercise = Kit.find().exercise(options.exercise)
    folder, names = backups.reset(exercise, options.file)
    print_folded(backups.in_words(exercise, folder, names))
    return PASSED


def restore(options: argparse.Namespace) -> int:
    """Bring a backup back, or list them."""
    from bizkit.workshop.kit import backups

    exercise = Kit.find().exercise(options.exercise)
    found = backups.backups(exercise)
    if options.list:
        for folder in found:
            print(f"{folder.name}: {', '.join(backups.files_in(folder))}")
        if not found:
            print(f"There is no backup of {exercise.name}.")
        return PASSED
    wanted = next((folder for folder in found if folder.name == options.backup), None)
    if options.backup and wanted is None:
        raise KitError(
            f"There is no backup {options.backup!r} of {exercise.name}."
            f" `workshop restore {exercise.name} --list` names those that there are."
        )
    chosen, present, names = backups.restore(exercise, wanted)
    print_folded(f"{', '.join(f'{exercise.name}/{name}' for name in names)}: back from {chosen.name}.")
    if present:
        print_folded(f"What was there until now is in {present.relative_to(exercise.kit.root)}.")
    if others := [folder.name for folder in reversed(found) if folder != chosen][:MOST_NAMED]:
        print_folded(
            f"Other backups: {', '.join(others)}. `workshop restore {exercise.name} {others[0]}` brings such a one"
            f" back, and `workshop restore {exercise.name} --list` names them all."
        )
    return PASSED


def run(options: argparse.Namespace) -> int:
    """Run an exercise until Ctrl+C."""
    kit = Kit.find()
    exercise = kit.exercise(options.exercise) if options.exercise else Progress(kit.root).current(kit)
    from bizkit.layers import LAYERS
    from bizkit.workshop.kit import runs
    from bizkit.workshop.processes import is_taken
    from bizkit.workshop.terminal.run import run as run_until_interrupted
    from bizkit.workshop.terminal.run import usual_port

    offered = {layer for each in exercise.manifest.runs for layer in each.layers}
    layers = {name: getattr(options, name) for name in LAYERS if getattr(options, name)}
    layers |= {name: value for name in offered - layers.keys() if (value := os.environ.get(LAYERS[name].setting))}
    chosen = runs.choose(exercise, options.run, layers, solutions=options.solutions)
    port = options.port or usual_port()
    if is_taken(port):
        raise KitError(
            f"Something listens on port {port} already. Stop it, or take another one:"
            f" workshop run {exercise.name} --port {port + 1}"
        )
    return run_until_interrupted(
        exercise, chosen, port, layers, solutions=options.solutions, open_it=options.open, poll=options.poll
    )


def compare(options: argparse.Namespace) -> int:
    """Show where the learner's answer and others differ."""
    kit = Kit.find()
    comparable = [exercise for exercise in kit.exercises if exercise.manifest.compare]
    exercise = kit.exercise(options.exercise) if options.exercise else (comparable or kit.exercises)[0]
    from bizkit.workshop.terminal import compare as comparing
    from bizkit.workshop.terminal import screen

    return comparing.main(exercise, screen.make_console(), details=options.details, row=options.row)


def doctor(options: argparse.Namespace) -> int:
    """What is wrong with this machine, and what to do about it. It prints plainly: rich may be what is missing."""
    kit = Kit.find()
    from bizkit.workshop.terminal.doctor import examine

    worst, width = PASSED, min(shutil.get_terminal_size().columns, 80)
    for finding in examine(kit, options.port):
        lines = textwrap.wrap(finding.what, width - 9, break_long_words=False, break_on_hyphens=False)
        print(f"{finding.state:<8} " + f"\n{'':<9}".join(lines))
        if finding.remedy:
            print(f"         -> {finding.remedy}")  # in one line, to be copied
        worst = max(worst, NOT_YET if finding.state == "problem" else PASSED)
    print("\nThere is something to mend." if worst else "\nYou can work.")
    return worst


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _print_notes(progress: Progress) -> None:
    for note in progress.notes:
        print_folded(f"Note: {note}", sys.stderr)

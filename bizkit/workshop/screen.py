"""What a learner sees: where they are, what came of a task, and the one next step.

Everything is said in words; colour only repeats it. A message keeps its lines, and its prose is folded to the width of
the terminal, down to 40 columns.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from bizkit.workshop.failure import laid_out
from bizkit.workshop.kit import Exercise, Kit, Task
from bizkit.workshop.progress import Progress
from bizkit.workshop.results import ExerciseResult, TaskResult

STYLES = {
    "passed": "green",
    "failed": "red",
    "error": "red",
    "timeout": "red",
    "not started": "yellow",
    "begun": "yellow",
}
WIDEST = 100
"""Lines of prose are no longer than this, however wide the terminal."""


def make_console() -> Console:
    """The console of a command: plain where the output is no terminal, or NO_COLOR is set."""
    return Console(highlight=False, soft_wrap=True)


def say(console: Console, text: str, style: str = "") -> None:
    """Print ``text`` folded to the width of the terminal."""
    console.print(Text(laid_out(text, min(console.width, WIDEST)), style=style))


def heading(console: Console, kit: Kit, progress: Progress, exercise: Exercise) -> None:
    """Where the learner is: the exercise, and how much of the workshop is done."""
    tasks = [task for each in kit.exercises for task in each.tasks if not task.bonus]
    passed = sum(progress.has_passed(task.id) for task in tasks)
    console.print(Text(exercise.title, style="bold"))
    console.print(progress_bar(passed, len(tasks), console))
    console.print()


def progress_bar(passed: int, total: int, console: Console) -> Text:
    """``[#####-----] 5 of 14 tasks passed``, in the characters that the terminal has."""
    full, empty = ("#", "-") if console.options.ascii_only else ("█", "░")
    width = max(6, min(24, console.width - 28))
    done = round(width * passed / max(total, 1))
    return Text.assemble((full * done, "green"), empty * (width - done), f" {passed} of {total} tasks passed")


def task_lines(
    console: Console, result: ExerciseResult, regressions: Collection[str] = (), next_task: str = ""
) -> None:
    """A line a task: its number, its outcome in a word, its title."""
    for task in result.tasks:
        line = Text(f"{task.id}  ")
        line.append(f"{task.outcome:<11}", style=STYLES[task.outcome])
        line.append(f"  {task.title}" + (" (bonus)" if task.bonus else ""))
        if task.id in regressions:
            line.append(" – passed before, fails now", style="red")
        if task.id == next_task:
            line.append(" <-- next", style="bold")
        console.print(line)


def task_whole(console: Console, exercise: Exercise, task: TaskResult) -> None:
    """All there is to say of a task that has not passed: the message, the exchange, what the learner's code printed."""
    width = min(console.width, WIDEST)
    console.print()
    console.print(Text(f"{task.id} {task.title}: {task.outcome}", style=f"bold {STYLES[task.outcome]}"))
    if where := _location(exercise, task.id):
        console.print(where)
    console.print()
    for line in laid_out(task.message, width).splitlines():
        console.print(Text(line, style="" if line.startswith(" ") else "bold"))
    if task.exchange:
        console.print(Text("The exchange:", style="bold"))
        for line in task.exchange.splitlines():
            console.print(Text(f"  {line}"))
    printed(console, task.stdout)


def printed(console: Console, stdout: str) -> None:
    """What the learner's code printed, apart from all that the kit says."""
    if stdout.strip():
        console.print()
        console.print(Text("--- What your code printed ---", style="bold"))
        console.print(Text(stdout.rstrip("\n")))
        console.print(Text("--- end of what your code printed ---", style="bold"))


def result_whole(
    console: Console, exercise: Exercise, result: ExerciseResult, regressions: Collection[str] = ()
) -> None:
    """A verdict: all tasks in a line each, then the first open one whole, and what comes next."""
    for note in result.notes:
        say(console, f"Note: {note}", "yellow")
    first = result.first_open
    task_lines(console, result, regressions, next_task=first.id if first else "")
    if first is not None and not (first.bonus and result.passed and first.outcome == "not started"):
        task_whole(console, exercise, first)
    else:
        printed(console, "".join(task.stdout for task in result.tasks))


def next_step(kit: Kit, progress: Progress, exercise: Exercise, result: ExerciseResult) -> str:
    """The one thing to do next, as a sentence."""
    first = result.first_open
    if first is not None and not result.passed:
        verb = "Begin with" if first.outcome == "not started" else "Go on with"
        return (
            f"Next: {verb} {first.id} in {_file_of(exercise, first.id)}. It is described in {exercise.name}/README.md."
        )
    following = [each for each in kit.exercises if each.name > exercise.name and not progress.is_done(each)]
    more = f" Or take the bonus {first.id} first." if first is not None else ""
    if following:
        return (
            f"{exercise.name} passed. Next: {following[0].name}, which begins in {following[0].name}/README.md.{more}"
        )
    if all(progress.is_done(each) for each in kit.exercises):
        return f"All exercises passed: you have built a framework.{more}"
    return f"{exercise.name} passed.{more}"


def links(console: Console, exercise: Exercise, task: str) -> None:
    """The file to work in and the README, as links where the terminal has them."""
    if where := _location(exercise, task):
        console.print(where)
    console.print(_link(f"{exercise.name}/README.md", exercise.folder / "README.md"))


def _location(exercise: Exercise, task: str) -> Text | None:
    name = _file_of(exercise, task)
    todo = exercise.todos().get(task)
    line = f":{todo[1]}" if todo else ""
    return _link(f"{name}{line}", exercise.kit.root / name)


def _file_of(exercise: Exercise, task: str) -> str:
    """The file that a task is about: where its TODO stands, or else the first file of the exercise."""
    todo = exercise.todos().get(task)
    return f"{exercise.name}/{todo[0] if todo else exercise.files[0]}"


def _link(text: str, path: Path) -> Text:
    return Text(text, style=f"link {path.as_uri()}")


def task_list(console: Console, kit: Kit, progress: Progress) -> None:
    """All exercises and their tasks, as far as is known without grading."""
    for exercise in kit.exercises:
        console.print(Text(exercise.title, style="bold"))
        todos = exercise.todos()
        for task in exercise.tasks:
            state = "passed" if progress.has_passed(task.id) else "not started" if task.id in todos else "begun"
            line = Text(f"  {task.id}  ")
            line.append(f"{state:<11}", style=STYLES[state])
            line.append(f"  {task.title}" + (" (bonus)" if task.bonus else ""))
            console.print(line)
        console.print()


def hint(console: Console, exercise: Exercise, task: Task, progress: Progress) -> None:
    """One hint more for ``task``, and how many there are. After the last one, all of them and where the answer is."""
    hints = exercise.hints.get(task.id, ())
    taken = progress.hints_taken(task.id)
    if taken >= len(hints):
        say(console, f"These are all {len(hints)} hints for {task.id}.")
        shown = list(enumerate(hints, start=1))
    else:
        shown = [(taken + 1, hints[taken])]
        progress.take_hint(task.id)
    for number, text in shown:
        console.print(Text(f"\nHint {number} of {len(hints)} for {task.id} {task.title}", style="bold"))
        console.print(Markdown(text), width=min(console.width, WIDEST), soft_wrap=False)
    if taken + 1 < len(hints):
        say(console, f"\n`workshop hint {task.id}` gives the next one.")
    else:
        say(
            console,
            f"\nStill stuck? `workshop show {exercise.name}` shows an answer beside yours. Asking is fine, too.",
        )

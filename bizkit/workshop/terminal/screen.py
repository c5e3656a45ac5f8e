"""What a learner sees: where they are, what came of a task, and the one next step.

Everything is said in words; colour only repeats it. A message keeps its lines, and its prose is folded to the width of
the terminal, down to 40 columns.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from bizkit.workshop.kit.exercises import Exercise, Kit, Task
from bizkit.workshop.kit.progress import Progress
from bizkit.workshop.kit.results import ExerciseResult, TaskResult
from bizkit.workshop.kit.stubs import file_of
from bizkit.workshop.terminal.layout import printed_by
from bizkit.workshop.text import in_short, laid_out

STYLES = {
    "passed": "green",
    "failed": "red",
    "error": "red",
    "timeout": "red",
    "not started": "yellow",
    "begun": "yellow",
}
REGRESSION = " – passed before, fails now"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
WIDEST = 100
"""Lines of prose are no longer than this, however wide the terminal."""


def make_console() -> Console:
    """The console of a command: plain where the output is no terminal, or NO_COLOR is set."""
    return Console(highlight=False, soft_wrap=True)


def say(console: Console, text: str, style: str = "") -> None:
    """Print ``text`` folded to the width of the terminal."""
    folded = laid_out(text, min(console.width, WIDEST)).replace("\N{NO-BREAK SPACE}", " ")
    console.print(Text(folded, style=style))


def heading(console: Console, kit: Kit, progress: Progress, exercise: Exercise) -> None:
    """Where the learner is: the exercise, and how much of the workshop is done."""
    say(console, exercise.title, "bold")
    done_so_far(console, kit, progress)


def done_so_far(console: Console, kit: Kit, progress: Progress) -> None:
    """How much of the workshop is done, as a bar and in words."""
    tasks = [task for each in kit.exercises for task in each.tasks if not task.bonus]
    passed = sum(progress.passes(task.id) for task in tasks)
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
        title = Text(_titled(task))
        if task.id in regressions:
            title.append(REGRESSION, style="red")
        if task.id == next_task:
            title.append(" <-- next", style="bold")
        _task_line(console, task.id, task.outcome, title)


def _titled(task: Task | TaskResult) -> str:
    return task.title + (" (bonus)" if task.bonus else "")


def _task_line(console: Console, number: str, state: str, title: Text) -> None:
    """One line, or more of them where the terminal is narrow: what runs over stands below the title."""
    head = Text.assemble(f"{number}  ", (f"{state:<11}", STYLES.get(state, "")), "  ")
    for line in title.wrap(console, max(20, console.width - len(head))):
        console.print(head + line)
        head = Text(" " * len(head))


def failure(console: Console, exercise: Exercise, task: TaskResult) -> None:
    """What came of a task that has not passed, where to look, and its message."""
    console.print(Text(f"{task.id} {task.title}: {task.outcome}", style=f"bold {STYLES[task.outcome]}"))
    console.print(_location(exercise, task))
    console.print()
    for line in laid_out(harmless(task.message), min(console.width, WIDEST)).splitlines():
        console.print(Text(line, style="" if line.startswith(" ") else "bold"))


def evidence(console: Console, result: ExerciseResult, task: TaskResult | None) -> None:
    """The exchange, and what the learner's code printed, for ``task`` (None: for all), apart from what the kit says."""
    if task is not None and task.exchange:
        console.print(Text("The exchange:", style="bold"))
        for line in harmless(task.exchange).splitlines():
            console.print(Text(f"  {line}"))
    stdout = task.stdout if task is not None else "".join(each.stdout for each in result.tasks)
    if stdout.strip():
        console.print()
        console.print(Text("--- What your code printed ---", style="bold"))
        console.print(Text(harmless(in_short(stdout.rstrip("\n")))))
        console.print(Text("--- end of what your code printed ---", style="bold"))


def harmless(text: str) -> str:
    """``text`` without what a terminal would obey: a learner's code may print anything."""
    return CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text.expandtabs(4).replace("\r\n", "\n"))


def task_to_tell(result: ExerciseResult) -> TaskResult | None:
    """The first open task, unless all is done but a bonus that was not begun."""
    first = result.first_open
    if first is None or result.kit_error or (first.bonus and result.passed and first.outcome == "not started"):
        return None
    return first


def verdict(
    console: Console, result: ExerciseResult, regressions: Collection[str] = (), *, mark_next: bool = True
) -> None:
    """What came of an exercise: its tasks in a line each. ``mark_next`` points to the first that is open."""
    for note in result.notes:
        say(console, f"Note: {note}", "yellow")
    first = result.first_open
    task_lines(console, result, regressions, next_task=first.id if first and mark_next else "")


def verdict_in_short(console: Console, result: ExerciseResult, regressions: Collection[str] = ()) -> None:
    """The same in a line for each outcome, where there is no room for more."""
    for outcome in STYLES:
        tasks = [f"{task.id}*" if task.bonus else task.id for task in result.tasks if task.outcome == outcome]
        if tasks:
            console.print(Text.assemble((f"{outcome}:", STYLES[outcome]), f" {' '.join(tasks)}"))
    if regressions:
        console.print(Text(f"passed before: {' '.join(regressions)}", style="red"))


def first_open(console: Console, exercise: Exercise, result: ExerciseResult) -> None:
    """The first open task whole. Where all is done but a bonus that was not begun, only what the code printed."""
    task = task_to_tell(result)
    if task is not None:
        failure(console, exercise, task)
    evidence(console, result, task)
    if task is not None or any(each.stdout.strip() for each in result.tasks):
        console.print()


def next_step(kit: Kit, progress: Progress, exercise: Exercise, result: ExerciseResult) -> str:
    """The one thing to do next, as a sentence."""
    first = result.first_open
    if first is not None and not result.passed:
        verb = "Begin with" if first.outcome == "not started" else "Go on with"
        return (
            f"Next: {verb} {first.id} in {_path_of(exercise, first.id)}. It is described in {exercise.name}/README.md."
        )
    judged = [task.id for task in result.tasks]
    still_open = [task for task in exercise.tasks if not (task.bonus or progress.passes(task.id))]
    if still_open:
        todos = exercise.todos()
        known = [task.id for task in still_open if progress.was_graded(task.id) or task.id in todos]
        # A task that was never graded and has no TODO any more may well be solved.
        goes_on = f"Next: {known[0]} in {_path_of(exercise, known[0])}. " if known else ""
        return (
            f"{' and '.join(judged)} passed. {goes_on}`workshop check {exercise.name}` grades all of {exercise.name}."
        )
    following = [each for each in kit.exercises if each.name > exercise.name and not progress.is_done(each)]
    more = f" Or take the bonus {first.id} first." if first is not None else ""
    if following:
        return (
            f"{exercise.name} passed. Next: {following[0].name}, which begins in {following[0].name}/README.md.{more}"
        )
    if lost := progress.lost(kit):
        words = (
            f"{' and '.join(task.id for task in lost)} passed before, and {'fails' if len(lost) == 1 else 'fail'} now"
        )
        return f"{exercise.name} passed. But {words}. Next: `workshop check {lost[0].exercise}`."
    if all(progress.is_done(each) for each in kit.exercises):
        return f"All exercises passed: you have built a framework.{more}"
    return f"{exercise.name} passed.{more}"


def _location(exercise: Exercise, task: TaskResult) -> Text:
    """The file and line to go to, as a link where the terminal has them."""
    name, line = _path_of(exercise, task.id), ""
    frames = re.findall(rf"{exercise.name}/([\w/]+\.py)(?::|\", line )(\d+)", task.message)
    if frames:
        name, line = f"{exercise.name}/{frames[-1][0]}", f":{frames[-1][1]}"
    elif (todo := exercise.todos().get(task.id)) and name.endswith(f"/{todo[0]}"):
        line = f":{todo[1]}"
    return Text(f"{name}{line}", style=f"link {(exercise.kit.root / name).as_uri()}")


def _path_of(exercise: Exercise, task: str) -> str:
    return f"{exercise.name}/{file_of(exercise, task)}"


def task_list(console: Console, kit: Kit, progress: Progress) -> None:
    """All exercises and their tasks, as far as is known without grading."""
    here = progress.current(kit).name
    for exercise in kit.exercises:
        say(console, exercise.title + (" <-- you are here" if exercise.name == here else ""), "bold")
        todos = exercise.todos()
        for task in exercise.tasks:
            state, title = "not started" if task.id in todos else "begun", Text(_titled(task))
            if progress.has_passed(task.id):
                state = progress.latest(task.id)
                title.append("" if progress.passes(task.id) else REGRESSION, style="red")
            _task_line(console, f"  {task.id}", state, title)
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
        # hyperlinks=False: the address is shown, for a terminal without links and for a pipe
        markdown, width = Markdown(text, hyperlinks=False), min(console.width, WIDEST)
        for line in printed_by(console, partial(console.print, markdown, width=width, soft_wrap=False)):
            folded = Text.from_ansi(line)
            folded.rstrip()  # Markdown fills each line up with blanks
            console.print(folded)
    if taken + 1 < len(hints):
        say(console, f"\n`workshop hint {task.id}` gives the next one.")
    else:
        say(
            console,
            f"\nStill stuck? `workshop show {exercise.name}` shows an answer beside yours. Asking is fine, too.",
        )

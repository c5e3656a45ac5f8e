"""``workshop`` on a terminal: it grades on each save, and listens for single keys."""

from __future__ import annotations

import _thread
import contextlib
import functools

from rich.console import Console

from bizkit.workshop.judge.grading import grade_until_interrupted
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit import backups
from bizkit.workshop.kit.exercises import Exercise, Kit, KitError
from bizkit.workshop.kit.progress import Progress
from bizkit.workshop.kit.results import ExerciseResult
from bizkit.workshop.processes import ending_signals, resizes
from bizkit.workshop.terminal import layout, screen
from bizkit.workshop.terminal.events import Events
from bizkit.workshop.terminal.keys import single_keys
from bizkit.workshop.terminal.run import Background
from bizkit.workshop.terminal.show import show

KEYS = {
    "h": ("hint", "a hint for the next open task, one more each time"),
    "w": ("whole", "all there is to say of the next open task"),
    "l": ("list", "all exercises and tasks, and how far you are"),
    "r": ("run", "serve the exercise and open it in the browser; again to stop"),
    "s": ("show", "an answer beside yours"),
    "x": ("reset", "begin the exercise again; yours is backed up first"),
    "c": ("check", "grade once more"),
    "n": ("next", "go to the next exercise"),
    "p": ("previous", "go to the exercise before"),
    "?": ("keys", "this list"),
    "q": ("quit", "the terminal is yours again; Ctrl+C does the same"),
}
FEW_KEYS = "h?q"


class Watch:
    """One session at the terminal. ``run`` lasts until the learner quits."""

    def __init__(self, kit: Kit, console: Console, *, poll: bool = False) -> None:
        self.kit = kit
        self.console = console
        self.poll = poll
        self.progress = Progress(kit.root)
        self.exercise = self.progress.current(kit)
        self.result: ExerciseResult | None = None
        self._regressions: tuple[str, ...] = ()
        self._events = Events()
        self._question: tuple[str, str] | None = None
        self._pool = ProcessPool()
        self._background = Background()
        self._grading = False
        self._on_screen = False  # whether the verdict is the last thing that was drawn
        self._note = ""

    def run(self) -> int:
        """Grade, wait for a save or a key, and so on. Returns 0."""
        patterns = [f"{each.name}/{pattern}" for each in self.kit.exercises for pattern in each.manifest.patterns]
        self._events.watch(self.kit.root, tuple(patterns), self.poll)
        try:
            with ending_signals(), resizes(self._resized), single_keys(self._pressed):
                self.check()
                while self._handle(*self._events.next()):
                    pass
        except KeyboardInterrupt:
            pass
        finally:
            self._background.stop()
            self._pool.close()
            with contextlib.suppress(OSError):  # the terminal may be gone
                self.console.print()
        return 0

    def _resized(self) -> None:
        self._events.put("resized")

    def _pressed(self, key: str) -> None:
        """Take a key, in the thread that reads them. Only q can't wait until an exercise is graded to its end."""
        if self._grading and key.lower() == "q":
            _thread.interrupt_main()
        else:
            self._events.put("key", key)

    def _handle(self, kind: str, what: str) -> bool:
        """React to one event. False when it was the last one."""
        if kind == "key":
            return self._key(what)
        if kind == "saved" and (exercise := self._exercise_of(what)):
            self._events.settle("saved")
            self.exercise = exercise
            self._background.saved(exercise)
            self.check()
        elif kind == "resized":
            self._events.settle("resized")
            if self._on_screen:
                self._draw()
        return True

    def _exercise_of(self, name: str) -> Exercise | None:
        """The exercise whose file was saved: a part of the answer, also one that the learner added, or a given one."""
        folder, _, path = name.partition("/")
        for exercise in self.kit.exercises:
            if exercise.name == folder and (exercise.manifest.is_answer(path) or exercise.manifest.is_given(path)):
                return exercise
        return None

    def check(self) -> None:
        """Grade the exercise, and draw what came out."""
        self._question = None
        if self.result is None:
            self.console.clear()
        self.console.print(f"Checking {self.exercise.name} …", end="\r")
        self._grading = True
        try:
            self.result = grade_until_interrupted(self.kit, self.exercise, pool=self._pool)
        finally:
            self._grading = False
        self._pool.renew()
        was_done = self.progress.is_done(self.exercise)
        self._regressions = self.progress.record(self.result)
        if not was_done and self.progress.is_done(self.exercise):
            self._note = self._way_on()
        self._draw()
        self._note = ""

    def _way_on(self) -> str:
        """How to go on after an exercise, "" where it was the last one."""
        following = self.progress.current(self.kit)
        if self.progress.is_done(following):
            return ""
        if following == self._neighbour(1):
            return f"Press n to go on to {following.name}; saving a file of it does the same."
        return f"Save a file of {following.name} to go on there."

    def _draw(self) -> None:
        """The verdict, in what the terminal has room for."""
        if self.result is None:
            return
        console, result = self.console, self.result
        task = screen.task_to_tell(result)
        printed_by = functools.partial(layout.printed_by, console)
        parts = layout.Parts(
            head=printed_by(self._head),
            tasks=printed_by(lambda: screen.verdict(console, result, self._regressions)),
            few_tasks=printed_by(lambda: screen.verdict_in_short(console, result, self._regressions)),
            message=printed_by(lambda: screen.failure(console, self.exercise, task)) if task else [],
            evidence=printed_by(lambda: screen.evidence(console, result, task)),
            foot=printed_by(console.print, self._next_step, console.print, self._bar),
            short_foot=printed_by(self._next_step, lambda: self._bar(FEW_KEYS)),
        )
        command = f"workshop check {task.id if task else self.exercise.name}"
        lines = layout.fitted(
            parts,
            console.height - 1,
            console.width,
            lambda count: printed_by(
                lambda: screen.say(
                    console, f"… {count} more line{'s' * (count > 1)}: press w, or run `{command}`.", "bold"
                )
            ),
        )
        console.clear()
        console.file.write("\n".join(lines) + "\n")
        console.file.flush()
        self._on_screen = True

    def _head(self) -> None:
        screen.heading(self.console, self.kit, self.progress, self.exercise)
        for note in self.progress.notes:
            screen.say(self.console, f"Note: {note}", "yellow")
        if self.result and self.result.kit_error:
            screen.say(self.console, self.result.kit_error, "red")

    def _next_step(self) -> None:
        if self.result and not self.result.kit_error:
            screen.say(self.console, screen.next_step(self.kit, self.progress, self.exercise, self.result), "bold")
        if self._note:
            screen.say(self.console, self._note)

    def _bar(self, keys: str = "".join(KEYS)) -> None:
        # A no-break space keeps a key and its word on one line.
        words = "  ".join(f"{key}\N{NO-BREAK SPACE}{KEYS[key][0]}" for key in keys)
        screen.say(self.console, f"Watching. {words}")
        if self._background.is_running:
            screen.say(self.console, self._background.in_words)

    def _key(self, key: str) -> bool:
        """What a key does. False for quit."""
        if self._question is not None:
            (_, word), self._question = self._question, None
            if key.lower() == "y":
                self._do(word)
            else:
                self.console.print("Cancelled.\n")
                self._bar()
            return True
        word, _ = KEYS.get(key.lower(), ("", ""))
        match word:
            case "quit":
                return False
            case "show" if not self.progress.is_done(self.exercise):
                self._ask(f"{self.exercise.name} has not passed yet. Show the answer all the same? (y/n)", word)
            case "reset":
                self._ask(f"Put the stubs of {self.exercise.name} back? A backup of yours is made first. (y/n)", word)
            case "":
                if key.isprintable() and key.strip():
                    self._do("keys")
            case _:
                self._do(word)
        return True

    def _ask(self, question: str, word: str) -> None:
        self._on_screen = False
        self._question = (question, word)
        screen.say(self.console, f"\n{question}", "bold")

    def _do(self, word: str) -> None:
        if word in ("check", "next", "previous"):
            self.exercise = self._neighbour(("previous", "check", "next").index(word) - 1)
            self.check()
            return
        self._on_screen = False
        self.console.print()
        try:
            self._tell(word)
        except KitError as error:
            screen.say(self.console, str(error), "red")
        self.console.print()
        self._bar()

    def _tell(self, word: str) -> None:
        """What a key prints below the verdict."""
        match word:
            case "hint":
                self._hint()
            case "whole" if self.result is not None:
                screen.first_open(self.console, self.exercise, self.result)
            case "list":
                screen.task_list(self.console, self.kit, self.progress)
            case "run":
                self._run()
            case "show":
                show(self.console, self.exercise)
            case "reset":
                folder, names = backups.reset(self.exercise)
                # The save that this was brings the next verdict, which repeats these words.
                self._note = backups.in_words(self.exercise, folder, names)
                screen.say(self.console, self._note)
            case "keys":
                for key, (name, words) in KEYS.items():
                    screen.say(self.console, f"{key}  {name:<9} {words}")

    def _neighbour(self, steps: int) -> Exercise:
        """The exercise so many steps further on, as far as there are any."""
        names = [each.name for each in self.kit.exercises]
        position = names.index(self.exercise.name) + steps
        return self.kit.exercises[max(0, min(position, len(names) - 1))]

    def _hint(self) -> None:
        first = self.result.first_open if self.result else None
        if first is None:
            self.console.print(f"All tasks of {self.exercise.name} have passed: there is nothing to hint at.")
        else:
            screen.hint(self.console, self.exercise, self.exercise.task(first.id), self.progress)

    def _run(self) -> None:
        """Run the exercise, and open it in the browser if it has pages; the second time, stop it."""
        background = self._background
        if background.is_running and background.exercise == self.exercise:
            background.stop()
            self.console.print("Stopped.")
            return
        if problem := background.start(self.exercise):
            screen.say(self.console, problem, "red")
            return
        in_use = f"; port {background.port_in_use} is in use" if background.port_in_use else ""
        screen.say(self.console, f"{background.in_words} (r stops it{in_use})")

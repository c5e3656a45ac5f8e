"""``workshop`` on a terminal: it grades on each save, and listens for single keys."""

from __future__ import annotations

import queue
import subprocess
import threading
import webbrowser
from pathlib import Path

from rich.console import Console

from bizkit.devserver.watching import saves
from bizkit.workshop import backups, running, screen
from bizkit.workshop.grading import cool_down, grade, warm_up
from bizkit.workshop.keys import single_keys
from bizkit.workshop.kit import Exercise, Kit, KitError
from bizkit.workshop.process import end, own_group
from bizkit.workshop.progress import Progress
from bizkit.workshop.results import ExerciseResult
from bizkit.workshop.servers import DEFAULT_PORT, free_port, is_taken, wait_until_taken
from bizkit.workshop.show import show

KEYS = {
    "h": "hint",
    "l": "list",
    "r": "run",
    "s": "show",
    "x": "reset",
    "c": "check",
    "n": "next",
    "p": "previous",
    "q": "quit",
}
SETTLE = 0.05
"""Seconds after a save in which more of them count as the same one: an editor writes a file in several steps."""


class Watch:
    """One session at the terminal. ``run`` lasts until the learner quits."""

    def __init__(self, kit: Kit, console: Console, *, poll: bool = False) -> None:
        self.kit = kit
        self.console = console
        self.poll = poll
        self.progress = Progress(kit.root)
        self.exercise = self.progress.current(kit)
        self.result: ExerciseResult | None = None
        self._events: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._question: tuple[str, str] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._address = ""

    def run(self) -> int:
        """Grade, wait for a save or a key, and so on. Returns 0."""
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            with single_keys(lambda key: self._events.put(("key", key))):
                self.check()
                while self._handle(*self._events.get()):
                    pass
        except KeyboardInterrupt:
            pass
        finally:
            self._stop_server()
            cool_down()
            self.console.print()
        return 0

    def _listen(self) -> None:
        for changed in saves(self.kit.root, self.poll):
            for name in sorted(changed):
                self._events.put(("saved", name))

    def _handle(self, kind: str, what: str) -> bool:
        """React to one event. False when it was the last one."""
        if kind == "saved":
            if exercise := self._exercise_of(what):
                self._settle()
                self.exercise = exercise
                self.check()
            return True
        return self._key(what)

    def _exercise_of(self, name: str) -> Exercise | None:
        """The exercise whose file was saved, if it is one that a learner writes."""
        path = Path(name)
        return next(
            (each for each in self.kit.exercises if path.parent == Path(each.name) and path.name in each.files), None
        )

    def _settle(self) -> None:
        """Take the saves that belong to this one out of the queue; keep the keys."""
        keys = []
        try:
            while True:
                event = self._events.get(timeout=SETTLE)
                if event[0] == "key":
                    keys.append(event)
        except queue.Empty:
            for event in keys:
                self._events.put(event)

    def check(self) -> None:
        """Grade the exercise, and draw what came out."""
        self._question = None
        self.console.clear()
        screen.heading(self.console, self.kit, self.progress, self.exercise)
        self.console.print(f"Checking {self.exercise.name} …")
        result = grade(self.kit, self.exercise)
        warm_up(self.exercise)
        was_done = self.progress.is_done(self.exercise)
        regressions = self.progress.record(result)
        self.result = result
        self._draw(result, regressions, moved_on=result.passed and not was_done)

    def _draw(self, result: ExerciseResult, regressions: tuple[str, ...], moved_on: bool) -> None:
        console = self.console
        console.clear()
        screen.heading(console, self.kit, self.progress, self.exercise)
        for note in self.progress.notes:
            screen.say(console, f"Note: {note}", "yellow")
        if result.kit_error:
            screen.say(console, result.kit_error, "red")
        else:
            screen.result_whole(console, self.exercise, result, regressions)
        console.print()
        screen.say(console, screen.next_step(self.kit, self.progress, self.exercise, result), "bold")
        following = self.progress.current(self.kit)
        if moved_on and following.name != self.exercise.name:
            screen.say(console, f"Press n to go on to {following.name}; saving a file of it does the same.")
        self._bar()

    def _bar(self) -> None:
        words = "  ".join(f"{key} {word}" for key, word in KEYS.items())
        screen.say(self.console, f"\nWatching. {words}" + (f"\nServing on {self._address}" if self._address else ""))

    def _key(self, key: str) -> bool:
        """What a key does. False for quit."""
        if self._question is not None:
            (_, word), self._question = self._question, None
            if key.lower() == "y":
                self._do(word)
            else:
                self.console.print("Nothing was changed.")
                self._bar()
            return True
        word = KEYS.get(key.lower(), "")
        match word:
            case "quit":
                return False
            case "show" if not self.progress.is_done(self.exercise):
                self._ask(f"{self.exercise.name} has not passed yet. Show the answer all the same? (y/n)", word)
            case "reset":
                self._ask(f"Put the stubs of {self.exercise.name} back? A backup of yours is made first. (y/n)", word)
            case "":
                if key.isprintable() and key.strip():
                    self._bar()
            case _:
                self._do(word)
        return True

    def _ask(self, question: str, word: str) -> None:
        self._question = (question, word)
        screen.say(self.console, f"\n{question}", "bold")

    def _do(self, word: str) -> None:
        try:
            match word:
                case "hint":
                    self._hint()
                case "list":
                    self.console.print()
                    screen.task_list(self.console, self.kit, self.progress)
                case "run":
                    self._run()
                case "show":
                    self.console.print()
                    show(self.console, self.exercise)
                case "reset":
                    folder, names = backups.reset(self.exercise)
                    screen.say(self.console, backups.in_words(self.exercise, folder, names))
                    return  # the save that this was brings the next verdict
                case "check" | "next" | "previous":
                    self._move(("previous", "check", "next").index(word) - 1)
                    return
        except KitError as error:
            screen.say(self.console, str(error), "red")
        self._bar()

    def _move(self, steps: int) -> None:
        """Go to another exercise, as far as there are any, and grade it."""
        names = [each.name for each in self.kit.exercises]
        position = names.index(self.exercise.name) + steps
        self.exercise = self.kit.exercises[max(0, min(position, len(names) - 1))]
        self.check()

    def _hint(self) -> None:
        first = self.result.first_open if self.result else None
        if first is None:
            self.console.print(f"All tasks of {self.exercise.name} have passed: there is nothing to hint at.")
        else:
            screen.hint(self.console, self.exercise, self.exercise.task(first.id), self.progress)

    def _run(self) -> None:
        """Serve the exercise beside the watch, and open it in the browser; a second time, stop it."""
        if self._server is not None:
            self._stop_server()
            self.console.print("Stopped serving.")
            return
        port = free_port() if is_taken(DEFAULT_PORT) else DEFAULT_PORT
        made = running.command(self.exercise, solutions=False, wrappers=None, port=port)
        self._server = running.start(
            self.exercise, made, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **own_group()
        )
        self._address = f"http://127.0.0.1:{port}/"
        screen.say(self.console, f"\nServing {made.what} on {self._address} (r stops it)")
        wait_until_taken(port)
        webbrowser.open(self._address)

    def _stop_server(self) -> None:
        if self._server is not None:
            end(self._server)
        self._server, self._address = None, ""

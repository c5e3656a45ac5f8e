"""How long a learner waits for a verdict, as ratios to a bare pytest in the same run.

    python tests/benchmarks/grading.py [ROUNDS]

Three things take turns, round by round, so that a busy machine slows all of them alike:

- bare: `pytest` on a file with five tests that assert a little, as a process of its own, without other plugins;
- check: `workshop check ex2 --json` on a solved exercise, as a process of its own;
- save: from saving ex2/hello.py to the verdict, in the warm process of watch mode.

Prints the median of each and the median of the ratios, beside the targets of CONTRIBUTING.md. A wrong verdict ends it
with 1; a ratio over its target is said and no more, for a busy machine is no fault of a change.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kits import make_kit, solution

from bizkit.watching import saves
from bizkit.workshop.judge.grading import grade
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit.exercises import Exercise

TARGETS = {"check": 1.3, "save": 0.5}
FIVE_TESTS = "\n".join(f"def test_{number}():\n    assert {number} + 1 == {number + 1}\n" for number in range(5))


def environment() -> dict[str, str]:
    """The variables of a learner's terminal: Python keeps what it compiled, as it does unless it is told not to."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def bare(folder: Path) -> float:
    """Seconds of a bare pytest on five tests."""
    (folder / "test_five.py").write_text(FIVE_TESTS, encoding="utf-8")
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "test_five.py"],
        cwd=folder,
        env=environment() | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
    )
    took = time.perf_counter() - started
    if b"5 passed" not in done.stdout:
        raise SystemExit(f"The bare pytest did not pass:\n{done.stdout.decode()}")
    return took


def check(exercise: Exercise) -> float:
    """Seconds of `workshop check ex2 --json`."""
    command = Path(sys.executable).with_name("workshop")
    started = time.perf_counter()
    done = subprocess.run(
        [command, "check", "ex2", "--json"], cwd=exercise.kit.root, env=environment(), capture_output=True
    )
    took = time.perf_counter() - started
    if not json.loads(done.stdout)["passed"]:
        raise SystemExit(f"The check did not pass:\n{done.stdout.decode()}")
    return took


class Saver:
    """Saves a file, and grades as soon as the file system tells of it, as the watch does."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.told: Iterator[set[str]] = saves(exercise.kit.root)
        self.numbers = itertools.count(1)
        next(self.told)
        self.pool = ProcessPool()
        grade(exercise.kit, exercise, pool=self.pool)
        self.pool.renew()

    def measure(self) -> float:
        """Seconds from the save to the verdict."""
        path = self.exercise.folder / "hello.py"
        text = solution("ex2")["hello.py"] + f"\n# save {next(self.numbers)}\n"
        time.sleep(0.3)  # the learner thinks; meanwhile the next process has started
        saved: list[float] = []

        def save() -> None:
            saved.append(time.perf_counter())
            path.write_text(text, encoding="utf-8")

        threading.Timer(0.05, save).start()
        while not any("hello.py" in name for name in next(self.told)):
            pass
        result = grade(self.exercise.kit, self.exercise, pool=self.pool)
        took = time.perf_counter() - saved[0]
        self.pool.renew()
        if not result.passed:
            raise SystemExit("The verdict after a save was wrong.")
        return took


def main(rounds: int) -> int:
    times: dict[str, list[float]] = {"bare": [], "check": [], "save": []}
    with tempfile.TemporaryDirectory() as folder:
        exercise = make_kit(Path(folder) / "kit", "ex2", solution("ex2"))
        alone = Path(folder) / "alone"
        alone.mkdir()
        saver = Saver(exercise)
        for counted in range(-1, rounds):  # the first round warms the disk
            taken = {"bare": bare(alone), "check": check(exercise), "save": saver.measure()}
            if counted >= 0:
                for name, seconds in taken.items():
                    times[name].append(seconds)
        saver.pool.close()
    for name, seconds in times.items():
        ratio = statistics.median(one / base for one, base in zip(seconds, times["bare"], strict=True))
        target = TARGETS.get(name)
        wanted = f"  (target: at most {target}{'' if ratio <= target else ', MISSED'})" if target else ""
        print(f"{name:<6} {statistics.median(seconds) * 1000:6.0f} ms   {ratio:.2f} x bare{wanted}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 9))

"""How a slow gate works: it goes through its cases until its time is up, and fails when it saw fewer than a quarter.

The time of each gate is in `.ci/budgets.toml`; with WORKSHOP_GATES=all there is no limit (`.ci/run --all` sets it). The
cases whose inputs changed in the last commits come first. The others are shuffled by the id of the commit: each commit
sees other cases, and a second look at one commit sees the same.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import time
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from kits import ROOT

BUDGETS = ROOT / ".ci" / "budgets.toml"
LEAST_SHARE = 0.25
RECENT = 5
"""How many commits count as the last ones."""
T = TypeVar("T")


@dataclass(frozen=True)
class Mutant:
    """A file of the kit with one change in it. ``was`` and ``now`` are the changed lines, without their indent."""

    file: str
    was: str
    now: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.file, self.was, self.now)

    def __str__(self) -> str:
        return f"{self.file}\n    was: {self.was}\n    now: {self.now}"


class Gate:
    """One slow gate, by its name in `.ci/budgets.toml`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seconds = None if os.environ.get("WORKSHOP_GATES") == "all" else budget(name)
        self.seen = self.total = 0

    def results(
        self, cases: Sequence[T], work: Callable[[T], Any], inputs: Callable[[T], Collection[str]], processes: int = 0
    ) -> Iterator[tuple[T, Any]]:
        """Each case and what ``work`` makes of it, on all cores, until the time is up.

        ``inputs`` are the paths from the kit's root on which a case depends: files, or folders.
        """
        self.total = len(cases)
        waiting = iter(in_order(cases, inputs, commit(), changed()))
        processes = processes or os.cpu_count() or 1
        running: dict[Future[Any], T] = {}
        # Forked, so that what a script was told on its command line holds in its processes, too.
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
        with ProcessPoolExecutor(processes, multiprocessing.get_context(method)) as pool:
            ends = float("inf") if self.seconds is None else time.monotonic() + self.seconds
            while True:
                while len(running) < processes and time.monotonic() < ends:
                    if (case := next(waiting, None)) is None:
                        break
                    running[pool.submit(work, case)] = case
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    self.seen += 1
                    yield running.pop(done), done.result()

    def saw_enough(self) -> bool:
        """Say how many cases of how many were seen. Whether that is enough."""
        enough = self.seen >= LEAST_SHARE * self.total
        limit = "without a limit" if self.seconds is None else f"in at most {self.seconds:g} s"
        print(f"{self.name}: saw {self.seen} of {self.total} cases {limit}{'' if enough else ': TOO FEW'}.", flush=True)
        return enough


def budget(name: str) -> float:
    """The seconds that a gate may take."""
    return float(tomllib.loads(BUDGETS.read_text(encoding="utf-8"))["seconds"][name])


def in_order(
    cases: Sequence[T], inputs: Callable[[T], Collection[str]], shuffled_by: str, changed: Collection[str]
) -> list[T]:
    """The cases in the order in which a gate takes them."""
    shuffled = random.Random(shuffled_by).sample(cases, len(cases))

    def is_old(case: T) -> bool:
        return not any(name == path or name.startswith(f"{path}/") for path in inputs(case) for name in changed)

    return sorted(shuffled, key=is_old)


def commit() -> str:
    """The id of the commit, "" outside of a repository."""
    return _git("rev-parse", "HEAD").strip()


def changed() -> set[str]:
    """The files that the last commits changed, from the kit's root."""
    last = _git("log", f"-{RECENT}", "--format=", "--name-only", "--relative")
    return set(last.splitlines()) - {""}


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8")
    return done.stdout if done.returncode == 0 else ""

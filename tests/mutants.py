"""Do the graders see every mistake? Mutates each reference answer in all ways that cosmic-ray knows, and grades that.

    python tests/mutants.py            all exercises
    python tests/mutants.py ex2 ex3    some of them

Each mutant must fail its exercise's own grader, or stand in equivalent_mutants.toml with the reason why it is right.
Exits with 1 when one survives, or when a listed one is no longer made.
"""

from __future__ import annotations

import ast
import difflib
import os
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from kits import ROOT, make_kit, solution

from bizkit.workshop.judge.grading import grade

TIME_LIMIT = 2.0
"""Seconds a task: a mutant that never ends is as dead as one that answers wrongly."""
OPERATORS = [made() for name in sorted(operator_names()) if not (made := get_operator(name)).arguments()]
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.toml"


@dataclass(frozen=True)
class Mutant:
    """A reference answer with one change in it. ``was`` and ``now`` are the changed lines, without their indent."""

    exercise: str
    file: str
    was: str
    now: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (f"{self.exercise}/{self.file}", self.was, self.now)

    def __str__(self) -> str:
        return f"{self.exercise}/{self.file}\n    was: {self.was}\n    now: {self.now}"


def mutants(exercise: str) -> Iterator[Mutant]:
    """All mutants of the reference answer to ``exercise``, each meaning once."""
    for file, source in solution(exercise).items():
        seen = {meaning(source)}
        for operator in OPERATORS:
            for occurrence in count():
                if (mutated := mutate_code(source, operator, occurrence)) is None:
                    break
                if (meant := meaning(mutated)) not in seen:
                    seen.add(meant)
                    yield Mutant(exercise, file, *changed_lines(source, mutated), mutated)


def changed_lines(before: str, after: str) -> tuple[str, str]:
    diff = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    was, now = (" ".join(line[2:].strip() for line in diff if line.startswith(sign)) for sign in "-+")
    return was, now


def meaning(source: str) -> str:
    """What of the source is run: all but its annotations, which a mutation may change without any effect."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(tree)


def survives(mutant: Mutant) -> bool:
    """Whether the exercise's own grader lets the mutant pass, bonus tasks and all."""
    with tempfile.TemporaryDirectory() as folder:
        answers = solution(mutant.exercise) | {mutant.file: mutant.source}
        made = make_kit(Path(folder) / "kit", mutant.exercise, answers)
        result = grade(made.kit, made, time_limit=TIME_LIMIT, first_failure_only=True)
        return all(task.passed for task in result.tasks)


def main(names: list[str]) -> int:
    every = [mutant for name in names or ("ex1", "ex2", "ex3", "ex4") for mutant in mutants(name)]
    listed = {
        (one["file"], one["was"], one["now"]): one["because"]
        for one in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    }
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        alive = [mutant for mutant, lives in zip(every, pool.map(survives, every, chunksize=4), strict=True) if lives]
    # A busy machine kills, too: what is listed and died is run once more, alone.
    alive += [mutant for mutant in every if mutant.key in listed and mutant not in alive and survives(mutant)]
    unlisted = [mutant for mutant in alive if mutant.key not in listed]
    files = {mutant.key[0] for mutant in every}
    stale = [key for key in listed if key[0] in files and key not in {mutant.key for mutant in alive}]
    for mutant in unlisted:
        print(f"survived: {mutant}")
    for file, was, now in stale:
        print(f"listed as equivalent, but not alive: {file}\n    was: {was}\n    now: {now}")
    print(f"{len(every)} mutants, {len(every) - len(alive)} killed, {len(alive) - len(unlisted)} listed as equivalent")
    return 1 if unlisted or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

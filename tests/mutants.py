"""Do the graders see every mistake? Mutates each reference answer in all ways that cosmic-ray knows, and grades that.

    python tests/mutants.py            all exercises
    python tests/mutants.py ex2 ex3    some of them

Each mutant must fail its exercise's own grader, or stand in equivalent_mutants.toml with the reason why it is right.
Exits with 1 when one survives, or when a listed one is no longer made.
"""

from __future__ import annotations

import ast
import difflib
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from gates import Gate, Mutant
from kits import ROOT, make_kit, put, solution

from bizkit.workshop.judge.grading import grade
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.kit.exercises import Exercise, Kit

TIME_LIMIT = 4.0
"""Seconds per task: a mutant that never ends is as dead as one that answers wrongly."""
OPERATORS = [made() for name in sorted(operator_names()) if not (made := get_operator(name)).arguments()]
FOLDER = ""
"""Where the kits of this run are; it is deleted at the end."""
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.toml"


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
                    yield Mutant(f"{exercise}/{file}", *changed_lines(source, mutated), mutated)


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


_pool = ProcessPool(keep=True)
_kits: dict[str, Exercise] = {}
"""What a process keeps from one mutant to the next: it ends with the gate."""


def survives(mutant: Mutant) -> bool:
    """Whether the exercise's own grader lets the mutant pass, bonus tasks and all."""
    name, _, file = mutant.file.partition("/")
    if name not in _kits:
        _kits[name] = make_kit(Path(tempfile.mkdtemp(prefix="mutants-", dir=FOLDER)), name, {})
    made = put(_kits[name], solution(name) | {file: mutant.source})
    result = grade(made.kit, made, time_limit=TIME_LIMIT, first_failure_only=True, pool=_pool)
    return all(task.passed for task in result.tasks)


def inputs(mutant: Mutant) -> list[str]:
    name = mutant.file.partition("/")[0]
    return [f"solutions/{name}", f"{name}/test_{name}.py", "bizkit/workshop/judge"]


def main(names: list[str]) -> int:
    chosen = names or [exercise.name for exercise in Kit(ROOT).exercises]
    every = [mutant for name in chosen for mutant in mutants(name)]
    listed = {
        (one["file"], one["was"], one["now"]): one["because"]
        for one in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    }
    gate, seen, alive = Gate("mutants_of_solutions"), [], []
    for mutant, lives in gate.results(every, survives, inputs):
        seen.append(mutant)
        # A busy machine kills, too: what is listed and died is run once more, alone.
        if lives or (mutant.key in listed and survives(mutant)):
            alive.append(mutant)
    _pool.close()
    unlisted = [mutant for mutant in alive if mutant.key not in listed]
    files = {mutant.file for mutant in every}
    made, living = {mutant.key for mutant in every}, {mutant.key for mutant in alive}
    died = {mutant.key for mutant in seen} - living
    stale = [key for key in listed if key[0] in files and (key not in made or key in died)]
    for mutant in unlisted:
        print(f"survived: {mutant}")
    for file, was, now in stale:
        print(f"listed as equivalent, but not alive: {file}\n    was: {was}\n    now: {now}")
    print(f"{len(seen)} mutants, {len(seen) - len(alive)} killed, {len(alive) - len(unlisted)} listed as equivalent")
    return 0 if gate.saw_enough() and not unlisted and not stale else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as FOLDER:
        sys.exit(main(sys.argv[1:]))

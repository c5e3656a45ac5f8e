"""Does the contract see every mistake? Mutates the request and response layer, and runs its tests on each mutant.

    python tests/mutants_of_layers.py            a sample of 200 mutants, the same in each run
    python tests/mutants_of_layers.py 1000 7     so many, of another sample
    python tests/mutants_of_layers.py all        every one, which takes hours

Each mutant is one change in a copy of bizkit. Prints those that live. Exits with 1 when fewer than 90 % are killed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from kits import ROOT
from mutants import OPERATORS, changed_lines, meaning

MUTATED = ("exceptions.py", "datastructures", "wrappers")
TESTS = ("tests/contract", "tests/bizkit/test_by_hand.py", "tests/bizkit/test_datastructures.py")
SLOW = ("tests/contract/test_fuzz.py", "tests/contract/test_differential.py")
TIME_LIMIT = 120.0
"""Seconds: a mutant that never ends is as dead as one that fails."""
WANTED = 0.9


@dataclass(frozen=True)
class Mutant:
    """A module of bizkit with one change in it."""

    file: str
    was: str
    now: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}\n    was: {self.was}\n    now: {self.now}"


def places() -> Iterator[tuple[Path, int, int]]:
    """Where a change can be made: a module, the number of the operator, and which of its places in there."""
    for name in MUTATED:
        path = ROOT / "bizkit" / name
        for module in [path] if path.is_file() else sorted(path.rglob("*.py")):
            counting = Counting()
            counting.walk(get_ast(module.read_text(encoding="utf-8")))
            for number, found in enumerate(counting.found):
                yield from ((module, number, occurrence) for occurrence in range(found))


class Counting(Visitor):
    """Counts the places of each operator in a module."""

    def __init__(self) -> None:
        self.found = [0] * len(OPERATORS)

    def visit(self, node: object) -> object:
        for number, operator in enumerate(OPERATORS):
            self.found[number] += sum(1 for _ in operator.mutation_positions(node))
        return node


def mutant(place: tuple[Path, int, int]) -> Mutant | None:
    """The mutant with this change; None where it means nothing else than before, or is no Python."""
    module, number, occurrence = place
    source = module.read_text(encoding="utf-8")
    mutated = mutate_code(source, OPERATORS[number], occurrence)
    try:
        if mutated is None or meaning(mutated) == meaning(source):
            return None
    except SyntaxError:  # such as `if not a := b:`, which no suite is needed for
        return None
    return Mutant(module.relative_to(ROOT).as_posix(), *changed_lines(source, mutated), mutated)


def survives(mutant: Mutant) -> bool:
    """Whether all tests of the layer pass on the mutant."""
    with tempfile.TemporaryDirectory() as folder:
        kit = Path(folder)
        for name in ("bizkit", "solutions", "tests"):
            shutil.copytree(ROOT / name, kit / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", kit)
        (kit / mutant.file).write_text(mutant.source, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:xdist", "-p", "no:cacheprovider", *TESTS]
        try:
            ran = subprocess.run(
                [*command, *(f"--ignore={name}" for name in SLOW)],
                cwd=kit,
                env=os.environ | {"PYTHONPATH": str(kit), "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                timeout=TIME_LIMIT,
            )
        except subprocess.TimeoutExpired:
            return False
        return ran.returncode == 0


def main(size: str = "200", seed: str = "1") -> int:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        every = list(places())
        random.Random(int(seed)).shuffle(every)
        made = (found for place in every if (found := mutant(place)))
        sample = list(made if size == "all" else islice(made, int(size)))
        alive = [each for each, lives in zip(sample, pool.map(survives, sample), strict=True) if lives]
    for each in alive:
        print(f"survived: {each}")
    share = 1 - len(alive) / len(sample)
    killed = len(sample) - len(alive)
    print(f"{len(sample)} mutants of {len(every)} places, {killed} killed: {share:.0%}, wanted {WANTED:.0%}")
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Does the contract see every mistake? Mutates the request and response layer, and runs its tests on each mutant.

    python tests/mutants_of_layers.py            a sample of 200 mutants, the same in each run
    python tests/mutants_of_layers.py 1000 7     so many, of another sample
    python tests/mutants_of_layers.py all        every one, which takes hours
    python tests/mutants_of_layers.py again LOG  those that live in the output of another run
    python tests/mutants_of_layers.py listed     those that are listed as equivalent, which must live

Each mutant is one change in a copy of bizkit. Prints those that live. Exits with 1 when fewer than 90 % are killed, and
when one is killed that is listed as equivalent: those don't count.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code
from gates import Gate, Mutant
from kits import ROOT
from mutants import OPERATORS, changed_lines, meaning

MUTATED = ("grammar.py", "error_pages.py", "exceptions.py", "datastructures", "wrappers")
DESCRIPTIONS = ("interface.py", "values.py", "header_values.py")
"""Protocols, which do nothing: type checkers hold them, in tests/types."""
TESTS = ("tests/contract", "tests/bizkit/test_by_hand.py", "tests/bizkit/test_datastructures.py")
SLOW = ("tests/contract/test_fuzz.py", "tests/contract/test_differential.py")
TIME_LIMIT = 120.0
"""Seconds: a mutant that never ends is as dead as one that fails."""
WANTED = 0.9
# What these change is whether equal objects must be one, too. The layer asks `==` of text, bytes and numbers, of which
# CPython keeps one of some and several of others, and `is` of None, True, False and objects of its own, which equal
# nothing else: one is as good as the other, but for what depends on the interpreter.
MEAN_THE_SAME = ("_Eq_Is", "_NotEq_IsNot", "_Is_Eq", "_IsNot_NotEq")
COUNTED = [not type(operator).__name__.endswith(MEAN_THE_SAME) for operator in OPERATORS]
NEVER_RUN = "if TYPE_CHECKING:"
"""What stands below is for type checkers: a test that looked whether it is run would test nothing of the layer."""

EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "bizkit/datastructures/field_values.py",
        "if end == len(value):",
        "if end >= len(value):",
    ): "No match ends behind the text.",
    (
        "bizkit/wrappers/by_hand/cookies.py",
        "while position < len(text):",
        "while position != len(text):",
    ): "No match ends behind the text.",
    (
        "bizkit/wrappers/by_hand/etags.py",
        "while position < len(text):",
        "while position != len(text):",
    ): "No match ends behind the text.",
    (
        "bizkit/wrappers/by_hand/response.py",
        'return self._status[0] == "1" or self._status[:3] in NOT_SENT',
        'return self._status[0] <= "1" or self._status[:3] in NOT_SENT',
    ): "No status begins with a 0.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length <= PIECE else b""',
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length == PIECE else b""',
    ): "What is not read here, the stream below reads.",
    (
        "bizkit/wrappers/by_hand/multipart.py",
        "searched = max(0, len(self._buffer) - self._begin - len(delimiter) + 1)",
        "searched = max(0, len(self._buffer) - self._begin >> len(delimiter) + 1)",
    ): "The search begins earlier, where nothing was found before.",
    (
        "bizkit/wrappers/by_hand/multipart.py",
        "searched = max(0, len(self._buffer) - self._begin - len(delimiter) + 1)",
        "searched = max(0, len(self._buffer) - self._begin - len(delimiter) // 1)",
    ): "The search begins earlier, where nothing was found before.",
    (
        "bizkit/wrappers/by_hand/multipart.py",
        "searched = max(0, len(self._buffer) - self._begin - len(delimiter) + 1)",
        "searched = max(0, len(self._buffer) - self._begin - len(delimiter) + 0)",
    ): "The search begins earlier, where nothing was found before.",
    (
        "bizkit/wrappers/by_hand/ranges.py",
        "least: int | None = 0  # where the next range may start: nowhere, after one that goes to the end",
        "least: int | None = -1  # where the next range may start: nowhere, after one that goes to the end",
    ): "Digits alone make no number below 0.",
    (
        "bizkit/wrappers/by_hand/request_content.py",
        "if most is not None and (self.content_length or 0) > most:",
        "if most is not None and (self.content_length or -1) > most:",
    ): "Where no length is announced, the content itself is measured below.",
    (
        "bizkit/wrappers/on_werkzeug/request.py",
        "if most is not None and (self.content_length or 0) > most:",
        "if most is not None and (self.content_length or -1) > most:",
    ): "Where no length is announced, the content itself is measured below.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        "if len(data) < length:",
        "if len(data) <= length:",
    ): "Of a content that is all there, the stream below reads nothing.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        "if len(data) < length:",
        "if len(data) != length:",
    ): "Of a content that is all there, the stream below reads nothing.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        "if len(data) < length:",
        "if len(data) is not length:",
    ): "Of a content that is all there, the stream below reads nothing.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length <= PIECE else b""',
        'data: bytes = environ["wsgi.input"].read(length) if 0 <= length <= PIECE else b""',
    ): "What is not read here, the stream below reads.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length <= PIECE else b""',
        'data: bytes = environ["wsgi.input"].read(length) if 0 != length <= PIECE else b""',
    ): "What is not read here, the stream below reads.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length <= PIECE else b""',
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length < PIECE else b""',
    ): "What is not read here, the stream below reads.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length <= PIECE else b""',
        'data: bytes = environ["wsgi.input"].read(length) if -1 < length <= PIECE else b""',
    ): "What is not read here, the stream below reads.",
    (
        "bizkit/wrappers/by_hand/streams.py",
        'data: bytes = environ["wsgi.input"].read(length) if 0 < length <= PIECE else b""',
        'data: bytes = environ["wsgi.input"].read(length) if 1 < length <= PIECE else b""',
    ): "What is not read here, the stream below reads.",
    (
        "bizkit/wrappers/by_hand/response_head.py",
        "@lru_cache(64)",
        "@lru_cache( 65)",
    ): "How many results are kept changes nothing but how long it takes.",
    (
        "bizkit/wrappers/by_hand/response_head.py",
        "@lru_cache(64)",
        "@lru_cache( 63)",
    ): "How many results are kept changes nothing but how long it takes.",
    (
        "bizkit/wrappers/by_hand/multipart.py",
        "searched = max(0, size - 3)",
        "searched = max(0, size - 4)",
    ): "The search begins earlier, where nothing was found before.",
    (
        "bizkit/wrappers/by_hand/multipart.py",
        "searched = max(0, size - 3)",
        "searched = max( -1, size - 3)",
    ): "The search begins earlier, where nothing was found before.",
    (
        "bizkit/wrappers/on_werkzeug/request.py",
        'environ = {key: value for key, value in environ.items() if key != "wsgi.input_terminated"}',
        'environ = {key: value for key, value in environ.items() if key < "wsgi.input_terminated"}',
    ): "Of the keys that come after it, nobody is asked for the value here.",
    (
        "bizkit/datastructures/headers.py",
        "others = [field for field in self._list[index + 1 :] if field[0].lower() != wanted]",
        "others = [field for field in self._list[index | 1 :] if field[0].lower() != wanted]",
    ): "The field at the place itself has the name, and is left out for that.",
    (
        "bizkit/datastructures/headers.py",
        "others = [field for field in self._list[index + 1 :] if field[0].lower() != wanted]",
        "others = [field for field in self._list[index // 1 :] if field[0].lower() != wanted]",
    ): "The field at the place itself has the name, and is left out for that.",
    (
        "bizkit/datastructures/headers.py",
        "others = [field for field in self._list[index + 1 :] if field[0].lower() != wanted]",
        "others = [field for field in self._list[index * 1 :] if field[0].lower() != wanted]",
    ): "The field at the place itself has the name, and is left out for that.",
    (
        "bizkit/datastructures/headers.py",
        "others = [field for field in self._list[index + 1 :] if field[0].lower() != wanted]",
        "others = [field for field in self._list[index ** 1 :] if field[0].lower() != wanted]",
    ): "The field at the place itself has the name, and is left out for that.",
    (
        "bizkit/datastructures/headers.py",
        "others = [field for field in self._list[index + 1 :] if field[0].lower() != wanted]",
        "others = [field for field in self._list[index + 0 :] if field[0].lower() != wanted]",
    ): "The field at the place itself has the name, and is left out for that.",
    (
        "bizkit/wrappers/by_hand/response_head.py",
        "return int(self._status[:3])",
        "return int(self._status[: 4])",
    ): "The fourth character of a status is a space, which int() strips.",
    (
        "bizkit/wrappers/by_hand/conditional.py",
        'if wanted is not None and (wanted.units != "bytes" or len(wanted.ranges) > 1):',
        'if wanted is not None and (wanted.units != "bytes" or len(wanted.ranges) != 1):',
    ): "What was parsed has one range at least.",
    (
        "bizkit/exceptions.py",
        "elif 400 <= code < 600:",
        "elif 400 < code < 600:",
    ): "400 has a class of its own, and does not get here.",
    (
        "bizkit/exceptions.py",
        "elif 400 <= code < 600:",
        "elif 401 <= code < 600:",
    ): "400 has a class of its own, and does not get here.",
    (
        "bizkit/wrappers/by_hand/urls.py",
        "if match is None or int(match[3] or 0) > 65535 or not _is_address(match[2]) or not _is_readable(host):",
        "if match is None or int(match[3] or 1) > 65535 or not _is_address(match[2]) or not _is_readable(host):",
    ): "Any number up to 65535 will do where there is no port.",
    (
        "bizkit/wrappers/by_hand/urls.py",
        "if match is None or int(match[3] or 0) > 65535 or not _is_address(match[2]) or not _is_readable(host):",
        "if match is None or int(match[3] or -1) > 65535 or not _is_address(match[2]) or not _is_readable(host):",
    ): "Any number up to 65535 will do where there is no port.",
    (
        "bizkit/datastructures/field_values.py",
        "if end < len(value) and value[end] == '\"':",
        "if end != len(value) and value[end] == '\"':",
    ): "No match ends beyond the text.",
    (
        "bizkit/grammar.py",
        "weight = float(text) if _WEIGHT.fullmatch(text) else -1",
        "weight = float(text) if _WEIGHT.fullmatch(text) else ~1",
    ): "Anything below 0 is left out.",
    (
        "bizkit/grammar.py",
        "weight = float(text) if _WEIGHT.fullmatch(text) else -1",
        "weight = float(text) if _WEIGHT.fullmatch(text) else - 2",
    ): "Anything below 0 is left out.",
}
"""File, line and changed line -> why the mutant answers as the layer does, whatever it is sent."""


def places() -> Iterator[tuple[Path, int, int]]:
    """Where a change can be made: a module, the number of the operator, and which of its places in there."""
    for name in MUTATED:
        path = ROOT / "bizkit" / name
        for module in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if module.name in DESCRIPTIONS:
                continue
            counting = Counting()
            counting.walk(get_ast(module.read_text(encoding="utf-8")))
            for number, found in enumerate(counting.found):
                yield from ((module, number, occurrence) for occurrence in range(found) if COUNTED[number])


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
    was, now = changed_lines(source, mutated)
    return None if was == NEVER_RUN else Mutant(module.relative_to(ROOT).as_posix(), was, now, mutated)


def written(file: str, was: str, now: str) -> list[Mutant]:
    """The mutants that have ``now`` in place of the line ``was``: one for each such line in ``file``."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines(keepends=True)
    return [
        Mutant(file, was, now, "".join([*lines[:place], line.replace(was, now), *lines[place + 1 :]]))
        for place, line in enumerate(lines)
        if line.strip() == was
    ]


def said_to_live(log: str) -> list[Mutant]:
    """The mutants that the output of a run has as survivors, as far as their lines are still there."""
    found = re.findall(r"survived: (\S+)\n    was: (.*)\n    now: (.*)\n", log)
    return [each for key in found for each in written(*key)]


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


def chosen(size: str, seed: str) -> list[Mutant]:
    """The mutants that a run is about. A sample also holds those of the listed ones that it came by."""
    if size == "again":
        return said_to_live(Path(seed).read_text(encoding="utf-8"))
    if size == "listed":
        return [each for key in EQUIVALENT for each in written(*key)]
    every = list(places())
    random.Random(int(seed)).shuffle(every)
    print(f"There are {len(every)} places to change.")
    sample: list[Mutant] = []
    left = len(every) if size == "all" else int(size)
    for place in every:
        if left and (found := mutant(place)):
            sample.append(found)
            left -= found.key not in EQUIVALENT
    return sample


def main(size: str = "200", seed: str = "1") -> int:
    made, sample, alive = chosen(size, seed), [], []
    gate = Gate("mutants_of_layers")
    for each, lives in gate.results(made, survives, lambda mutant: [mutant.file, *TESTS]):
        sample.append(each)
        if lives:
            alive.append(each)
            reason = EQUIVALENT.get(each.key)
            print(f"survived: {each}" if reason is None else f"listed as equivalent: {each}\n    because: {reason}")
        if gate.seen % 20 == 0:
            print(f"{gate.seen} of {gate.total} are run.", flush=True)
    # A busy machine kills, too: what is listed and died is run once more, alone.
    alive += [each for each in sample if each.key in EQUIVALENT and each not in alive and survives(each)]
    counted = [each for each in sample if each.key not in EQUIVALENT]
    unlisted = [each for each in alive if each.key not in EQUIVALENT]
    stale = [key for key in EQUIVALENT if not written(*key)]
    stale += [each.key for each in sample if each.key in EQUIVALENT and each not in alive]
    for file, was, now in stale:
        print(f"listed as equivalent, but not alive: {file}\n    was: {was}\n    now: {now}")
    killed = len(counted) - len(unlisted)
    share = killed / len(counted) if counted else 1.0
    left_out = len(sample) - len(counted)
    print(f"{len(counted)} mutants, {killed} killed: {share:.0%}, wanted {WANTED:.0%}; {left_out} listed as equivalent")
    return 0 if gate.saw_enough() and share >= WANTED and not stale else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The stubs as they were handed out, to begin an exercise again without git and without a network.

They are kept beside this file in stubs.json, a snapshot of the exercise folders::

    python -m bizkit.workshop.kit.stubs      takes it anew, after a stub was changed

`tests/test_kit.py` proves that the snapshot is what is committed.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from bizkit.workshop.kit.exercises import Exercise, Kit, KitError, todos_in

SNAPSHOT = Path(__file__).with_name("stubs.json")


def pristine(exercise: Exercise) -> dict[str, str]:
    """The stubs of ``exercise``: file name -> content. Raises `KitError` when the snapshot has none."""
    prefix = f"{exercise.name}/"
    found = {name.removeprefix(prefix): text for name, text in _snapshot().items() if name.startswith(prefix)}
    if not found:
        raise KitError(f"{SNAPSHOT.name} has no stubs of {exercise.name}. Fetch the kit again from where you got it.")
    return found


def file_of(exercise: Exercise, task: str) -> str:
    """The name of the file that ``task`` is about: where its TODO stands in the stub, whatever became of it since."""
    try:
        todo = todos_in(pristine(exercise)).get(task)
    except KitError:  # an exercise in the making has no snapshot yet
        todo = exercise.todos().get(task)
    return todo[0] if todo else exercise.files[0]


def take(kit: Kit) -> dict[str, str]:
    """The learner's files of all exercises as they stand: ``"ex2/hello.py"`` -> content."""
    return {
        f"{exercise.name}/{name}": (exercise.folder / name).read_text(encoding="utf-8")
        for exercise in kit.exercises
        for name in exercise.files
    }


@cache
def _snapshot() -> dict[str, str]:
    try:
        snapshot = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KitError(f"{SNAPSHOT} can't be read ({error}). Fetch the kit again from where you got it.") from error
    return {str(name): str(text) for name, text in snapshot.items()}


def main() -> int:
    """Take the snapshot."""
    found = take(Kit.find())
    SNAPSHOT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    print(f"{SNAPSHOT.name}: {len(found)} stubs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The stubs as they were handed out, to begin an exercise again without git and without a network.

They are kept beside this file in stubs.json, a snapshot of the stubs and the given files of all exercises. What is not
text is kept there as base64. This takes the snapshot again, after a stub or a given file was changed::

    python -m bizkit.workshop.kit.stubs

The kit's tests prove that the snapshot is what is committed.
"""

from __future__ import annotations

import base64
import json
import sys
from functools import cache
from pathlib import Path

from bizkit.workshop.kit.exercises import Exercise, Kit, KitError, todos_in
from bizkit.workshop.kit.manifest import problems

SNAPSHOT = Path(__file__).with_name("stubs.json")


def handed_out(exercise: Exercise) -> dict[str, bytes]:
    """All that an exercise hands out, stubs and given files: path -> content.

    Raises `KitError` when the snapshot has nothing of ``exercise``.
    """
    prefix = f"{exercise.name}/"
    found = {path.removeprefix(prefix): kept for path, kept in _snapshot().items() if path.startswith(prefix)}
    if not found:
        raise KitError(f"{SNAPSHOT.name} has no stubs of {exercise.name}. Fetch the kit again from where you got it.")
    return {path: _unpacked(kept) for path, kept in found.items()}


def pristine(exercise: Exercise) -> dict[str, str]:
    """The stubs alone, those that are text: path -> content. Raises `KitError` as `handed_out` does."""
    answer = {path: data for path, data in handed_out(exercise).items() if exercise.manifest.is_answer(path)}
    return {path: data.decode("utf-8") for path, data in answer.items() if is_text(data)}


def is_text(content: bytes) -> bool:
    """Whether ``content`` is UTF-8, as every file is that people edit here."""
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def file_of(exercise: Exercise, task: str) -> str:
    """The path of the file that ``task`` is about: where its TODO stands in the stub, whatever became of it since."""
    try:
        todo = todos_in(pristine(exercise)).get(task)
    except KitError:  # an exercise in the making has no snapshot yet
        todo = exercise.todos().get(task)
    return todo[0] if todo else exercise.files[0]


def take(kit: Kit) -> dict[str, bytes]:
    """The stubs and the given files of all exercises as they are now: path from the kit's root -> content.

    Raises `KitError` when an exercise.toml doesn't fit the files beside it.
    """
    found = {}
    for exercise in kit.exercises:
        tasks = tuple(task.id for task in exercise.tasks)
        if wrong := problems(exercise.manifest, exercise.folder, exercise.reference, tasks):
            raise KitError("\n".join(wrong))
        stubs = exercise.manifest.answer_in(exercise.folder)
        for path in (*stubs, *exercise.manifest.given_in(exercise.folder)):
            found[f"{exercise.name}/{path}"] = (exercise.folder / path).read_bytes()
    return found


def _packed(content: bytes) -> str | dict[str, str]:
    return content.decode("utf-8") if is_text(content) else {"base64": base64.b64encode(content).decode("ascii")}


def _unpacked(kept: str | dict[str, str]) -> bytes:
    return kept.encode("utf-8") if isinstance(kept, str) else base64.b64decode(kept["base64"])


@cache
def _snapshot() -> dict[str, str | dict[str, str]]:
    try:
        snapshot: dict[str, str | dict[str, str]] = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KitError(f"{SNAPSHOT} can't be read ({error}). Fetch the kit again from where you got it.") from error
    return snapshot


def main() -> int:
    """Take the snapshot."""
    try:
        found = take(Kit.find())
    except KitError as error:
        print(error, file=sys.stderr)
        return 1
    kept = {path: _packed(content) for path, content in found.items()}
    SNAPSHOT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    print(f"{SNAPSHOT.name}: {len(found)} files.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

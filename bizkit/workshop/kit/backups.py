"""Begin an exercise again, and bring back what was there: ``workshop reset`` and ``workshop restore``.

Nothing of a learner's is ever lost: each of the two first copies the files that it is about to change into a folder of
``.workshop/backups/`` with the date and the time in its name, unless they are the stub's. Files that a learner added
are never changed. A backup has the same subfolders as the exercise.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.kit.progress import state_folder, write_atomically
from bizkit.workshop.kit.stubs import handed_out


def backups(exercise: Exercise) -> list[Path]:
    """The folders of all backups of ``exercise``, the oldest first."""
    folder = state_folder(exercise.kit.root) / "backups"
    return sorted(folder.glob(f"{exercise.name}-*")) if folder.is_dir() else []


def back_up(exercise: Exercise, paths: Iterable[str]) -> Path | None:
    """Copy the files at these paths. Returns the new folder, or None if none of them is there."""
    there = [path for path in paths if (exercise.folder / path).is_file()]
    if not there:
        return None
    stamp = f"{exercise.name}-{datetime.now():%Y-%m-%d-%H%M%S}"
    parent = state_folder(exercise.kit.root) / "backups"
    folder, number = parent / stamp, 1
    while folder.exists():
        number += 1
        folder = parent / f"{stamp}-{number:02d}"
    # A full disk stops it halfway. Half a backup must not be there to be restored, so it gets its name at the end.
    unfinished = parent / f".{folder.name}"
    try:
        for path in there:
            (unfinished / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(exercise.folder / path, unfinished / path)
        os.replace(unfinished, folder)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise KitError(f"No backup could be made in {parent} ({error.strerror}), so nothing was changed.") from error
    return folder


def reset(exercise: Exercise, name: str | None = None) -> tuple[Path | None, list[str]]:
    """Put the stubs and the given files back: all of ``exercise``, or the one at the path ``name``.

    Returns the backup of what was there (None when there was nothing), and the paths of the files that are as handed
    out again. Raises `KitError` for a file that the exercise does not hand out.
    """
    files = handed_out(exercise)
    if name is not None and name not in files:
        raise KitError(f"{exercise.name} has no stub {name!r}. It has {', '.join(files)}.")
    wanted = {path: content for path, content in files.items() if name in (None, path)}
    folder = None if _holds(exercise, wanted) else back_up(exercise, wanted)
    _write(exercise, wanted, folder)
    return folder, [path for path in wanted if exercise.manifest.is_answer(path) or path == name]


def in_words(exercise: Exercise, folder: Path | None, names: list[str]) -> str:
    """What a reset did, in words."""
    kept = f" Yours are in {folder.relative_to(exercise.kit.root)}." if folder else ""
    back = f" `workshop restore {exercise.name}` brings them back." if folder else ""
    return f"{', '.join(f'{exercise.name}/{name}' for name in names)}: the stub is back.{kept}{back}"


def restore(exercise: Exercise, folder: Path | None = None) -> tuple[Path, Path | None, list[str]]:
    """Bring the newest backup back that is not what is there already, or the one in ``folder``.

    Returns that backup, the backup of what was there until now (None where that is kept already, or the stub), and the
    names of the files. Raises `KitError` when there is nothing to bring back.
    """
    found = backups(exercise)
    if not found:
        raise KitError(f"There is no backup of {exercise.name}. `workshop reset {exercise.name}` makes one.")
    chosen = folder or next((each for each in reversed(found) if not _holds(exercise, files_in(each))), None)
    if chosen is None:
        raise KitError(f"What the backups of {exercise.name} hold is there already: nothing was changed.")
    files = files_in(chosen)
    known = [handed_out(exercise), *(files_in(each) for each in found)]
    is_kept = any(set(files) <= set(each) and _holds(exercise, {name: each[name] for name in files}) for each in known)
    present = None if is_kept else back_up(exercise, files)
    _write(exercise, files, present)
    return chosen, present, list(files)


def files_in(folder: Path) -> dict[str, bytes]:
    """What a backup holds: path -> content."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _holds(exercise: Exercise, files: dict[str, bytes]) -> bool:
    """Whether the exercise has just these ``files``, however their lines end."""
    there = {name: exercise.folder / name for name in files}
    return all(path.is_file() and _lines(path.read_bytes()) == _lines(files[name]) for name, path in there.items())


def _lines(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _write(exercise: Exercise, files: dict[str, bytes], backup: Path | None) -> None:
    """Write ``files`` into the exercise. ``backup`` is where its own are by now, if there was something to keep."""
    kept = f" A backup of your files is in {backup.relative_to(exercise.kit.root)}." if backup else ""
    for name, content in files.items():
        try:
            write_atomically(exercise.folder / name, content)
        except OSError as error:
            raise KitError(f"{exercise.name}/{name} can't be written ({error.strerror}).{kept}") from error

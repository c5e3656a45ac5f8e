"""How a process that runs a learner's code is ended, and every process that it has started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MARK = "WORKSHOP_FAMILY"
"""The environment variable by which a process is known to descend from one that was started with `start`."""
MOST_ROUNDS = 20
PROC = Path("/proc")


def start(command: list[str], environment: Mapping[str, str], **options: Any) -> subprocess.Popen[bytes]:
    """Start ``command`` so that `end` ends all of it. ``options`` go to Popen."""
    return _Family(command, env={**environment, MARK: uuid.uuid4().hex}, **own_group(), **options)


def own_group() -> dict[str, Any]:
    """Popen arguments that put a process into a group of its own, so that Ctrl+C is ours, and `end` ends all of it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def end(process: subprocess.Popen[bytes]) -> None:
    """End ``process``, every process in its `own_group`, and (on Linux, after `start`) those that have left it."""
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if sys.platform == "linux" and isinstance(process, _Family):
        for _ in range(MOST_ROUNDS):  # one that is ended may have started another in the meantime
            if not (left := list(_descendants(process.mark, process.pid))):
                return
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)


class _Family(subprocess.Popen[bytes]):
    """A process, and the mark that it and its descendants bear."""

    def __init__(self, command: list[str], *, env: Mapping[str, str], **options: Any) -> None:
        self.mark = f"{MARK}={env[MARK]}".encode("ascii")
        super().__init__(command, env=env, **options)


def _descendants(mark: bytes, ancestor: int) -> Iterator[int]:
    """The processes that bear ``mark``. Only those that are younger than the ``ancestor`` are looked at."""
    for name in os.listdir(PROC):
        if not (name.isdigit() and int(name) > ancestor):
            continue
        with contextlib.suppress(OSError):  # gone since, or somebody else's
            if mark in (PROC / name / "environ").read_bytes().split(b"\0"):
                yield int(name)

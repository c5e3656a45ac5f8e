"""Paths that a client sends, in a URL or as the name of a file."""

from __future__ import annotations

# Windows opens one of these instead of a file, in any folder and with any extension. A path that is safe on one system
# should be safe on all, so they are refused everywhere.
DEVICES = frozenset(
    {"AUX", "CON", "CONIN$", "CONOUT$", "NUL", "PRN"}
    | {f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"}
)


def is_portable(path: str) -> bool:
    """Whether every system takes this path for the same file.

    False for a NUL, which ends a path early; for a backslash, which Windows takes for a slash; and for a device.
    """
    if "\\" in path or "\0" in path:
        return False
    return not any(name.partition(":")[0].partition(".")[0].strip().upper() in DEVICES for name in path.split("/"))

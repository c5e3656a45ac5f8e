"""Files in a kit that could have a say in how pytest or Python runs, and have none when an exercise is graded."""

from __future__ import annotations

import sys
from pathlib import Path

SETTINGS = frozenset(
    {"conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "tox.ini", "setup.cfg"}
)
STARTS = frozenset({"sitecustomize", "usercustomize", "pytest", "_pytest", "pluggy", "bizkit", "werkzeug", "waitress"})
"""What Python itself, or the judge, would import. The standard library's names count besides."""


def not_used(folder: Path) -> list[str]:
    """The strays in the exercise ``folder`` and in the kit's root: their names as seen from there, in order."""
    found = [path for parent in (folder, folder.parent) for path in _files(parent) if _is_stray(path, folder)]
    return [path.relative_to(folder.parent).as_posix() for path in found]


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_stray(path: Path, folder: Path) -> bool:
    is_module = path.suffix == ".py" or (path / "__init__.py").is_file()
    if path.parent == folder:
        is_test = is_module and (path.stem.startswith("test_") or path.stem.endswith("_test"))
        if path.name == "pyproject.toml" or (is_test and path.stem != f"test_{folder.name}"):
            return True
    elif path.name == "bizkit":
        return False
    return path.name in SETTINGS or (is_module and (path.stem in STARTS or path.stem in sys.stdlib_module_names))

"""The address under which an install names the graders' plugin, `bizkit.workshop.judge.pytest_plugin`.

Every pytest of the environment loads this module, whatever it tests. It brings the graders in, with their options, for
a run that is about a kit: about the kit's root, or about something in one of its exercise folders. In any other run it
does nothing, and unless a pyproject.toml nearby mentions a workshop, it imports nothing.
"""

from __future__ import annotations

import copy
import os
from functools import cache
from pathlib import Path

import pytest

GRADERS = "bizkit.workshop.judge.pytest_plugin"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Register the graders' plugin: the arguments are known by now, and no conftest.py has been loaded yet."""
    # In `--task N.M exN`, the option isn't known yet, so what follows its value may be among the unknown arguments.
    known, unknown = parser.parse_known_and_unknown_args(args, copy.copy(early_config.option))
    named = named_paths([*known.file_or_dir, *unknown], early_config.invocation_params.dir)
    paths = list(named.values()) or [early_config.invocation_params.dir]
    if any(is_about_a_kit(path) for path in paths) and not early_config.pluginmanager.has_plugin(GRADERS):
        from bizkit.workshop.judge import pytest_plugin

        early_config.pluginmanager.register(pytest_plugin, GRADERS)
        pytest_plugin.take_over(early_config, paths)
        pytest_plugin.make_readable(args, named)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave a kit's exercises out of a run that only comes across them: without their plugin no task can pass."""
    if config.pluginmanager.has_plugin(GRADERS) or not mentions_a_workshop(collection_path.parent):
        return None
    from bizkit.workshop.kit.exercises import exercise_folder

    return True if exercise_folder(collection_path) == collection_path else None  # False would overrule other plugins


def named_paths(arguments: list[str], folder: Path) -> dict[str, Path]:
    """Return those of the ``arguments`` that name something on disk, seen from ``folder``, with their absolute paths.

    A test may follow a path (``exN/test_exN.py::test_page``), unless the whole argument is a path that exists.
    """
    named: dict[str, Path] = {}
    for argument in arguments:
        for name in (argument, argument.partition("::")[0]):
            path = Path(os.path.abspath(folder / name))
            if _exists(path):
                named[name] = path
                break
    return named


def is_about_a_kit(path: Path) -> bool:
    """Whether ``path`` is the root of a kit, or lies in one of its exercise folders."""
    if not any(mentions_a_workshop(folder) for folder in (path, *path.parents)):
        return False
    from bizkit.workshop.kit.exercises import exercise_folder, is_kit

    return is_kit(path) or exercise_folder(path) is not None


@cache
def mentions_a_workshop(folder: Path) -> bool:
    """Whether the folder's pyproject.toml may have a ``[tool.workshop]`` table, at a glance."""
    try:
        return b"workshop" in (folder / "pyproject.toml").read_bytes()
    except OSError:
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # longer than a file name can be, or with a null byte: it names something else
        return False

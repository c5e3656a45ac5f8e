"""A module taken apart into units, and put together again: its statements, and the members of its classes.

A unit is known by the names that it gives, dotted for a member: ``"Request.args"``. The comments above it are a part
of it. That is all that it takes to make the file that lies between two files, of some units of this one and some of
that one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

DOCSTRING, PROGRAM, END = "__doc__", "__main__", "__end__"
"""How units without a name of their own are called: the docstring, `if __name__ == …`, comments at the very end."""


@dataclass(frozen=True)
class Unit:
    """A statement, or the head or a member of a class."""

    key: str
    """Its first name."""
    names: tuple[str, ...]
    text: str
    """Its lines, without blank ones around them, each with its line end."""
    kind: str
    """``import``, ``definition`` (of a function or a class), ``member``, or ``statement``."""
    after: str
    """The key of the unit before it in its file; empty for the first."""
    gap: int
    """How many blank lines are between the two."""
    uses: frozenset[str]
    """The names that it uses: its module's, and its class's members as ``Class.member``."""


def split(source: str, whole: Collection[str] = ()) -> list[Unit]:
    """The units of a module. Each class in ``whole`` is one unit; any other is a head and its members."""
    lines = source.splitlines(keepends=True)
    units: list[Unit] = []
    done = 0  # lines

    def add(names: Sequence[str], last: int, kind: str, uses: Collection[str]) -> None:
        nonlocal done
        first = done
        while first < last and not lines[first].strip():
            first += 1
        text = "".join(lines[first:last]).rstrip() + "\n"
        units.append(
            Unit(names[0], tuple(names), text, kind, units[-1].key if units else "", first - done, frozenset(uses))
        )
        done = first + text.count("\n")

    for node in ast.parse(source).body:
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.ClassDef) and node.name not in whole and len(node.body) > 1:
            members = node.body[1:] if ast.get_docstring(node) is not None else node.body
            head = node.body[0].end_lineno if members is not node.body else _first_line(members[0]) - 1
            add([node.name], head or node.lineno, "definition", _names_used(*node.bases, *node.decorator_list))
            own = {name for member in members for name in _names_given(member)}
            for member in members:
                names = [f"{node.name}.{name}" for name in _names_given(member)]
                uses = _names_used(member) | {f"{node.name}.{each}" for each in _attributes(member) & own}
                add(names, member.end_lineno or member.lineno, "member", uses)
        else:
            add(_names_given(node), last, _kind(node), _names_used(node))
    if "".join(lines[done:]).strip():
        add([END], len(lines), "statement", ())
    return units


def join(units: Sequence[Unit]) -> str:
    """The module that consists of these units, with as many blank lines between them as there would be."""
    text = ""
    for before, unit in zip([None, *units], units, strict=False):
        if before is not None:
            text += "\n" * (unit.gap if unit.after == before.key else _gap(before, unit))
        text += unit.text
    return text


def _gap(before: Unit, unit: Unit) -> int:
    if unit.kind == "member":
        return 1
    if "definition" in (before.kind, unit.kind) or before.kind == "member":
        return 2
    return 0 if before.kind == unit.kind == "import" and _origin(before) == _origin(unit) else 1


def _origin(unit: Unit) -> str:
    """Where an import is from: the standard library, a package, or beside."""
    module = unit.text.split()[1]
    if module.startswith("."):
        return "beside"
    return "standard" if module.partition(".")[0] in sys.stdlib_module_names else "package"


def _kind(node: ast.stmt) -> str:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return "import"
    return "definition" if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else "statement"


def _names_given(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Import() | ast.ImportFrom():
            return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        case ast.Assign():
            return [each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
        case ast.AnnAssign(target=ast.Name() as target):
            return [target.id]
        case ast.Expr(value=ast.Constant()):
            return [DOCSTRING]
        case ast.If():
            return [PROGRAM]
    raise ValueError(f"line {node.lineno}: a step can't be made of such a statement ({type(node).__name__})")


def _names_used(*nodes: ast.AST) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def _attributes(node: ast.AST) -> set[str]:
    return {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def _first_line(node: ast.stmt) -> int:
    decorators: Iterator[int] = (each.lineno for each in getattr(node, "decorator_list", ()))
    return min([node.lineno, *decorators])

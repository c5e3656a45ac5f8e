"""How much of the framework's typing is real: `Any` is for what really is anything."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUDGET = 10
"""Uses of `Any` per 1,000 lines."""
IGNORED = re.compile(r"#.*\b(?:(?:type|pyright): ignore|pyright: \w+=)")


def uses_of_any(source):
    """The lines on which a checker is told to look away: `Any` and its aliases, `cast`, and ignored errors."""
    tree = ast.parse(source)
    imported = {"Any": "Any", "cast": "cast"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("typing", "typing_extensions"):
            imported |= {name.asname: name.name for name in node.names if name.asname and name.name in ("Any", "cast")}
    # An alias of Any, such as `Anything = Any`, counts wherever it is used.
    imported |= {
        target.id: "Any"
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and imported.get(node.value.id) == "Any"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(tree):
        if (isinstance(node, ast.Name) and node.id in imported) or (
            isinstance(node, ast.Attribute) and ast.unparse(node) in ("typing.Any", "typing.cast")
        ):
            found.append(node.lineno)
        elif isinstance(node, (ast.arg, ast.AnnAssign)) and isinstance(node.annotation, ast.Constant):
            found += [node.lineno for name in imported if re.search(rf"\b{name}\b", str(node.annotation.value))]
    comments = (t for t in tokenize.generate_tokens(io.StringIO(source).readline) if t.type == tokenize.COMMENT)
    return found + [token.start[0] for token in comments if IGNORED.search(token.string)]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("from typing import Any\n\ndef f(x: Any) -> Any: ...\n", 2),
        ("from typing import Any as Anything\nx: Anything = 1\n", 1),
        ("from typing import Any\nAnything = Any\nx: Anything = 1\n", 3),
        ("import typing\nx: dict[str, typing.Any] = {}\n", 1),
        ("from typing import cast\nx = cast(int, y)\n", 1),
        ("from typing import Any\nx: 'Any' = 1\n", 1),
        ("x = f()  # type: ignore[arg-type]\ny = f()  # pyright: ignore\n", 2),
        ("# pyright: reportReturnType=false\n", 1),
        ('"""Any of these."""\n# Any comment\nx = "Any"\n', 0),
    ],
)
def test_each_way_of_looking_away_is_counted(source, count):
    assert len(uses_of_any(source)) == count


def test_any_is_used_at_most_ten_times_in_a_thousand_lines():
    used, lines = [], 0
    for path in sorted((ROOT / "bizkit").rglob("*.py")):
        if path.is_relative_to(ROOT / "bizkit" / "workshop"):
            continue
        source = path.read_text(encoding="utf-8")
        lines += source.count("\n")
        used += [f"{path.relative_to(ROOT)}:{line}" for line in uses_of_any(source)]
    assert len(used) * 1000 <= BUDGET * lines, "\n".join(used)

"""How much of the framework's typing is real: `Any` is for what really is anything."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from bizkit.layers import LAYERS
from bizkit.wrappers import by_hand, interface, on_werkzeug

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


def members(protocol):
    """The names that a protocol asks for."""
    return {name for base in protocol.__mro__ for name in vars(base) if name.isidentifier() and name[:1] != "_"}


@pytest.mark.parametrize("twin", [by_hand, on_werkzeug])
def test_a_twin_offers_the_names_of_the_interface_and_no_other(twin):
    assert members(interface.Layer) == set(twin.__all__)


def test_what_the_loader_asks_of_a_module_is_what_the_interface_says():
    assert members(interface.Required) == set(LAYERS["wrappers"].required)


@pytest.mark.parametrize("name", ["Request", "Response"])
def test_the_interface_of_a_class_has_what_it_requires_of_any_module(name):
    assert members(getattr(interface, f"Required{name}")) <= members(getattr(interface, name))


@pytest.mark.parametrize("name", ["Request", "Response"])
@pytest.mark.parametrize("twin", [by_hand, on_werkzeug])
def test_every_member_of_the_interface_has_words(name, twin):
    """Each of the two classes, and each member of it, says what it is."""
    protocol = getattr(interface, name)
    wordless = [
        each for each in members(protocol) if not (getattr(vars(protocol)[each], "__doc__", None) or "").strip()
    ]
    assert protocol.__doc__
    assert wordless == []

"""Which way imports point. The rules are those of the house; each is read out of the source."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STANDARD = sys.stdlib_module_names
LAYERS = ["wrappers", "routing", "templating", "data", "serving", "messaging"]


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted((ROOT / "bizkit").rglob("*.py"))}


def imported(path, *, inside_functions=True):
    """The full names of all that a file imports, but for type checkers: `from a import b` is both a and a.b."""
    found = set()

    def visit(node, package):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            found.update({module, *(f"{module}.{alias.name}" for alias in node.names)})
        for child in ast.iter_child_nodes(node):
            if inside_functions or not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                visit(child, package)

    name = module_name(path).split(".")
    visit(ast.parse(path.read_text(encoding="utf-8")), name if path.name == "__init__.py" else name[:-1])
    return {each for each in found if each != "__future__" and not each.startswith("__future__.")}


def foreign(names, *allowed):
    """Those of the names that are neither in the standard library nor in one of the allowed modules."""
    return {
        name
        for name in names
        if name.partition(".")[0] not in STANDARD
        and name != "bizkit"
        and not any(name == module or name.startswith(f"{module}.") for module in allowed)
    }


def layers(suffix=""):
    return [name for name in MODULES if name.count(".") >= 2 and name.split(".")[1] in LAYERS and suffix in name]


def test_exceptions_and_datastructures_are_the_ground_floor():
    assert foreign(imported(MODULES["bizkit.look"])) == set()
    assert foreign(imported(MODULES["bizkit.exceptions"]), "bizkit.look") == set()
    for name in (name for name in MODULES if name.startswith("bizkit.datastructures")):
        assert foreign(imported(MODULES[name]), "bizkit.exceptions", "bizkit.datastructures") == set()


@pytest.mark.parametrize("name", layers("by_hand"))
def test_what_is_by_hand_imports_the_standard_library_and_the_ground_floor(name):
    own = ".".join(name.split(".")[:3])  # a twin that is a folder imports its own modules
    assert foreign(imported(MODULES[name]), "bizkit.exceptions", "bizkit.datastructures", own) == set()


@pytest.mark.parametrize("name", [name for name in MODULES if "on_" not in name and "workshop" not in name])
def test_a_library_that_a_twin_wraps_is_imported_by_that_twin_alone(name):
    wrapped = {twin.rpartition(".on_")[2] for twin in layers(".on_")}
    assert {each for each in imported(MODULES[name]) if each.partition(".")[0] in wrapped} == set()


@pytest.mark.parametrize("name", layers())
def test_twins_never_import_each_other(name):
    layer, twin = name.split(".")[1:3]
    others = {other for other in layers() if other.split(".")[1] == layer and other.split(".")[2] != twin}
    assert imported(MODULES[name]) & others == set()


def below(*folders):
    """What the modules in these folders of bizkit import."""
    return {
        each
        for name in MODULES
        if name.split(".")[1:2] in ([folder] for folder in folders)
        for each in imported(MODULES[name])
    }


def test_routing_knows_no_request():
    assert not [each for each in below("routing") if each.startswith("bizkit.wrappers")]


def test_templating_and_data_know_no_http():
    http = ("bizkit.wrappers", "http", "wsgiref", "urllib.request")
    assert not [each for each in below("templating", "data") if each.startswith(http)]


@pytest.mark.parametrize("name", ["bizkit.application", "bizkit.loading", "bizkit.config", "bizkit.wrappers"])
def test_the_application_is_given_its_twins_and_imports_none(name):
    assert imported(MODULES[name]) & set(layers()) == set()


@pytest.mark.parametrize("name", [name for name in MODULES if "workshop" not in name])
def test_what_stands_on_top_is_imported_by_nothing_below(name):
    top = {"testing", "serving", "messaging", "cli", "__main__", "devserver"}
    below = name.split(".")[1:2] and name.split(".")[1] not in top
    found = {each for each in imported(MODULES[name]) if each.startswith("bizkit.") and each.split(".")[1] in top}
    assert not (below and found)


@pytest.mark.parametrize("name", [name for name in MODULES if "workshop" not in name])
def test_nothing_imports_the_runner(name):
    assert not [each for each in imported(MODULES[name]) if each.startswith("bizkit.workshop")]


@pytest.mark.parametrize("name", [name for name in MODULES if "workshop" in name])
def test_the_runner_uses_only_public_names(name):
    ours = [each for each in imported(MODULES[name]) if each.startswith("bizkit.") and "workshop" not in each]
    assert not [each for each in ours if any(part.startswith("_") and part != "__main__" for part in each.split("."))]


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("bizkit.workshop.judge")])
def test_the_judge_knows_neither_the_terminal_nor_pytest(name):
    ours = [each for each in imported(MODULES[name]) if each.startswith("bizkit.")]
    assert [each for each in ours if not each.startswith("bizkit.workshop.judge")] == []
    assert {"rich", "pytest", "argparse"} & {each.partition(".")[0] for each in imported(MODULES[name])} == set()


@pytest.mark.parametrize("name", list(MODULES))
def test_bizkit_never_imports_an_exercise_or_a_solution(name):
    roots = {each.partition(".")[0] for each in imported(MODULES[name])}
    assert not [root for root in roots if root == "solutions" or (root.startswith("ex") and root[2:].isdigit())]


@pytest.mark.parametrize("path", sorted(ROOT.glob("ex[1-9]/*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_exercise_imports_no_other_exercise_and_no_solution(path):
    roots = {each.partition(".")[0] for each in imported(path)}
    exercises = {root for root in roots if root == "solutions" or (root.startswith("ex") and root[2:].isdigit())}
    assert exercises <= {path.parent.name}


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("solutions/ex[1-9]/*.py")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_solution_imports_no_exercise_and_no_later_solution(path):
    names = imported(path)
    assert not [name for name in names if name.startswith("ex") and name[2:3].isdigit()]
    later = [name for name in names if name.startswith("solutions.ex") and name.split(".")[1] > path.parent.name]
    assert later == []


def test_what_parses_opens_no_socket():
    parsers = [name for name in MODULES if name.rpartition(".")[2] in ("protocol", "parser", "events")]
    ours = [name for name in parsers if name.split(".")[1] in ("serving", "messaging")]
    assert not [name for name in ours if imported(MODULES[name]) & {"socket", "selectors", "asyncio", "threading"}]


@pytest.mark.parametrize(
    "code",
    [
        "import bizkit",
        "from bizkit import App, Request, Response, wsgify",
        "import bizkit.application, bizkit.config, bizkit.loading, bizkit.exceptions, bizkit.datastructures",
        "import bizkit.cli, bizkit.devserver.process, bizkit.devserver.tracebacks, bizkit.devserver.watching",
    ],
)
def test_no_third_party_module_is_loaded_before_it_is_chosen(code):
    program = f"import sys; before = set(sys.modules); {code}; print(*sorted(set(sys.modules) - before))"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    loaded = {name.partition(".")[0] for name in ran.stdout.split() if not name.startswith("_sysconfigdata")}
    assert loaded - STANDARD == {"bizkit"}


def test_import_bizkit_loads_nothing_of_its_own_before_it_is_asked_for():
    program = "import bizkit, sys; print(*(name for name in sys.modules if name.startswith('bizkit')))"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    assert ran.stdout.split() == ["bizkit"]


def test_sphinx_is_known_to_its_extension_alone():
    own = {"bizkit.workshop.teaching.slides.directives", "bizkit.workshop.teaching.slides.extension"}
    for name in MODULES.keys() - own:
        found = {each.partition(".")[0] for each in imported(MODULES[name], inside_functions=False)}
        assert not found & {"sphinx", "docutils", "myst_parser"}, name
        assert not own & imported(MODULES[name]), name

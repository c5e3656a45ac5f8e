"""Which way imports point: each rule of the house in one test, which names every line that breaks it."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
STANDARD = sys.stdlib_module_names
LAYERS = ("wrappers", "routing", "templating", "data", "serving", "messaging")
ON_TOP = ("testing", "serving", "messaging", "devserver", "cli", "__main__")
GROUND = ("bizkit.grammar", "bizkit.error_pages", "bizkit.exceptions", "bizkit.datastructures")
"""In the order in which they may import each other."""
ROOMS = ("kit", "judge", "terminal", "teaching")


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted((ROOT / "bizkit").rglob("*.py"))}
FRAMEWORK = [name for name in MODULES if not name.startswith("bizkit.workshop")]
WORKSHOP = [name for name in MODULES if name.startswith("bizkit.workshop")]


def documented_by(path):
    """The names in the __all__ of a file; None if it has none."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return ast.literal_eval(node.value)
    return None


DOCUMENTED = {name: names for name in FRAMEWORK if (names := documented_by(MODULES[name])) is not None}
"""Module -> the names that others may use."""


@cache
def imported(path, inside_functions=True, for_checkers=False):
    """The full names of all that a file imports: `from a import b` is both a and a.b.

    What is imported for type checkers only is left out, unless ``for_checkers``.
    """
    found = set()

    def visit(node, package):
        is_for_checkers = isinstance(node, ast.If) and isinstance(node.test, ast.Name)
        if is_for_checkers and node.test.id == "TYPE_CHECKING" and not for_checkers:
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
    return frozenset(each for each in found if each.partition(".")[0] != "__future__")


def below(name, *folders):
    """Whether the module ``name`` is one of ``folders``, or lies in one."""
    return any(name == folder or name.startswith(f"{folder}.") for folder in folders)


def offenders(modules, is_forbidden, **options):
    """Each import that breaks a rule, as "module imports name"."""
    return [
        f"{name} imports {each}"
        for name in modules
        for each in sorted(imported(MODULES[name], **options))
        if is_forbidden(name, each)
    ]


def is_foreign(name):
    return name.partition(".")[0] not in STANDARD and name != "bizkit"


def is_twin(name):
    """Whether this is bizkit.LAYER.TWIN or below. Beside the twins are what a layer is (interface) and its adapter."""
    parts = name.split(".")
    return len(parts) > 2 and parts[1] in LAYERS and (parts[2] == "by_hand" or parts[2].startswith("on_"))


def twins():
    return [name for name in FRAMEWORK if is_twin(name)]


def is_exercise(name):
    root = name.partition(".")[0]
    return root == "solutions" or (root.startswith("ex") and root[2:].isdigit())


def test_the_ground_floor_imports_the_standard_library_and_what_is_below_it():
    floor = [name for name in FRAMEWORK if below(name, *GROUND)]

    def is_forbidden(name, each):
        place = next(number for number, part in enumerate(GROUND) if below(name, part))
        return is_foreign(each) and not below(each, *GROUND[: place + 1])

    assert offenders(floor, is_forbidden) == []


def test_what_is_by_hand_imports_the_standard_library_and_the_ground_floor():
    by_hand = [name for name in twins() if name.split(".")[2] == "by_hand"]

    def is_forbidden(name, each):
        own = ".".join(name.split(".")[:3])  # a twin that is a folder imports its own modules
        return is_foreign(each) and not below(each, *GROUND, own)

    assert by_hand
    assert offenders(by_hand, is_forbidden) == []


def test_a_library_that_a_twin_wraps_is_imported_by_that_twin_alone():
    wrapped = {name.split(".")[2].removeprefix("on_") for name in twins() if name.split(".")[2].startswith("on_")}
    others = [name for name in FRAMEWORK if ".on_" not in name]
    assert wrapped
    assert offenders(others, lambda name, each: each.partition(".")[0] in wrapped) == []


def test_a_twin_is_imported_by_no_module_of_its_layer_but_its_own():
    def is_forbidden(name, each):
        layer, own = name.split(".")[1:3]
        parts = each.split(".")
        return each in MODULES and is_twin(each) and parts[1] == layer and parts[2] != own

    layers = [name for name in FRAMEWORK if name.count(".") >= 2 and name.split(".")[1] in LAYERS]
    assert offenders(layers, is_forbidden) == []


def test_the_application_and_what_loads_its_layers_import_no_twin():
    assembling = [name for name in FRAMEWORK if name.count(".") == 1 and name.split(".")[1] not in ON_TOP]
    assert offenders(assembling, lambda name, each: each in twins()) == []


def test_routing_knows_no_request_and_templating_and_data_know_no_http():
    http = ("bizkit.wrappers", "http", "wsgiref", "urllib.request")
    assert offenders([n for n in FRAMEWORK if below(n, "bizkit.routing")], lambda n, e: below(e, http[0])) == []
    silent = [name for name in FRAMEWORK if below(name, "bizkit.templating", "bizkit.data")]
    assert offenders(silent, lambda name, each: below(each, *http)) == []


def test_what_parses_opens_no_socket():
    parsers = [name for name in twins() if name.rpartition(".")[2] in ("protocol", "parser", "events")]
    ours = [name for name in parsers if name.split(".")[1] in ("serving", "messaging")]
    assert offenders(ours, lambda n, each: each in {"socket", "selectors", "asyncio", "threading"}) == []


def test_what_comes_on_top_is_imported_by_nothing_below():
    lower = [name for name in FRAMEWORK if name.count(".") and name.split(".")[1] not in ON_TOP]
    top = [f"bizkit.{name}" for name in ON_TOP if name != "serving"]
    assert offenders(lower, lambda name, each: below(each, *top)) == []
    # App.run() starts a server. So this import is inside that function, and an App that is served otherwise has none.
    assert offenders(lower, lambda name, each: below(each, "bizkit.serving"), inside_functions=False) == []


def test_no_imports_go_around_in_a_circle():
    """Not even those that are for type checkers only: a reader has to begin somewhere."""
    left = {name: {each for each in imported(MODULES[name], for_checkers=True) if each in MODULES} for name in MODULES}
    packages = {name for name in MODULES if MODULES[name].name == "__init__.py"}
    left = {name: found - packages - {name} for name, found in left.items() if name not in packages}
    while free := [name for name, found in left.items() if not found & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}


def test_nothing_imports_the_workshop():
    assert offenders(FRAMEWORK, lambda name, each: below(each, "bizkit.workshop")) == []


def test_the_workshop_uses_only_names_that_bizkit_documents():
    """A name from a module's __all__, or a module that has one."""

    def is_forbidden(name, each):
        if not below(each, "bizkit") or below(each, "bizkit.workshop"):
            return False
        module, _, attribute = each.rpartition(".")
        if each in MODULES:
            return each not in DOCUMENTED
        return module not in DOCUMENTED or attribute not in DOCUMENTED[module]

    assert offenders(WORKSHOP, is_forbidden) == []


def test_a_module_of_bizkit_that_the_workshop_imports_is_used_by_its_documented_names():
    found = []
    for name in WORKSHOP:
        tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
        modules = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.level == 0
            for alias in node.names
            if f"{node.module}.{alias.name}" in DOCUMENTED
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                module = modules[node.value.id]
                if node.attr not in DOCUMENTED[module]:
                    found.append(f"{name} uses {module}.{node.attr}")
    assert found == []


def test_each_module_at_the_top_of_bizkit_documents_its_names():
    top = [name for name in FRAMEWORK if name.count(".") == 1 and name != "bizkit.__main__"]
    with_names = [name for name in top if len(ast.parse(MODULES[name].read_text(encoding="utf-8")).body) > 1]
    assert [name for name in with_names if name not in DOCUMENTED] == []
    for name, names in DOCUMENTED.items():
        module = importlib.import_module(name)
        assert module.__doc__, name
        assert sorted(set(names)) == sorted(names), name
        for each in names:
            found = getattr(module, each)
            assert not inspect.isfunction(found) or found.__doc__, f"{name}.{each}"


def test_the_rooms_of_the_workshop_import_downward():
    """terminal and teaching, which don't know each other, import the judge; it imports the kit; that the ground."""
    rooms = {room: f"bizkit.workshop.{room}" for room in ROOMS}
    may = {
        "kit": [rooms["kit"]],
        "judge": [rooms["judge"], rooms["kit"]],
        "terminal": [rooms["terminal"], rooms["judge"], rooms["kit"]],
        "teaching": [rooms["teaching"], rooms["judge"], rooms["kit"]],
    }
    ground = ["bizkit.workshop.processes", "bizkit.workshop.text"]

    def is_forbidden(name, each):
        room = next((room for room, folder in rooms.items() if below(name, folder)), None)
        allowed = ground + (may[room] if room else [])
        is_ours = each in MODULES and below(each, "bizkit.workshop") and each != "bizkit.workshop"
        return is_ours and not below(each, *allowed)

    doors = {f"bizkit.workshop.{name}" for name in ("__main__", "cli", "command", "pytest_plugin")}
    assert offenders([name for name in WORKSHOP if name not in doors], is_forbidden) == []


def test_the_judge_draws_nothing():
    judge = [name for name in WORKSHOP if below(name, "bizkit.workshop.judge", "bizkit.workshop.kit")]
    assert offenders(judge, lambda name, each: each.partition(".")[0] in {"rich", "argparse", "sphinx"}) == []


def test_sphinx_is_known_to_its_extension_alone():
    own = ["bizkit.workshop.teaching.slides.directives", "bizkit.workshop.teaching.slides.extension"]
    others = [name for name in MODULES if name not in own]
    sphinx = {"sphinx", "docutils", "myst_parser"}
    assert offenders(others, lambda n, each: each.partition(".")[0] in sphinx, inside_functions=False) == []
    assert offenders(others, lambda n, each: below(each, *own)) == []


def test_bizkit_never_imports_an_exercise_or_a_solution():
    assert offenders(MODULES, lambda name, each: is_exercise(each)) == []


def test_an_exercise_imports_itself_alone_and_a_solution_only_earlier_ones():
    found = []
    for path in sorted(ROOT.glob("ex[1-9]/**/*.py")):
        home = path.relative_to(ROOT).parts[0]
        found += [f"{path}: {each}" for each in imported(path) if is_exercise(each) and not below(each, home)]
    for path in sorted(ROOT.glob("solutions/ex[1-9]/**/*.py")):
        home = path.relative_to(ROOT).parts[1]
        for each in imported(path):
            is_later = below(each, "solutions") and each.count(".") and each.split(".")[1] > home
            if is_exercise(each) and (not below(each, "solutions") or is_later):
                found.append(f"{path}: {each}")
    assert found == []


def loaded_by(code):
    """The modules that ``code`` loads in a fresh interpreter."""
    program = f"import sys; before = set(sys.modules); {code}; print(*sorted(set(sys.modules) - before))"
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return set(ran.stdout.split())


def test_no_third_party_module_is_loaded_before_it_is_chosen():
    everything = ", ".join(
        name for name in FRAMEWORK if ".on_" not in name and name not in ("bizkit.testing", "bizkit.__main__")
    )
    loaded = loaded_by(f"import {everything}; from bizkit import App, Request, Response, wsgify")
    roots = {name.partition(".")[0] for name in loaded if not name.startswith("_sysconfigdata")}
    assert roots - STANDARD == {"bizkit"}


def test_import_bizkit_loads_nothing_of_its_own_before_it_is_asked_for():
    assert {name for name in loaded_by("import bizkit") if name.startswith("bizkit")} == {"bizkit"}


def test_no_module_of_bizkit_names_an_exercise():
    """What is special about an exercise is said in its exercise.toml; examples in messages come from the kit."""
    named = re.compile(r"\bex[1-9]|solutions[./]ex[1-9]")
    found = []
    for path in sorted((ROOT / "bizkit").rglob("*")):
        if path.suffix in (".py", ".html", ".js", ".css"):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [
                f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
                for number, line in enumerate(lines, start=1)
                if named.search(line.replace("ex[1-9]", ""))
            ]
    assert found == []

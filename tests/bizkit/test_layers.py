"""A layer is one row in the table of `bizkit.layers` and one folder. A toy layer proves it: nothing else is edited."""

import argparse
import contextlib
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bizkit import cli, layers
from bizkit.application import App
from bizkit.exceptions import ConfigurationError
from bizkit.layers import LAYERS, Layer, Layers

ROOT = Path(__file__).parents[2]

FILES = {
    "toys/__init__.py": '"""The layer of toys."""',
    "toys/by_hand.py": "__all__ = ['Toy', 'roll', 'race']\nclass Toy:\n    name = 'a ball'\nroll = race = print",
    "toys/on_wheels.py": "__all__ = ['Toy', 'roll', 'race']\nclass Toy:\n    name = 'a cart'\nroll = race = print",
    "toys/adapter.py": "BUILDERS = {'roll': lambda module: lambda: f'{module.Toy.name} rolls'}",
    "mine.py": "class Toy:\n    name = 'my bear'",
    "empty.py": "",
}
ROW = """Layer(
    name="toys",
    twins={"by_hand": "toys.by_hand", "wheels": "toys.on_wheels"},
    required=("Toy",),
    adapter="toys.adapter",
)"""
SHOP = """
from bizkit import Response
from bizkit.layers import LAYERS

def home(request):
    toys = LAYERS["toys"].load()
    return Response(f"{toys.Toy.name}; {toys.roll()}")
"""


@pytest.fixture
def toys(tmp_path, monkeypatch):
    """The toy layer, with its folder on the path and its row in the table."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("toys", "mine", "empty")]:
        monkeypatch.delitem(sys.modules, name)
    layer = eval(ROW)
    monkeypatch.setitem(LAYERS, layer.name, layer)
    return layer


def test_its_setting_chooses(toys, monkeypatch):
    assert toys.load().Toy.name == "a ball"
    monkeypatch.setenv("BIZKIT_TOYS", " ")
    assert toys.load().Toy.name == "a ball"
    monkeypatch.setenv("BIZKIT_TOYS", "wheels")
    assert toys.load().Toy.name == "a cart"
    monkeypatch.setenv("BIZKIT_TOYS", "mine")
    assert toys.load().Toy.name == "my bear"


def test_its_argument_of_app_chooses(toys, monkeypatch):
    monkeypatch.setenv("BIZKIT_TOYS", "mine")
    assert App(print).layers["toys"].Toy.name == "my bear"
    assert App(print, toys="wheels").layers["toys"].Toy.name == "a cart"


def test_its_option_chooses_and_help_says_what_can_be_chosen(toys, capsys):
    parser = argparse.ArgumentParser()
    layers.add_options(parser)
    assert layers.settings(parser.parse_args([])) == {}
    options = parser.parse_args(["--toys", "wheels", "--wrappers", "werkzeug"])
    assert layers.settings(options) == {"BIZKIT_TOYS": "wheels", "BIZKIT_WRAPPERS": "werkzeug"}
    with pytest.raises(SystemExit):
        cli.main(["run", "--help"])
    printed = " ".join(capsys.readouterr().out.split())
    assert "the toys to use: by_hand, wheels, or any module with Toy (default: $BIZKIT_TOYS, or by_hand)" in printed


def test_only_the_options_that_are_asked_for_are_added(toys):
    parser = argparse.ArgumentParser()
    layers.add_options(parser, ["toys"])
    assert set(vars(parser.parse_args([]))) == {"toys"}
    assert layers.settings(parser.parse_args(["--toys", "mine"])) == {"BIZKIT_TOYS": "mine"}


def test_its_adapter_builds_what_a_module_lacks_or_refuses_by_name(toys, monkeypatch):
    assert toys.load("mine").roll() == "my bear rolls"
    with pytest.raises(ConfigurationError) as caught:
        toys.load("mine").race()
    assert str(caught.value) == (
        "toys='mine': the module mine has no race, and bizkit can't build it from Toy. Write race in that module, or"
        " choose toys that have it: by_hand or wheels."
    )


def test_a_layer_without_an_adapter_refuses_all_that_is_not_required(toys):
    with pytest.raises(ConfigurationError, match="mine has no roll"):
        toys._replace(adapter=None).load("mine").roll()


def test_its_errors_name_the_layer_and_what_is_missing(toys, monkeypatch):
    monkeypatch.setenv("BIZKIT_TOYS", "empty")
    with pytest.raises(ConfigurationError) as caught:
        toys.load()
    assert str(caught.value) == (
        "BIZKIT_TOYS=empty: the module empty has no Toy. Toys need Toy, at the top level of the module and under"
        " exactly this name. Write what is missing, or choose by_hand or wheels."
    )
    with pytest.raises(ConfigurationError, match=r"toys='nowhere': .* Toys can be by_hand, wheels, or any module"):
        App(print, toys="nowhere")


def test_the_name_of_no_layer_is_a_type_error_with_the_nearest_name(toys):
    with pytest.raises(TypeError, match=r"no layer 'toy': the layers are wrappers and toys\. Did you mean 'toys'\?"):
        Layers(toy="wheels")
    with pytest.raises(TypeError, match=r"no layer 'database': the layers are wrappers and toys\.$"):
        App(print, database="wheels")


def test_nothing_of_a_layer_is_imported_before_it_is_asked_for(toys):
    App(print)
    assert "toys.by_hand" not in sys.modules


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [(["--toys", "mine"], {}), ([], {"BIZKIT_TOYS": "mine"})],
    ids=["by the option", "by the setting"],
)
def test_bizkit_run_serves_on_it(toys, tmp_path, arguments, variables):
    (tmp_path / "shop.py").write_text(SHOP, encoding="utf-8")
    program = (
        "import sys\nfrom bizkit import cli, layers\nfrom bizkit.layers import Layer\n"
        f"layers.LAYERS['toys'] = {ROW}\n"
        f"cli.main(['run', 'shop:home', '--no-reload', '--port', '0', *{arguments!r}])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    with contextlib.ExitStack() as stack:
        stack.callback(process.stdout.close)
        stack.callback(process.wait)
        stack.callback(process.kill)
        address = next(word for word in process.stdout.readline().split() if word.startswith("http://"))
        assert get(address) == "my bear; my bear rolls"


def get(address):
    from urllib.request import ProxyHandler, build_opener

    with build_opener(ProxyHandler({})).open(address, timeout=15) as answer:
        return answer.read().decode("utf-8")


def test_every_layer_of_bizkit_has_its_folder_and_names_that_can_be_arguments():
    for name, layer in LAYERS.items():
        assert isinstance(layer, Layer)
        assert name == layer.name
        assert name.isidentifier()
        assert (ROOT / "bizkit" / name / "__init__.py").is_file()
        assert all(module.startswith(f"bizkit.{name}.") for module in layer.twins.values())


@pytest.mark.parametrize("name", LAYERS)
def test_the_names_of_a_layer_are_those_of_its_protocols(name):
    interface = importlib.import_module(f"bizkit.{name}.interface")
    assert public(interface.Required) == set(LAYERS[name].required)
    assert public(interface.Layer) == LAYERS[name].interface()


def public(protocol):
    return {name for name in dir(protocol) if not name.startswith("_")}

"""Which modules can be a layer of wrappers, and what is said of those that can't."""

import sys
import types

import pytest

import bizkit
from bizkit import exceptions, wrappers
from bizkit.exceptions import ConfigurationError


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("by_hand", "bizkit.wrappers.by_hand"),
        ("werkzeug", "bizkit.wrappers.on_werkzeug"),
        ("bizkit.wrappers.by_hand", "bizkit.wrappers.by_hand"),
        ("solutions.ex3.http_objects", "solutions.ex3.http_objects"),
    ],
)
def test_a_layer_is_loaded_by_its_name(name, module):
    assert wrappers.load(name) is sys.modules[module]


def test_a_module_is_a_layer_itself(layer):
    assert wrappers.load(layer) is layer


@pytest.mark.parametrize("name", ["by_hand", "werkzeug"])
def test_bizkit_offers_the_names_of_the_layer_that_is_chosen(monkeypatch, name):
    monkeypatch.setenv("BIZKIT_WRAPPERS", name)
    layer = wrappers.load(name)
    for each in ("Request", "Response", "redirect", "send_file", "send_from_directory"):
        assert getattr(bizkit, each) is getattr(layer, each)
    assert bizkit.abort is exceptions.abort
    assert set(bizkit.__all__) <= set(dir(bizkit))


def test_both_twins_offer_the_same():
    by_hand, on_werkzeug = wrappers.load("by_hand"), wrappers.load("werkzeug")
    assert by_hand.__all__ == on_werkzeug.__all__
    assert [name for name in on_werkzeug.__all__ if not hasattr(on_werkzeug, name)] == []


def test_what_a_layer_lacks_is_listed(monkeypatch):
    module = types.ModuleType("half_a_layer")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(ConfigurationError, match="'half_a_layer' offer no Request and no Response"):
        wrappers.load("half_a_layer")
    module.Request = object
    with pytest.raises(ConfigurationError, match=r"'half_a_layer' offer no Response\. BIZKIT_WRAPPERS takes by_hand"):
        wrappers.load(module)
    module.Response = "not a class"
    with pytest.raises(ConfigurationError, match="'half_a_layer' offer no Response"):
        wrappers.load(module)


def test_a_layer_that_is_not_there_is_named():
    with pytest.raises(ConfigurationError, match=r"'no_such_layer' can't be imported .*No module named") as caught:
        wrappers.load("no_such_layer")
    assert "werkzeug" in str(caught.value)


def test_a_layer_that_fails_to_import_says_why(tmp_path, monkeypatch):
    (tmp_path / "broken_layer.py").write_text("1 / 0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigurationError, match="ZeroDivisionError: division by zero") as caught:
        wrappers.load("broken_layer")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)

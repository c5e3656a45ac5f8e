"""The interface of the layer is what its twins offer, and what the loader asks of any module."""

import pytest

from bizkit.layers import LAYERS
from bizkit.wrappers import interface


def members(protocol):
    """The names that a protocol asks for."""
    return {name for base in protocol.__mro__ for name in vars(base) if name.isidentifier() and name[:1] != "_"}


def test_a_twin_offers_the_names_of_the_interface_and_no_other(twin):
    assert members(interface.Layer) == set(twin.__all__)


def test_what_the_loader_asks_of_a_module_is_what_the_interface_says():
    assert members(interface.Required) == set(LAYERS["wrappers"].required)


@pytest.mark.parametrize("name", ["Request", "Response"])
def test_the_interface_of_a_class_has_what_it_requires_of_any_module(name):
    assert members(getattr(interface, f"Required{name}")) <= members(getattr(interface, name))


@pytest.mark.parametrize("name", ["Request", "Response"])
def test_every_member_of_the_interface_has_words(name):
    """Each of the two classes, and each member of it, says what it is."""
    protocol = getattr(interface, name)
    wordless = [
        each for each in members(protocol) if not (getattr(vars(protocol)[each], "__doc__", None) or "").strip()
    ]
    assert protocol.__doc__
    assert wordless == []

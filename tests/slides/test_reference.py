"""The reference of bizkit in the handbook: made from the docstrings, and with every name in it."""

import inspect
import re

import pytest

import bizkit
from bizkit.wrappers import header_values, interface, values

pytestmark = pytest.mark.whole  # a build takes seconds

LINK = re.compile(r'<a [^>]*href="reference/')


@pytest.fixture(scope="module")
def described(built):
    """The full names that the page has an entry for. That the build has no warnings is asked where it is made."""
    page = (built / "handbook" / "reference" / "bizkit.html").read_text(encoding="utf-8")
    return set(re.findall(r'<dt class="[^"]*" id="([^"]+)"', page))


def public(protocol):
    return [name for name in vars(protocol) if name[:1] != "_"]


def test_it_has_every_name_of_the_package(described):
    assert {f"bizkit.{name}" for name in bizkit.__all__} - described == set()


@pytest.mark.parametrize("module", [interface, values, header_values])
def test_it_has_every_protocol_with_its_members(described, module):
    expected = set()
    for name in module.__all__:
        protocol = getattr(module, name)
        expected.add(f"{module.__name__}.{name}")
        if inspect.isclass(protocol) and name != "SendFileOptions":
            expected |= {f"{module.__name__}.{name}.{member}" for member in public(protocol)}
    assert expected - described == set()


def test_it_is_linked_from_the_handbook_and_no_deck(built):
    assert 'href="reference/bizkit.html"' in (built / "handbook" / "index.html").read_text(encoding="utf-8")
    assert not (built / "decks" / "reference").exists()
    linking = [page.name for page in (built / "decks").glob("*.html") if LINK.search(page.read_text(encoding="utf-8"))]
    assert linking == []


def test_nobody_reads_how_to_make_a_protocol(built):
    page = (built / "handbook" / "reference" / "bizkit.html").read_text(encoding="utf-8")
    assert "kwargs" not in re.sub(r"<[^>]+>", "", page)

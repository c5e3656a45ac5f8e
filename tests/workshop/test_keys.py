"""What counts as a key, of all that a terminal sends."""

import pytest

from bizkit.workshop.terminal.keys import typed


@pytest.mark.parametrize("key", ["h", "?", "q", "Q", " ", "\n", "ë"])
def test_a_key_is_a_key(key):
    assert typed(key) == key


def test_keys_that_come_at_once_are_all_taken():
    assert typed("xy") == "xy"


@pytest.mark.parametrize(
    "sent",
    ["\x1b", "\x1b[A", "\x1b[H", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[1;5C", "\x1bx", "\x1b[A\x1b[A\x1b[A"],
    ids=["escape", "up", "home", "f3", "f4", "f5", "control and right", "alt and x", "up three times"],
)
def test_the_letters_of_a_special_key_are_no_keys(sent):
    assert typed(sent) == ""


def test_a_pasted_text_is_no_keys():
    assert typed("import sys, html\nxy\n") == ""

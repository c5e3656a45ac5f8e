import pytest

from bizkit import config
from bizkit.exceptions import ConfigurationError


def test_the_app_is_what_bizkit_app_says(monkeypatch):
    monkeypatch.setenv("BIZKIT_APP", "ex4.hello:hello")
    assert config.app() == "ex4.hello:hello"


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_bizkit_app_the_error_shows_its_form(monkeypatch, value):
    monkeypatch.delenv("BIZKIT_APP", raising=False)
    if value is not None:
        monkeypatch.setenv("BIZKIT_APP", value)
    with pytest.raises(ConfigurationError, match=r'BIZKIT_APP is not set\..*"module:view"'):
        config.app()


def test_the_wrappers_are_by_hand_unless_bizkit_wrappers_says_otherwise(monkeypatch):
    monkeypatch.delenv("BIZKIT_WRAPPERS", raising=False)
    assert config.wrappers() == "by_hand"
    monkeypatch.setenv("BIZKIT_WRAPPERS", "")
    assert config.wrappers() == "by_hand"
    monkeypatch.setenv("BIZKIT_WRAPPERS", "werkzeug")
    assert config.wrappers() == "werkzeug"


@pytest.mark.parametrize(("value", "port"), [(None, 8000), ("", 8000), ("0", 0), (" 80 ", 80), ("65535", 65535)])
def test_the_port_is_8000_unless_port_says_otherwise(monkeypatch, value, port):
    monkeypatch.delenv("PORT", raising=False)
    if value is not None:
        monkeypatch.setenv("PORT", value)
    assert config.port() == port


@pytest.mark.parametrize("value", ["abc", "-1", "+80", "8_0", "80.0", "65536", "٨٠", "9" * 5000])
def test_a_port_that_is_none_is_told(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ConfigurationError, match=r"PORT=.*from 0 to 65535"):
        config.port()

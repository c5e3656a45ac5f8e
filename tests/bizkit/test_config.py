import pytest

from bizkit import config
from bizkit.exceptions import ConfigurationError


def test_the_app_is_what_bizkit_app_says(monkeypatch):
    monkeypatch.setenv("BIZKIT_APP", "shop.views:home")
    assert config.app() == "shop.views:home"


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_bizkit_app_the_error_shows_its_form(monkeypatch, value):
    monkeypatch.delenv("BIZKIT_APP", raising=False)
    if value is not None:
        monkeypatch.setenv("BIZKIT_APP", value)
    with pytest.raises(ConfigurationError, match=r'BIZKIT_APP is not set\..*"module:view"'):
        config.app()


@pytest.mark.parametrize(("value", "port"), [(None, 8000), ("", 8000), ("0", 0), (" 80 ", 80), ("65535", 65535)])
def test_the_port_is_8000_unless_port_says_otherwise(monkeypatch, value, port):
    monkeypatch.delenv("PORT", raising=False)
    if value is not None:
        monkeypatch.setenv("PORT", value)
    assert config.port() == port


@pytest.mark.parametrize("value", ["abc", "-1", "+80", "8_0", "80.0", "65536", "٨٠", "9" * 5000])
def test_a_port_variable_that_is_not_a_port_is_quoted_in_the_error(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ConfigurationError, match=r"PORT must be a number from 0 to 65535; it is '.*'\.$") as caught:
        config.port()
    assert value[:40] in str(caught.value)
    assert len(str(caught.value)) < 100


def test_port_0_is_refused_where_any_free_port_makes_no_sense():
    assert config.port_number("1", lowest=1) == 1
    with pytest.raises(ValueError, match="from 1 to 65535; it is '0'"):
        config.port_number("0", lowest=1)

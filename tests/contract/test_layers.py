"""Which modules can be the wrappers, what bizkit builds for them, and what it says about those that can't."""

import sys
import types

import pytest

import bizkit
from bizkit import exceptions
from bizkit.application import App
from bizkit.exceptions import ConfigurationError
from bizkit.layers import WRAPPERS, Adapted, Layers


@pytest.fixture
def bare(layer):
    """A module with the two required names of the layer, and no other."""
    module = types.ModuleType("bare_wrappers")
    module.Request, module.Response = layer.Request, layer.Response
    return module


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("by_hand", "bizkit.wrappers.by_hand"),
        ("werkzeug", "bizkit.wrappers.on_werkzeug"),
        ("bizkit.wrappers.by_hand", "bizkit.wrappers.by_hand"),
    ],
)
def test_a_twin_is_loaded_by_its_short_name_and_by_its_own(name, module):
    assert WRAPPERS.load(name) is sys.modules[module]


def test_any_module_with_the_two_names_is_loaded_by_its_name():
    loaded = WRAPPERS.load("solutions.ex3.http_objects")
    module = sys.modules["solutions.ex3.http_objects"]
    assert (loaded.Request, loaded.Response) == (module.Request, module.Response)


def test_a_module_can_be_given_itself(layer):
    assert WRAPPERS.load(layer).Request is layer.Request
    assert Layers(wrappers=layer)["wrappers"].Response is layer.Response


def test_what_was_loaded_can_be_given_again(bare):
    loaded = WRAPPERS.load(bare)
    assert WRAPPERS.load(loaded) is loaded


@pytest.mark.parametrize("name", ["by_hand", "werkzeug"])
def test_bizkit_offers_the_names_of_the_wrappers_that_are_chosen(monkeypatch, name):
    monkeypatch.setenv("BIZKIT_WRAPPERS", name)
    layer = WRAPPERS.load(name)
    for each in ("Request", "Response", "redirect", "send_file", "send_from_directory"):
        assert getattr(bizkit, each) is getattr(layer, each)
    assert bizkit.abort is exceptions.abort
    assert set(bizkit.__all__) <= set(dir(bizkit))


def test_both_twins_offer_the_same():
    by_hand, on_werkzeug = WRAPPERS.load("by_hand"), WRAPPERS.load("werkzeug")
    assert by_hand.__all__ == on_werkzeug.__all__
    assert [name for name in on_werkzeug.__all__ if not hasattr(on_werkzeug, name)] == []
    assert WRAPPERS.interface() == set(on_werkzeug.__all__)


# --- what is built from the two names --------------------------------------------------------------------------------


def test_redirect_is_built_from_the_response_of_any_module(bare, ask):
    redirect = WRAPPERS.load(bare).redirect
    answer = ask(App(lambda request: redirect("/there?a=<b>", 303), wrappers=bare))
    assert answer.status == "303 See Other"
    assert answer.fields["location"] == "/there?a=%3Cb%3E"
    assert b'<a href="/there?a=&lt;b&gt;">' in answer.body


@pytest.mark.parametrize(
    ("location", "sent"),
    [("/Zoë", "/Zo%C3%AB"), ("/a%20b", "/a%20b"), ("https://a.example:1/b?c=d&e#f", "https://a.example:1/b?c=d&e#f")],
)
def test_a_redirect_sends_a_url_that_is_ascii(bare, ask, location, sent):
    redirect = WRAPPERS.load(bare).redirect
    answer = ask(App(lambda request: redirect(location), wrappers=bare))
    assert (answer.status[:3], answer.fields["location"]) == ("302", sent)


def test_a_redirect_refuses_line_breaks_and_codes_that_redirect_nowhere(bare):
    redirect = WRAPPERS.load(bare).redirect
    with pytest.raises(ValueError, match="CR, LF or NUL"):
        redirect("/\r\nSet-Cookie: a=b")
    with pytest.raises(ValueError, match="200 doesn't redirect"):
        redirect("/", 200)


def test_a_redirect_of_its_own_is_left_alone(bare):
    bare.redirect = lambda location: "mine"
    assert WRAPPERS.load(bare).redirect("/") == "mine"


def test_from_bizkit_import_redirect_works_on_the_answer_to_an_exercise(monkeypatch):
    monkeypatch.setenv("BIZKIT_WRAPPERS", "solutions.ex3.http_objects")
    from bizkit import Response, redirect

    assert type(redirect("/")) is Response is sys.modules["solutions.ex3.http_objects"].Response


@pytest.mark.parametrize("name", ["send_file", "send_from_directory", "parse_cookie"])
def test_a_name_that_can_not_be_built_is_refused_with_the_module_and_the_remedy(bare, monkeypatch, name):
    monkeypatch.setitem(sys.modules, "bare_wrappers", bare)
    monkeypatch.setenv("BIZKIT_WRAPPERS", "bare_wrappers")
    with pytest.raises(ConfigurationError) as caught:
        getattr(WRAPPERS.load(), name)
    assert str(caught.value) == (
        f"BIZKIT_WRAPPERS=bare_wrappers: the module bare_wrappers has no {name}, and bizkit can't build it from Request"
        f" and Response. Write {name} in that module, or choose wrappers that have it: by_hand or werkzeug."
    )


def test_from_bizkit_import_send_file_raises_no_import_error(bare, monkeypatch):
    monkeypatch.setitem(sys.modules, "bare_wrappers", bare)
    monkeypatch.setenv("BIZKIT_WRAPPERS", "bare_wrappers")
    with pytest.raises(ConfigurationError, match="bare_wrappers has no send_file"):
        from bizkit import send_file  # noqa: F401


def test_a_name_outside_the_interface_is_an_attribute_error(bare):
    loaded = WRAPPERS.load(bare)
    assert isinstance(loaded, Adapted)
    assert not hasattr(loaded, "render_template")
    assert not hasattr(loaded, "_private")
    bare.render_template = print
    assert loaded.render_template is print


# --- what is wrong with a module -------------------------------------------------------------------------------------


def test_names_that_a_module_lacks_are_listed(monkeypatch):
    module = types.ModuleType("half_a_layer")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(ConfigurationError, match=r"wrappers='half_a_layer': .* has no Request and no Response"):
        WRAPPERS.load("half_a_layer")
    module.Request = object
    with pytest.raises(ConfigurationError, match=r"has no Response\. .* or choose by_hand or werkzeug\.$"):
        WRAPPERS.load(module)
    module.Response = "not a class"
    with pytest.raises(ConfigurationError, match="has Response = 'not a class', which can't be called"):
        WRAPPERS.load(module)


def test_a_module_that_is_not_there_is_named_with_what_can_be_chosen(monkeypatch):
    monkeypatch.setenv("BIZKIT_WRAPPERS", "no_such_layer")
    with pytest.raises(ConfigurationError) as caught:
        WRAPPERS.load()
    assert str(caught.value) == (
        "BIZKIT_WRAPPERS=no_such_layer: there is no module 'no_such_layer'. Check its spelling, and the folder you"
        " start in. Wrappers can be by_hand, werkzeug, or any module with Request and Response."
    )


@pytest.mark.parametrize("name", ["ex3/http_objects.py", ".http_objects", "a:b", "a b"])
def test_what_can_not_be_the_name_of_a_module_is_a_configuration_error(name):
    with pytest.raises(ConfigurationError, match="any module with Request and Response"):
        WRAPPERS.load(name)


def test_a_module_that_fails_while_it_is_imported_says_why(tmp_path, monkeypatch):
    (tmp_path / "broken_layer.py").write_text("1 / 0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigurationError, match="ZeroDivisionError: division by zero") as caught:
        WRAPPERS.load("broken_layer")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_an_argument_of_app_wins_over_the_setting(monkeypatch, ask):
    monkeypatch.setenv("BIZKIT_WRAPPERS", "werkzeug")
    app = App(lambda request: bizkit.Response(type(request).__module__), wrappers="by_hand")
    assert ask(app).body == b"bizkit.wrappers.by_hand.request"
    assert app.layers["wrappers"].Response.__module__ == "bizkit.wrappers.by_hand.response"
    assert bizkit.Response.__module__ == "bizkit.wrappers.on_werkzeug.response"

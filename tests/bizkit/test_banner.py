"""The banner of `bizkit run` names the classes that really answer."""

import importlib
import sys
import textwrap

import pytest

from bizkit.application import App, wsgify
from bizkit.devserver.banner import classes_that_answer

BY_HAND = "by_hand (bizkit/wrappers/by_hand/)"
WERKZEUG = "werkzeug (bizkit/wrappers/on_werkzeug/)"

OBJECTS = """
    class Request:
        def __init__(self, environ): ...

    class Response:
        def __call__(self, environ, start_response): ...

    def wsgify(view):
        def application(environ, start_response):
            return view(Request(environ))(environ, start_response)
        return application
"""
FRAMEWORK = """
    from objects import Request
    from bizkit import Response

    def application(environ, start_response): ...

    class Site:
        def __init__(self, view):
            self.view = view

        def __call__(self, environ, start_response):
            return self.view(Request(environ))(environ, start_response)
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes modules into the working directory, and imports the last one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv("BIZKIT_WRAPPERS", raising=False)

    def write(**sources):
        for name, source in sources.items():
            (tmp_path / f"{name}.py").write_text(textwrap.dedent(source), encoding="utf-8")
            monkeypatch.delitem(sys.modules, name, raising=False)
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield write
    for name in ("objects", "framework", "shop"):
        sys.modules.pop(name, None)


def test_a_view_on_a_twin(module):
    shop = module(shop="from bizkit import Response\ndef home(request): ...")
    assert classes_that_answer(App(shop.home)) == f"Request and Response: {BY_HAND}"
    assert classes_that_answer(wsgify(shop.home)) == f"Request and Response: {BY_HAND}"


def test_a_view_on_a_module_of_your_own(module, monkeypatch):
    monkeypatch.setenv("BIZKIT_WRAPPERS", "objects")
    shop = module(objects=OBJECTS, shop="from bizkit import Response\ndef home(request): ...")
    assert classes_that_answer(App(shop.home)) == "Request and Response: objects.py (yours)"


def test_classes_from_different_places_have_a_line_each(module, monkeypatch):
    monkeypatch.setenv("BIZKIT_WRAPPERS", "objects")
    shop = module(objects=OBJECTS, shop="from bizkit.wrappers.by_hand import Response\ndef home(request): ...")
    assert classes_that_answer(App(shop.home)) == f"Request: objects.py (yours)\nResponse: {BY_HAND}"


def test_the_argument_of_an_app_wins_over_the_setting(module):
    shop = module(shop="from bizkit import Response\ndef home(request): ...")
    app = App(shop.home, wrappers="werkzeug")
    assert classes_that_answer(app) == f"Request: {WERKZEUG}\nResponse: {BY_HAND}"


def test_a_view_that_names_no_response(module):
    shop = module(shop="from bizkit import redirect\ndef home(request): ...")
    assert classes_that_answer(App(shop.home)) == f"Request: {BY_HAND}"


def test_a_framework_of_your_own_as_a_function(module):
    framework = module(objects=OBJECTS, framework=FRAMEWORK)
    assert classes_that_answer(framework.application) == f"Request: objects.py (yours)\nResponse: {BY_HAND}"


def test_a_framework_of_your_own_as_an_object_and_the_response_of_its_view(module):
    modules = {"objects": OBJECTS, "framework": FRAMEWORK}
    shop = module(**modules, shop="from framework import Site\ndef home(request): ...\napplication = Site(home)")
    assert classes_that_answer(shop.application) == f"Request: objects.py (yours)\nResponse: {BY_HAND}"
    shop = module(
        shop="from objects import Response\nfrom framework import Site\napplication = Site(lambda request: 0)"
    )
    assert classes_that_answer(shop.application) == "Request and Response: objects.py (yours)"


def test_a_decorator_of_your_own(module):
    shop = module(objects=OBJECTS, shop="from objects import *\n@wsgify\ndef home(request): ...")
    assert classes_that_answer(shop.home) == "Request and Response: objects.py (yours)"


def test_an_installed_package_and_its_application(module):
    shop = module(shop="from werkzeug import Request, Response\ndef application(environ, start_response): ...")
    assert classes_that_answer(shop.application) == "Request and Response: werkzeug (an installed package)"


@pytest.mark.parametrize(
    "source",
    ["def application(environ, start_response): ...", "Request = 'GET /'\ndef application(environ, start): ..."],
    ids=["no such names", "a name that isn't a class"],
)
def test_a_bare_wsgi_application_has_no_banner(module, source):
    assert classes_that_answer(module(shop=source).application) == ""


@pytest.mark.parametrize("application", [print, "".join, type("Callable", (), {"__call__": len})()])
def test_what_is_written_in_c_has_no_banner(application):
    assert classes_that_answer(application) == ""


def test_a_file_elsewhere_is_named_in_full(module, tmp_path, monkeypatch):
    shop = module(objects=OBJECTS, shop="from objects import *\n@wsgify\ndef home(request): ...")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    path = str(tmp_path / "objects.py").replace("\\", "/")
    assert classes_that_answer(shop.home) == f"Request and Response: {path} (yours)"


def test_a_reference_answer_is_not_called_yours(monkeypatch):
    from solutions.ex3.hello import application

    monkeypatch.chdir(kit_root())
    assert classes_that_answer(application) == "Request and Response: solutions/ex3/http_objects.py"


def kit_root():
    import solutions

    return solutions.__path__[0].removesuffix("solutions")

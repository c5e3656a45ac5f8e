"""The layers that the contract is about, and `ask`, which holds every answer against PEP 3333 twice."""

import importlib
import io
import itertools
import sys
import types
from dataclasses import dataclass
from pathlib import Path
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from bizkit import application
from bizkit.testing import webtest

sys.path.append(str(Path(__file__).parents[2]))  # for `solutions`, which is in the kit's root

TWINS = {"by_hand": "bizkit.wrappers.by_hand", "werkzeug": "bizkit.wrappers.on_werkzeug"}
LAYERS = {**TWINS, "ex3": "solutions.ex3.http_objects"}


@pytest.fixture(params=TWINS)
def twin(request):
    """A layer that keeps the whole contract."""
    return importlib.import_module(TWINS[request.param])


@pytest.fixture(params=LAYERS)
def layer(request):
    """A layer that keeps as much of the contract as ex3 asks for."""
    return importlib.import_module(LAYERS[request.param])


def pytest_generate_tests(metafunc):
    """`serve` is each entry point on each layer: bizkit's, and those of ex4's reference answer."""
    if "serve" in metafunc.fixturenames:
        ours = itertools.product(["bizkit"], ["App", "application"], LAYERS)
        ex4s = itertools.product(["ex4"], ["App", "application"], LAYERS)
        metafunc.parametrize("serve", [*ours, *ex4s], ids=" ".join, indirect=True)


@pytest.fixture
def serve(request, monkeypatch):
    """A function that makes a WSGI application of a view. Its `Response` is the layer's."""
    whose, entry, name = request.param
    monkeypatch.setenv("BIZKIT_WRAPPERS", name if name in TWINS else LAYERS[name])
    framework = application
    if whose == "ex4":
        monkeypatch.delitem(sys.modules, "solutions.ex4.framework", raising=False)
        framework = importlib.import_module("solutions.ex4.framework")

    def by_name(view):
        module = types.ModuleType("named_by_bizkit_app")
        module.view = view
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setenv("BIZKIT_APP", "named_by_bizkit_app:view")
        return application.Framework() if whose == "bizkit" else framework.application

    def make(view):
        return framework.App(view) if entry == "App" else by_name(view)

    make.Response = importlib.import_module(LAYERS[name]).Response
    return make


@dataclass
class Answer:
    status: str
    headers: list
    chunks: list

    @property
    def body(self):
        return b"".join(self.chunks)

    @property
    def fields(self):
        """The header fields by their names in lower case. Only the last of repeated ones is in it."""
        return {name.lower(): value for name, value in self.headers}


@pytest.fixture
def make_environ():
    """A WSGI environment. Keywords are its keys; one that is None is left out."""

    def make(data=b"", **keys):
        environ = {"wsgi.input": io.BytesIO(data), "QUERY_STRING": ""}
        setup_testing_defaults(environ)
        if data:
            environ["CONTENT_LENGTH"] = str(len(data))
        environ.update(keys)
        return {key: value for key, value in environ.items() if value is not None}

    return make


@pytest.fixture
def code_of():
    """The status code of the HTTP error that a call raises; None when it raises nothing."""

    def code_of(call):
        try:
            call()
        except Exception as error:
            if not isinstance(getattr(error, "code", None), int):
                raise
            return error.code
        return None

    return code_of


@pytest.fixture
def ask(make_environ):
    """What an application answers, with wsgiref's validator and WebTest's lint between it and the test."""

    def ask(application, data=b"", **keys):
        started = []

        def start_response(status, headers, exc_info=None):
            started[:] = [status, headers]
            return None

        iterable = validator(webtest.lint.middleware(application))(make_environ(data, **keys), start_response)
        try:
            chunks = list(iterable)
        finally:
            iterable.close()
        return Answer(*started, chunks)

    return ask

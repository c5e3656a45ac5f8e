import functools
import types

import pytest

from bizkit.application import App, Framework, wsgify
from bizkit.devserver.middleware import explain
from bizkit.exceptions import ConfigurationError
from bizkit.loading import find_view, is_wsgi_application


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that modules are imported from: a function that writes one."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(name, text):
        path = tmp_path / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write


def test_a_view_is_found_by_its_module_and_name(folder):
    folder("found_here", "def hello(request): return 'hello'")
    folder("found_in.a_package", "def hello(request): return 'packed'")
    assert find_view("found_here:hello")(None) == "hello"
    assert find_view("found_in.a_package:hello")(None) == "packed"


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ("hello", "doesn't have that form"),
        ("hello:", "doesn't have that form"),
        (":hello", "doesn't have that form"),
        ("a:b:c", "doesn't have that form"),
        ("ex4/hello.py:hello", "doesn't have that form"),
        ("ex4..hello:hello", "doesn't have that form"),
        (".hello:hello", "doesn't have that form"),
        ("hello:1st", "doesn't have that form"),
        ("no_such_module:hello", "there is no module 'no_such_module'"),
        ("no_such_package.hello:hello", "there is no module 'no_such_package'"),
        ("lookup_errors.nothing:hello", "there is no module 'lookup_errors.nothing'"),
        ("lookup_errors.fine:helo", "has no name 'helo'. Did you mean 'hello'?"),
        ("lookup_errors.fine:unlike_any", "has no name 'unlike_any'."),
        ("lookup_errors.fine:number", "'number' is not callable. It is of type int"),
        ("lookup_errors.fine:application", "that is a WSGI application"),
        ("lookup_errors.fine:three", "takes 3 arguments (a, b, c)"),
        ("lookup_errors.imports:hello", "can't be imported. It raised ModuleNotFoundError: No module named 'missing'"),
        ("lookup_errors.imports_beside:hello", "It raised ModuleNotFoundError: No module named 'lookup_errors.beside'"),
        ("lookup_errors.raises:hello", "can't be imported. It raised ZeroDivisionError: division by zero"),
        ("lookup_errors.syntax:hello", "can't be imported. It raised SyntaxError"),
        ("lookup_errors.exits:hello", "can't be imported. It raised SystemExit: 3"),
    ],
)
def test_each_thing_that_can_be_wrong_has_its_own_error(folder, spec, problem):
    folder("lookup_errors.fine", "number = 1\ndef hello(request): ...\ndef application(environ, start_response): ...\n")
    folder("lookup_errors.fine", "number = 1\ndef hello(r): ...\ndef application(e, s): ...\ndef three(a, b, c): ...\n")
    folder("lookup_errors.imports", "import missing")
    folder("lookup_errors.imports_beside", "from lookup_errors import beside_it\nimport lookup_errors.beside")
    folder("lookup_errors.beside_it", "")
    folder("lookup_errors.raises", "1 / 0")
    folder("lookup_errors.syntax", "def hello(:")
    folder("lookup_errors.exits", "raise SystemExit(3)")
    with pytest.raises(ConfigurationError) as caught:
        find_view(spec)
    message = str(caught.value)
    assert problem in message
    if "three" not in spec:
        assert message.startswith(f"BIZKIT_APP={spec!r}")
        assert '"module:view"' in message


def test_what_went_wrong_inside_the_module_is_the_cause(folder):
    folder("has_a_cause", "1 / 0")
    with pytest.raises(ConfigurationError) as caught:
        find_view("has_a_cause:hello")
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_module_that_is_mended_is_found(folder):
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="there is no module"):
            find_view("added_later:hello")
    folder("added_later", "def hello(request): ...")
    assert find_view("added_later:hello").__name__ == "hello"


def view(request, greeting="Hello"):
    """One required argument."""


def application(environ, start_response):
    """Two."""


def anything(*args, **keywords):
    """That tells nothing."""


class Application:
    def __init__(self, environ, start_response):
        pass


class ViewAndMore:
    def __call__(self, request):
        pass

    def view(self, request):
        pass

    def application(self, environ, start_response):
        pass


@functools.wraps(view)
def decorated(request):
    return view(request)


@functools.wraps(view)
def decorated_into_an_application(environ, start_response):
    pass


@pytest.mark.parametrize(
    ("found", "name", "expected"),
    [
        (view, "m:view", False),
        (view, "m:application", False),
        (lambda request: None, "m:app", False),
        (ViewAndMore(), "m:app", False),
        (ViewAndMore().view, "m:app", False),
        (decorated, "m:app", False),
        (application, "m:anything", True),
        (Application, "m:anything", True),
        (ViewAndMore().application, "m:anything", True),
        (decorated_into_an_application, "m:view", True),
        (App(view), "m:anything", True),
        (Framework(), "m:anything", True),
        (wsgify(view), "m:anything", True),
        (anything, "m:application", True),
        (anything, "m:app", True),
        (anything, "m:hello", False),
        (functools.partial(application, {}), "m:x", False),
    ],
)
def test_a_view_requires_one_argument_and_a_wsgi_application_two(found, name, expected):
    assert is_wsgi_application(found, name) is expected


def test_a_callable_that_does_not_tell_its_arguments_goes_by_its_name():
    class Secretive:
        __signature__ = "none"

        def __call__(self, *args):
            pass

    assert is_wsgi_application(Secretive(), "m:application")
    assert not is_wsgi_application(Secretive(), "m:hello")


def test_an_application_made_by_werkzeug_is_one():
    from werkzeug.wrappers import Request

    @Request.application
    def hello(request):
        pass

    assert is_wsgi_application(hello, "m:application")
    assert isinstance(hello, types.FunctionType)


def test_a_module_that_is_not_there_needs_no_traceback():
    with pytest.raises(ConfigurationError, match="there is no module 'no_such_shop'") as caught:
        find_view("no_such_shop.views:home")
    assert "Traceback" not in explain(caught.value)

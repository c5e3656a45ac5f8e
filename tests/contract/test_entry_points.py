"""What an entry point makes of a view: as a framework and as a library, on each layer."""

import sys
import types

import pytest

from bizkit.application import App, Framework, wsgify
from bizkit.exceptions import BadRequest, ConfigurationError, NotFound


def test_the_view_gets_a_request_and_its_response_is_sent(serve, ask):
    def view(request):
        return serve.Response(f"{request.method} {request.path} {request.args['name']}", status=201)

    answer = ask(serve(view), REQUEST_METHOD="PUT", PATH_INFO="/there", QUERY_STRING="name=Zo%C3%AB")
    assert answer.status == "201 Created"
    assert answer.body.decode() == "PUT /there Zoë"


def test_any_callable_is_a_view(serve, ask):
    class View:
        def __call__(self, request):
            return serve.Response("from an object")

    assert ask(serve(View())).body == b"from an object"
    assert ask(serve(lambda request: serve.Response("from a lambda"))).body == b"from a lambda"


def test_each_request_is_a_new_one(serve, ask):
    application = serve(lambda request: serve.Response(request.path))
    assert [ask(application, PATH_INFO=path).body for path in ("/a", "/b")] == [b"/a", b"/b"]


def test_a_response_may_be_any_wsgi_application(serve, ask):
    def response(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"by "
        yield b"hand"

    assert ask(serve(lambda request: response)).body == b"by hand"


def test_a_stream_is_closed_once(serve, ask):
    closed = []

    def stream():
        try:
            yield b"a"
            yield b"b"
        finally:
            closed.append(True)

    assert ask(serve(lambda request: serve.Response(stream()))).body == b"ab"
    assert closed == [True]


@pytest.mark.parametrize("returned", [None, "text", b"bytes", 42, {"a": 1}])
def test_what_is_no_response_raises_a_type_error_that_says_what_came_back(serve, make_environ, returned):
    with pytest.raises(TypeError, match="Response") as caught:
        serve(lambda request: returned)(make_environ(), None)
    assert repr(returned) in str(caught.value)


def test_an_exception_of_the_view_is_left_to_the_server(serve, make_environ):
    def view(request):
        raise LookupError("of the view")

    with pytest.raises(LookupError, match="of the view"):
        serve(view)(make_environ(), None)


@pytest.mark.parametrize(
    ("returned", "hint"),
    [(None, "return"), ("x" * 1000, "Wrap it"), (b"", "Wrap it"), (42, "WSGI application")],
    ids=["None", "str", "bytes", "int"],
)
def test_the_type_error_says_what_to_do(make_environ, returned, hint):
    def some_view(request):
        return returned

    with pytest.raises(TypeError, match=hint) as caught:
        App(some_view)(make_environ(), None)
    assert "some_view" in str(caught.value)
    assert len(str(caught.value)) < 400


def test_an_async_view_is_told_that_wsgi_can_not_await(make_environ):
    class Awaitable:
        def __await__(self):
            yield

    with pytest.raises(TypeError, match="async def"):
        App(lambda request: Awaitable())(make_environ(), None)


@pytest.mark.parametrize("wrappers", ["by_hand", "werkzeug"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_http_error_that_is_raised_is_the_answer(ask, wrappers, method):
    def view(request):
        raise NotFound("No <such> page.")

    answer = ask(App(view, wrappers=wrappers), REQUEST_METHOD=method)
    assert answer.status == "404 Not Found"
    assert answer.fields["content-type"] == "text/html; charset=utf-8"
    assert (b"No &lt;such&gt; page." in answer.body) == (method == "GET")
    assert int(answer.fields["content-length"]) > 50


@pytest.mark.parametrize("wrappers", ["by_hand", "werkzeug"])
@pytest.mark.parametrize("where", ["args", "headers", "form"])
def test_a_missing_key_that_nobody_catches_is_a_bad_request(ask, wrappers, where):
    answer = ask(App(lambda request: getattr(request, where)["Number"], wrappers=wrappers))
    assert answer.status.startswith("400 ")


def test_content_that_ends_too_early_is_answered_with_a_bad_request(twin, ask):
    answer = ask(App(lambda request: twin.Response(request.get_data()), wrappers=twin), b"hello", CONTENT_LENGTH="9")
    assert answer.status.startswith("400 ")


def test_the_library_serves_a_view_on_the_layer_that_it_is_given(twin, ask):
    assert ask(wsgify(lambda request: twin.Response(str(type(request) is twin.Request)), twin)).body == b"True"


def test_two_apps_share_no_state(ask):
    first = App(lambda request: request_class(request), wrappers="by_hand")
    second = App(lambda request: request_class(request), wrappers="werkzeug")
    assert (ask(first).body, ask(second).body) == (
        b"bizkit.wrappers.by_hand.request",
        b"bizkit.wrappers.on_werkzeug.request",
    )


def request_class(request):
    from bizkit.wrappers.by_hand import Response

    return Response(type(request).__module__)


@pytest.mark.parametrize("make", [App, wsgify])
@pytest.mark.parametrize("view", [None, "hello", 42])
def test_a_view_that_can_not_be_called_is_refused_at_once(make, view):
    with pytest.raises(TypeError, match="can't be called"):
        make(view)


def test_wsgify_keeps_the_name_of_the_view():
    def hello(request):
        """Greet."""

    assert (wsgify(hello).__name__, wsgify(hello).__doc__) == ("hello", "Greet.")


def test_the_framework_looks_for_its_view_once(ask, monkeypatch):
    framework, module = Framework(), types.ModuleType("looked_up_once")
    module.view = lambda request: BadRequest()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("BIZKIT_APP", "looked_up_once:view")
    assert ask(framework).status == "400 Bad Request"
    monkeypatch.setenv("BIZKIT_APP", "no_more:view")
    assert ask(framework).status == "400 Bad Request"


def test_the_framework_looks_again_after_it_found_nothing(ask, make_environ, monkeypatch):
    framework, module = Framework(), types.ModuleType("there_later")
    monkeypatch.setenv("BIZKIT_APP", "there_later:view")
    with pytest.raises(ConfigurationError, match="there is no module 'there_later'"):
        framework(make_environ(), None)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with pytest.raises(ConfigurationError, match="no name 'view'"):
        framework(make_environ(), None)
    module.view = lambda request: BadRequest()
    assert ask(framework).status == "400 Bad Request"

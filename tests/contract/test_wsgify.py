"""`wsgify`, as ex3 asks for it: bizkit's on both twins, and that of ex3's reference answer."""

import pytest


@pytest.fixture
def wsgify(layer):
    """The layer's own, where it has one."""
    from bizkit import application

    return getattr(layer, "wsgify", lambda view: application.wsgify(view, layer))


def test_a_view_becomes_a_wsgi_application(layer, wsgify, ask):
    @wsgify
    def hello(request):
        return layer.Response(f"Hello, {request.args.get('name', 'PyCon')}")

    assert ask(hello).body == b"Hello, PyCon"
    assert ask(hello, QUERY_STRING="name=Zo%C3%AB").body.decode() == "Hello, Zoë"


def test_the_view_gets_a_request_of_the_layer(layer, wsgify, ask):
    seen = []

    def view(request):
        seen.append(request)
        return layer.Response()

    ask(wsgify(view))
    assert isinstance(seen[0], layer.Request)


def test_the_iterable_of_the_response_is_closed(layer, wsgify, ask):
    closed = []

    class Stream:
        def __iter__(self):
            yield b"a"

        def close(self):
            closed.append(True)

    assert ask(wsgify(lambda request: layer.Response(Stream()))).body == b"a"
    assert closed == [True]


def test_an_exception_of_the_view_passes(layer, wsgify, make_environ):
    def view(request):
        raise LookupError

    with pytest.raises(LookupError):
        wsgify(view)(make_environ(), None)

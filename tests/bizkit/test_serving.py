"""`bizkit.serving`: a socket that listens, and a server on it that ends when it is asked to."""

import contextlib
import http.client
import socket
import threading

import pytest

from bizkit import serving
from bizkit.exceptions import ConfigurationError

PATIENCE = 15.0


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


def ask(listener):
    connection = http.client.HTTPConnection(*listener.getsockname()[:2], timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", "/")
        answer = connection.getresponse()
        return answer.status, answer.read()


@pytest.fixture
def serve():
    """Serve an application in a thread, until the function that this returns is called."""
    with contextlib.ExitStack() as stack:

        def start(application, **options):
            listener = stack.enter_context(serving.listen("127.0.0.1", 0))
            ended = threading.Event()
            options = {"has_ended": ended.is_set, **options}
            thread = threading.Thread(target=serving.serve, args=(application, listener), kwargs=options)
            thread.start()

            def end():
                ended.set()
                thread.join(PATIENCE)
                assert not thread.is_alive()

            stack.callback(end)
            return listener, end, ended

        yield start


def test_it_answers_until_it_has_ended(serve):
    listener, end, _ = serve(hello)
    address = listener.getsockname()
    assert ask(listener) == (200, b"hello")
    end()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=PATIENCE).close()


def test_a_request_that_has_begun_is_finished(serve):
    begun, go = threading.Event(), threading.Event()

    def slow(environ, start_response):
        begun.set()
        go.wait(PATIENCE)
        return hello(environ, start_response)

    listener, _, ended = serve(slow)
    answers = []
    client = threading.Thread(target=lambda: answers.append(ask(listener)))
    client.start()
    assert begun.wait(PATIENCE)
    ended.set()
    go.set()
    client.join(PATIENCE)
    assert answers == [(200, b"hello")]


@pytest.mark.parametrize("reported", [True, False])
def test_an_exception_that_was_reported_is_not_logged_again(serve, caplog, reported):
    def broken(environ, start_response):
        raise LookupError("the other half")

    listener, end, _ = serve(broken, was_reported=lambda error: reported)
    assert ask(listener)[0] == 500
    end()
    assert ("the other half" in caplog.text) is not reported


def test_as_many_requests_as_there_are_threads_are_answered_at_a_time(serve):
    together = threading.Barrier(3)

    def meet(environ, start_response):
        together.wait(PATIENCE)
        return hello(environ, start_response)

    listener, _, _ = serve(meet, threads=3)
    answers = []
    clients = [threading.Thread(target=lambda: answers.append(ask(listener))) for _ in range(3)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(PATIENCE)
    assert answers == [(200, b"hello")] * 3


def test_the_url_is_that_of_the_socket():
    with serving.listen("127.0.0.1", 0) as listener:
        assert serving.url(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_the_url_of_an_ipv6_address_has_brackets():
    try:
        listener = serving.listen("::1", 0)
    except ConfigurationError:
        pytest.skip("there is no IPv6 here")
    with listener:
        assert serving.url(listener) == f"http://[::1]:{listener.getsockname()[1]}/"


def test_a_port_that_is_taken_is_named_with_another_one():
    with serving.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Nothing can listen on 127.0.0.1, port {port}: .*\n.*--port"):
            serving.listen("127.0.0.1", port)

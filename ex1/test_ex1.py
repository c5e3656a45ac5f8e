"""Grades ex1: the two commands of the README, run for real on a free port."""

import sys

import pytest

from bizkit.workshop.judge.expect.servers import serve, waitress_serve
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.processes import free_port

DEMO = "Hello world!"
"""How the page of wsgiref's demo_app begins; after it comes the environ, a line a key."""


@pytest.fixture
def python_serves(learner):
    """`python ex1/it_works.py` from the kit's root, with PORT in the environment."""
    port = free_port()
    command = [sys.executable, learner.path("it_works")]
    shown = f"PORT={port} python {learner.path('it_works')}"
    return serve(command, shown, learner.root, learner.limit, port, {"PORT": str(port)})


@pytest.fixture
def waitress_serves(learner):
    """`waitress-serve it_works:demo_app` from the exercise's folder. PORT, which is not for it, names another one."""
    port, elsewhere = free_port(), free_port()
    arguments = [f"--port={port}", "--host=127.0.0.1", "it_works:demo_app"]
    shown = f"cd {learner.package}; waitress-serve --port={port} it_works:demo_app"
    command = [*waitress_serve(), *arguments]
    return serve(command, shown, learner.root, learner.limit, port, {"PORT": str(elsewhere)}, cwd=learner.folder)


def expect_the_demo_page(server, why):
    answer = server.get("/some/path?name=PyCon")
    if answer.status == 500:
        raise server.error_page(answer)
    if not answer.text.startswith(DEMO) or "PATH_INFO = '/some/path'" not in answer.text:
        raise Failure(
            expected=f"`{server.shown}` serves wsgiref's demo_app: the page “{DEMO}”, then the environ line by line.",
            got="Another page.",
            why=why,
            try_next="Use the demo_app of wsgiref.simple_server as it is; you need not write one.",
            transcript=answer.transcript,
        )


@pytest.mark.task("1.1")
def test_python_it_works_serves_demo_app_on_port(python_serves):
    with python_serves as server:
        expect_the_demo_page(server, "It shows the environ that a server hands to an application: you need it in ex2.")


@pytest.mark.task("1.1")
def test_the_server_stays_for_a_second_visitor(python_serves):
    with python_serves as server:
        server.get("/")
        try:
            server.get("/again")
        except Failure as failure:
            raise Failure(
                expected=f"`{server.shown}` serves until it is stopped: a second visitor gets a page, too.",
                got=failure.got,
                why="handle_request() serves one request and ends. A server is there for everybody.",
                try_next="Call serve_forever() on what make_server gives you.",
                transcript=failure.transcript,
                outcome=failure.outcome,
            ) from None


@pytest.mark.task("1.2")
def test_waitress_serves_the_same_application(waitress_serves):
    with waitress_serves as server:
        expect_the_demo_page(server, "One application, any server: that is what WSGI is for.")

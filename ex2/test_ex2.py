"""Grades ex2: what the page says, and whether it is sent as PEP 3333 wants it."""

import re

import pytest

from bizkit.workshop.judge.exchange import Request
from bizkit.workshop.judge.expect import greetings
from bizkit.workshop.judge.expect.html import visible_text
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.learner import follow_the_protocol

ANY_ELEMENT = re.compile(r"<(!doctype html|[a-z][a-z0-9-]*)[\s>/]", re.IGNORECASE)
HTML_IN_UTF_8 = re.compile(r"""text/html\s*;\s*charset\s*=\s*"?utf-?8"?\s*""", re.IGNORECASE)
REQUESTS = {
    "the front page": Request(),
    "another path": Request("GET", "/no/such/page"),
    "a form": Request("POST", "/", {"Content-Type": "application/x-www-form-urlencoded"}, b"name=PyCon"),
    "no Host": Request(changes={"HTTP_HOST": None}),
}


@pytest.fixture
def application(learner):
    return learner.application("hello")


@pytest.mark.task("2.1")
def test_the_page_says_hello_pycon(application):
    exchange = application.get("/")
    if exchange.end == "nothing returned":
        follow_the_protocol(exchange, "A page that says “Hello, PyCon”.")
    text = visible_text(exchange.text)
    if "Hello, PyCon" not in text:
        raise Failure(
            expected="A page that says “Hello, PyCon”.",
            got=f"A page that says: {text[:200]!r}" if text else "An empty page.",
            why="The body that your application returns is all that a visitor gets to read.",
            try_next="Return a list with the page in it, as bytes. Mind the comma and the capitals.",
            transcript=exchange,
        )


@pytest.mark.task("2.1")
def test_the_page_is_html(application):
    exchange = application.get("/")
    if not ANY_ELEMENT.search(exchange.text):
        raise Failure(
            expected="An HTML page.",
            got=f"Text without any HTML element: {exchange.text[:200]!r}",
            why="A browser shows text/html by its elements; a page without any is plain text.",
            try_next='Put the greeting into an element: "<h1>Hello, PyCon</h1>" will do.',
            transcript=exchange,
        )


@pytest.mark.task("2.2")
@pytest.mark.parametrize("case", REQUESTS)
def test_each_answer_follows_the_protocol(application, case):
    follow_the_protocol(application.send(REQUESTS[case]))


@pytest.mark.task("2.2")
def test_the_status_is_200(application):
    exchange = application.get("/")
    if exchange.status_code != 200:
        raise Failure(
            expected="The status 200 OK: the page is there.",
            got=f"The status {exchange.status!r}.",
            why="The code is all that a program (a browser, a cache, a search engine) looks at.",
            try_next='Call start_response("200 OK", headers).',
            transcript=exchange,
        )


@pytest.mark.task("2.2")
def test_the_media_type_is_html_in_utf_8(application):
    exchange = application.get("/")
    given = exchange.header("Content-Type")
    if not (given and HTML_IN_UTF_8.fullmatch(given)):
        raise Failure(
            expected="The header Content-Type: text/html; charset=utf-8",
            got=f"Content-Type: {given}" if given else "No Content-Type header.",
            why="Without text/html a browser may show the tags; without the charset it guesses, and ë becomes Ã«.",
            try_next='Put ("Content-Type", "text/html; charset=utf-8") into the list of headers.',
            transcript=exchange,
        )


@pytest.mark.task("2.2")
def test_the_body_is_in_the_charset_that_its_header_names(application):
    exchange = application.get("/")
    try:
        exchange.body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Failure(
            expected="A body in UTF-8, as its Content-Type says.",
            got=f"Bytes that are not UTF-8, from byte {error.start} on.",
            why="A browser believes the charset, and shows what it can't decode as �.",
            try_next='Encode the page with .encode("utf-8").',
            transcript=exchange,
        ) from None


@pytest.mark.task("2.2")
def test_a_second_visitor_gets_a_page_too(application):
    application.get("/")
    exchange = application.get("/")
    follow_the_protocol(exchange)
    if "Hello, PyCon" not in visible_text(exchange.text):
        raise Failure(
            expected="The same page for a second visitor.",
            got=f"A page that says: {visible_text(exchange.text)[:200]!r}" if exchange.body else "An empty page.",
            why="One application serves every request: what it keeps between two of them, everybody gets.",
            try_next="Make the body anew in each call. An iterator that is made once is empty the second time.",
            transcript=exchange,
        )


@pytest.mark.task("2.3")
@pytest.mark.parametrize("case", greetings.NAMES)
def test_the_visitor_is_greeted_by_name(application, case):
    greetings.greets_by_name(application, case)


@pytest.mark.task("2.3")
def test_no_query_string_at_all_greets_pycon(application):
    greetings.greets_without_a_query(application)


@pytest.mark.task("2.4")
@pytest.mark.parametrize("case", greetings.TYPED)
def test_what_the_visitor_typed_is_shown_as_text(application, case):
    greetings.shows_what_was_typed(application, case)


@pytest.mark.task("2.4")
@pytest.mark.parametrize("query", greetings.BROKEN, ids=ascii)
def test_bytes_that_are_not_utf_8_do_no_harm(application, query):
    greetings.survives(application, query)

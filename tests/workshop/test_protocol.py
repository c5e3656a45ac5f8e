"""Each rule of PEP 3333: an exchange that breaks it is told, one that is odd and legal passes."""

import sys
import warnings
from wsgiref.validate import validator

import pytest

from bizkit.workshop.judge.exchange import Exchange, Request
from bizkit.workshop.judge.expect.wsgi import violation
from bizkit.workshop.judge.gateway import Gateway as Recorder
from bizkit.workshop.judge.gateway import Input

HTML = ("Content-Type", "text/html")


class Text(str):
    pass


def answer(*args, body=(b"page",), **kwargs):
    def application(environ, start_response):
        start_response(*args, **kwargs)
        return body if isinstance(body, str | bytes | None) else list(body)

    return application


def no_start_response(environ, start_response):
    return [b"page"]


def too_late(environ, start_response):
    yield b"page"
    start_response("200 OK", [HTML])


def twice(environ, start_response):
    start_response("200 OK", [HTML])
    start_response("200 OK", [HTML])
    return [b"page"]


def writes_text(environ, start_response):
    start_response("200 OK", [HTML])("page")
    return []


def never_ends(environ, start_response):
    start_response("200 OK", [HTML])
    while True:
        yield b"page"


def fields(*pairs):
    return answer("200 OK", [HTML, *pairs])


BROKEN = {
    "None": (answer("200 OK", [HTML], body=None), "The application returned None."),
    "no start_response": (no_start_response, "start_response was never called."),
    "start_response after a chunk": (too_late, "called only after 1 chunk(s)"),
    "keywords": (answer(status="200 OK", response_headers=[HTML]), "positional"),
    "one argument": (answer("200 OK"), "It was called as start_response('200 OK')."),
    "start_response twice": (twice, "start_response was called 2 times."),
    "a status of bytes": (answer(b"200 OK", [HTML]), "b'200 OK', bytes"),
    "a status that is a number": (answer(200, [HTML]), "The status is 200, an int."),
    "a status without a reason": (answer("200", [HTML]), 'Add the reason: "200 OK"'),
    "a status with a space for its reason": (answer("200 ", [HTML]), "one space between"),
    "a status with a line break": (answer("200 OK\r\nX: 1", [HTML]), "without control characters"),
    "a status that ends with a space": (answer("200 OK ", [HTML]), "white space around it"),
    "a status without a code": (answer("OK", [HTML]), "three digits"),
    "a status of two digits": (answer("20 OK", [HTML]), "three digits"),
    "a status of another alphabet": (answer("200 \u041e\u043a", [HTML]), "three digits"),
    "headers in a dict": (answer("200 OK", dict([HTML])), "The headers are a dict"),
    "headers in a tuple": (answer("200 OK", (HTML,)), "The headers are a tuple"),
    "headers from a generator": (answer("200 OK", (pair for pair in [HTML])), "The headers are a generator"),
    "no headers": (answer("200 OK", None), "The headers are NoneType"),
    "a pair that is a list": (fields(["X-Kit", "1"]), "One of the headers is ['X-Kit', '1']."),
    "a header of three parts": (fields(("X", "Y", "Z")), "One of the headers is"),
    "a value that is a number": (fields(("Content-Length", 4)), "a value is a str even where it is a number"),
    "a value of bytes": (fields(("X-Kit", b"1")), "two native strings"),
    "a name of bytes": (fields((b"X-Kit", "1")), "two native strings"),
    "a name with a colon": (fields(("X-Kit:", "1")), "A header is called 'X-Kit:'."),
    "a name with a space": (fields(("X Kit", "1")), "A header is called 'X Kit'."),
    "no name": (fields(("", "1")), "A header is called ''."),
    "Status": (fields(("Status", "200 OK")), "`Status` is for CGI only"),
    "a value with a line break": (fields(("X-Kit", "1\r\nSet-Cookie: a=b")), "somebody else chose"),
    "a value that is not latin-1": (fields(("X-Kit", "☃")), "one line of latin-1"),
    "a field of the connection": (fields(("Connection", "close")), "It is about the connection"),
    "chunks for the server to make": (fields(("Transfer-Encoding", "chunked")), "It is about the connection"),
    "a str": (answer("200 OK", [HTML], body="page"), "The application returned a str."),
    "bytes": (answer("200 OK", [HTML], body=b"page"), "bytes that are not in a list"),
    "a str in a list": (answer("200 OK", [HTML], body=["page"]), "A piece of the body is a str: 'page'."),
    "a bytearray in a list": (answer("200 OK", [HTML], body=[bytearray(b"x")]), "A piece of the body is a bytearray"),
    "None in a list": (answer("200 OK", [HTML], body=[b"page", None]), "A piece of the body is NoneType"),
    "write of a str": (writes_text, "A piece of the body is a str"),
    "an endless body": (never_ends, "The body did not end"),
    "a length that is too short": (fields(("Content-Length", "3")), "Content-Length says 3, and the body has 4 bytes."),
    "a length that is too long": (fields(("Content-Length", "5")), "too many makes them wait"),
    "a length that is no number": (fields(("Content-Length", "four")), "Content-Length is 'four'."),
    "a negative length": (fields(("Content-Length", "-4")), "Content-Length is '-4'."),
    "no Content-Type": (answer("200 OK", []), "There is no Content-Type header."),
}
BEYOND_THE_VALIDATOR = {
    "a status without a reason",
    "a status with a line break",
    "a status that ends with a space",
    "a status of another alphabet",
    "a status with a space for its reason",
    "a value that is not latin-1",
    "no name",
    "a name with a space",
    "a pair that is a list",
    "a length that is too short",
    "a length that is too long",
    "a length that is no number",
    "a negative length",
    "an endless body",
    "a field of the connection",
    "chunks for the server to make",
    "bytes",
    "start_response twice",
    "start_response after a chunk",
    "no start_response",
    "keywords",
    "a value of bytes",
    "a name of bytes",
    "a bytearray in a list",
}
"""Where wsgiref.validate looks away, in this version of Python or in another one, or says it with another exception."""


class Pages:
    """An iterable that starts the response when it is iterated over."""

    def __init__(self, environ, start_response):
        self.start = start_response

    def __iter__(self):
        self.start("200 OK", [HTML])
        yield b"page"


def writes(environ, start_response):
    start_response("200 OK", [HTML, ("Content-Length", "4")])(b"pa")
    return [b"ge"]


def with_exc_info(environ, start_response):
    start_response("200 OK", [HTML])
    try:
        raise LookupError
    except LookupError:
        start_response("500 Internal Server Error", [HTML], sys.exc_info())
    return [b"page"]


LEGAL = {
    "an iterable that starts late": Pages,
    "write": writes,
    "a second call with exc_info": with_exc_info,
    "exc_info that is None": answer("200 OK", [HTML], None),
    "an empty body": answer("200 OK", [HTML], body=[]),
    "empty chunks first": answer("200 OK", [HTML], body=[b"", b"", b"page"]),
    "a reason of one's own": answer("404 Gone Fishing", [HTML]),
    "a code that nobody knows": answer("299 Odd", [HTML]),
    "204 without a Content-Type": answer("204 No Content", [], body=[]),
    "304 without a Content-Type": answer("304 Not Modified", [], body=[]),
    "a field that comes twice": fields(("Set-Cookie", "a=b"), ("Set-Cookie", "c=d")),
    "a value of latin-1": fields(("X-Kit", "Zo\xeb")),
    "an empty value": fields(("X-Kit", "")),
    "a name in another case": answer("200 OK", [("content-type", "text/html"), ("CONTENT-LENGTH", "4")]),
    "a name with odd signs": fields(("X_Kit!", "1")),
}
STRICTER = {"a name with odd signs", "an iterable that starts late"}
"""Legal by RFC 9110 or PEP 3333, and yet refused by wsgiref.validate, or by its iterator."""


def exchange(application, request=None):
    request = request or Request()
    recorder = Recorder(most_chunks=20)
    recorder.run(application, request.environ())
    return Exchange(request, recorder.record)


def validated(application):
    """What wsgiref.validate says to it: None when nothing."""
    environ = Request().environ() | {"wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr}
    environ |= {"wsgi.input": Input(b""), "wsgi.multithread": True}
    environ |= {"wsgi.multiprocess": False, "wsgi.run_once": False}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = validator(application)(environ, lambda status, headers, exc_info=None: lambda data: None)
            try:
                list(body)
            finally:
                body.close()
    except (AssertionError, TypeError, ValueError) as error:
        return error
    return None


@pytest.mark.parametrize(("application", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_told(application, said):
    found = violation(exchange(application))
    assert found is not None
    assert said in f"{found.got} {found.why} {found.try_next}"
    assert found.got and found.why and found.try_next


@pytest.mark.parametrize("application", LEGAL.values(), ids=LEGAL)
def test_what_is_odd_and_legal_passes(application):
    assert violation(exchange(application)) is None


@pytest.mark.parametrize("case", [case for case in BROKEN if case not in BEYOND_THE_VALIDATOR])
def test_the_standard_librarys_validator_refuses_it_as_well(case):
    assert validated(BROKEN[case][0]) is not None


@pytest.mark.parametrize("case", [case for case in LEGAL if case not in STRICTER])
def test_the_standard_librarys_validator_lets_it_pass_as_well(case):
    assert validated(LEGAL[case]) is None


def test_a_response_to_head_has_no_body_and_the_length_that_it_would_have():
    assert violation(exchange(answer("200 OK", [HTML, ("Content-Length", "4")], body=[]), Request("HEAD"))) is None


@pytest.mark.parametrize("value", [Text("200 OK"), "200 OK"], ids=["a subclass", "a str"])
def test_a_subclass_of_str_is_what_it_holds(value):
    assert violation(exchange(answer(value, [(Text("Content-Type"), Text("text/html"))]))) is None

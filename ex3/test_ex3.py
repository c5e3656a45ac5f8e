"""Grades ex3: what Request reads out of an environ, what Response sends, and the page that stands on both."""

import pytest

from bizkit.workshop.judge.exchange import Other, Request
from bizkit.workshop.judge.expect import greetings
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.learner import follow_the_protocol

FORM = "application/x-www-form-urlencoded"
ABSENT = "KeyError"
PROPERTY = "It is a method: put @property above it, and it is read without brackets."


def form(content, media_type=FORM, **changes):
    return Request("POST", "/", {"Content-Type": media_type}, content, changes)


def is_method(value):
    """Whether a value is a method that somebody forgot to make a property."""
    return isinstance(value, Other) and value.type == "method"


@pytest.fixture
def read(learner):
    """Reads an expression such as ``request.path``, where ``request`` is the learner's Request of what is sent."""
    module = learner.module("http_objects")

    def evaluate(expression, sent):
        setup = f"from {module} import Request\nrequest = Request(environ)"
        return learner.answer("http_objects", setup, expression, sent)

    return evaluate


@pytest.fixture
def expect(read):
    """Expects that an expression has a value."""

    def check(expression, value, sent, *, why, try_next, also=()):
        answer = read(expression, sent)
        if answer.value != value and answer.value not in also:
            raise Failure(
                expected=f"`{expression}` is {value!r}",
                got=f"{answer.value!r}",
                why=why,
                try_next=PROPERTY if is_method(answer.value) else try_next,
                transcript=answer.transcript,
            )
        return answer

    return check


@pytest.fixture
def example(learner):
    """A WSGI application made by a few lines that use the learner's objects."""

    def make(source):
        names = ", ".join(name for name in ("Request", "Response", "wsgify") if name in source)
        return learner.application("http_objects", f"from {learner.module('http_objects')} import {names}\n{source}")

    return make


# --- 3.1 the request line ----------------------------------------------------------------------------------------


@pytest.mark.task("3.1")
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PROPFIND"])
def test_the_method_is_the_one_that_was_sent(expect, method):
    expect(
        "request.method",
        method,
        Request(method),
        why="What a request asks for hangs on its method; there are more than GET and POST.",
        try_next="REQUEST_METHOD holds it.",
    )


@pytest.mark.task("3.1")
@pytest.mark.parametrize(
    ("target", "path"),
    [
        pytest.param("/", "/", id="the root"),
        pytest.param("/books/7", "/books/7", id="two segments"),
        pytest.param("/books/", "/books/", id="a slash at the end"),
        pytest.param("/caf%C3%A9", "/café", id="an accent"),
        pytest.param("/%E2%98%83", "/☃", id="a snowman"),
        pytest.param("/a%20b", "/a b", id="a space"),
        pytest.param("/c++", "/c++", id="a plus stays"),
        pytest.param("/100%25", "/100%", id="a percent sign"),
        pytest.param("/%2520", "/%20", id="not decoded twice"),
        pytest.param("/books?page=2", "/books", id="no query"),
    ],
)
def test_the_path_is_text(expect, target, path):
    expect(
        "request.path",
        path,
        Request("GET", target),
        why="The server has undone the percent signs and gives you bytes, each in a character of latin-1 (PEP 3333).",
        try_next='Go back to the bytes with .encode("latin-1"), then read them as UTF-8. There is nothing to unquote.',
    )


@pytest.mark.task("3.1")
def test_a_path_that_is_not_utf_8_is_text_all_the_same(read):
    sent = Request("GET", "/%FF%FE")
    answer = read("request.path", sent)
    if not (isinstance(answer.value, str) and answer.value.startswith("/") and len(answer.value) > 1):
        raise Failure(
            expected="`request.path` is text that begins with /",
            got=f"{answer.value!r}",
            why="Anybody can send any bytes; they must not end in an exception.",
            try_next='Decode with errors="replace".',
            transcript=answer.transcript,
        )


@pytest.mark.task("3.1")
def test_a_request_without_path_info_has_a_path(expect):
    expect(
        "request.path",
        "/",
        Request(changes={"PATH_INFO": None}),
        also=("",),
        why="PEP 3333: PATH_INFO “may be empty” – and so may be absent.",
        try_next='Ask with environ.get("PATH_INFO", "").',
    )


@pytest.mark.task("3.1")
@pytest.mark.parametrize(
    ("sent", "query"),
    [
        pytest.param(Request("GET", "/?a=1&b=%C3%AB+x"), "a=1&b=%C3%AB+x", id="as it was sent"),
        pytest.param(Request("GET", "/"), "", id="empty"),
        pytest.param(Request(changes={"QUERY_STRING": None}), "", id="not in the environ"),
    ],
)
def test_the_query_string_is_left_as_it_is(expect, sent, query):
    expect(
        "request.query_string",
        query,
        sent,
        also=(query.encode(),),
        why="It is the raw material: `args` reads it, and somebody may want to read it in another way.",
        try_next='environ.get("QUERY_STRING", "") and no decoding.',
    )


# --- 3.2 the arguments in the query ------------------------------------------------------------------------------


@pytest.mark.task("3.2")
@pytest.mark.parametrize(
    ("expression", "value", "target"),
    [
        pytest.param("request.args['a']", "1", "/?a=1&b=2", id="[]"),
        pytest.param("request.args['a']", "1", "/?a=1&a=2", id="[] gives the first"),
        pytest.param("request.args.get('a')", "1", "/?a=1&a=2", id="get gives the first"),
        pytest.param("request.args.get('x')", None, "/?a=1", id="get of what is not there"),
        pytest.param("request.args.get('x', 'none')", "none", "/?a=1", id="get with a default"),
        pytest.param("request.args.get('a', 'none')", "1", "/?a=1", id="get needs no default"),
        pytest.param("list(request.args.getlist('a'))", ["1", "2", "1"], "/?a=1&b=0&a=2&a=1", id="getlist gives all"),
        pytest.param("list(request.args.getlist('a'))", ["1"], "/?a=1", id="getlist of one"),
        pytest.param("request.args.getlist('x')", [], "/?a=1", id="getlist of none"),
        pytest.param("request.args['a']", "", "/?a=", id="a blank value"),
        pytest.param("request.args['a']", "", "/?b=1&a", id="a name without ="),
        pytest.param("list(request.args.getlist('a'))", ["", "1", ""], "/?a=&a=1&a=", id="getlist keeps blanks"),
        pytest.param("request.args['a']", "Zoë ☃", "/?a=Zo%C3%AB+%E2%98%83", id="UTF-8 and a plus"),
        pytest.param("request.args['a']", "1+1=2&3", "/?a=1%2B1%3D2%263", id="encoded signs"),
        pytest.param("request.args['a']", "b=c", "/?a=b=c", id="a second ="),
        pytest.param("request.args['ë']", "1", "/?%C3%AB=1", id="a name that is encoded"),
        pytest.param("request.args.get('x')", None, "/", id="no query"),
    ],
)
def test_args_hold_what_the_query_says(expect, expression, value, target):
    expect(
        expression,
        value,
        Request("GET", target),
        why="A name may come more than once, or with nothing after it; a form with checkboxes sends both.",
        try_next="urllib.parse.parse_qsl with keep_blank_values=True gives all pairs, in order.",
    )


@pytest.mark.task("3.2")
def test_args_are_empty_when_there_is_no_query_string(expect):
    expect(
        "request.args.getlist('a')",
        [],
        Request(changes={"QUERY_STRING": None}),
        why="PEP 3333: QUERY_STRING “may be empty or absent”.",
        try_next='Ask with environ.get("QUERY_STRING", "").',
    )


@pytest.mark.task("3.2")
def test_a_missing_name_in_brackets_is_a_key_error(learner):
    setup = f"""\
from {learner.module("http_objects")} import Request
request = Request(environ)
try:
    found = request.args["x"]
except LookupError:
    found = "{ABSENT}"
"""
    answer = learner.answer("http_objects", setup, "found", Request("GET", "/?a=1"))
    if answer.value != ABSENT:
        raise Failure(
            expected='`request.args["x"]` raises a KeyError, for there is no x.',
            got=f"{answer.value!r}",
            why="Brackets say “it is there”; `get` says “perhaps”. A dict and Werkzeug keep the two apart.",
            try_next="Let [] raise KeyError, and let get() catch it.",
            transcript=answer.transcript,
        )


@pytest.mark.task("3.2")
@pytest.mark.parametrize("query", ["a=%FF%FE", "a=%zz", "a=Zo\u00c3\u00ab", "&&=&%", "a=%C3"], ids=ascii)
def test_args_of_any_bytes_are_text(read, query):
    answer = read("request.args.get('a', '')", Request("GET", f"/?{query}"))
    if not isinstance(answer.value, str):
        raise Failure(
            expected="`request.args.get('a', '')` is text",
            got=f"{answer.value!r}",
            why="Anybody can send any bytes; they must not end in an exception.",
            try_next='Decode with errors="replace".',
            transcript=answer.transcript,
        )


# --- 3.3 the header fields and the content -----------------------------------------------------------------------

BROWSER = Request(
    "POST",
    "/",
    {"User-Agent": "curl/8", "X-Forwarded-For": "10.0.0.1", "Content-Type": "text/plain"},
    b"hello",
)


@pytest.mark.task("3.3")
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("request.headers['User-Agent']", "curl/8", id="[]"),
        pytest.param("request.headers['user-agent']", "curl/8", id="lower case"),
        pytest.param("request.headers['USER-AGENT']", "curl/8", id="upper case"),
        pytest.param("request.headers['X-Forwarded-For']", "10.0.0.1", id="two hyphens"),
        pytest.param("request.headers.get('x-forwarded-for')", "10.0.0.1", id="get"),
        pytest.param("request.headers['Host']", "127.0.0.1:8000", id="Host"),
        pytest.param("request.headers['Content-Type']", "text/plain", id="CONTENT_TYPE has no HTTP_"),
        pytest.param("request.headers['content-length']", "5", id="CONTENT_LENGTH has no HTTP_"),
        pytest.param("request.headers.get('X-Missing')", None, id="not there"),
        pytest.param("request.headers.get('X-Missing', 'none')", "none", id="not there, with a default"),
        pytest.param("request.headers.get('Request-Method')", None, id="the environ holds more than headers"),
    ],
)
def test_headers_are_found_in_any_case(expect, expression, value):
    expect(
        expression,
        value,
        BROWSER,
        why="“Field names are case-insensitive” (RFC 9110, 5.1), and CGI spells two of them without HTTP_ (RFC 3875).",
        try_next="Turn the asked name into its environ key: upper case, - to _, and HTTP_ before all but two.",
    )


@pytest.mark.task("3.3")
@pytest.mark.parametrize(
    ("sent", "content"),
    [
        pytest.param(form(b"name=Ada", "text/plain"), b"name=Ada", id="text"),
        pytest.param(form(b"\x00\xff\r\n", "image/png"), b"\x00\xff\r\n", id="any bytes"),
        pytest.param(form(b"Zo\xc3\xab", "text/plain"), b"Zo\xc3\xab", id="bytes, not characters"),
        pytest.param(form(b"x" * 100_000, "text/plain"), b"x" * 100_000, id="a lot"),
        pytest.param(Request(), b"", id="none"),
        pytest.param(Request("POST", changes={"CONTENT_LENGTH": ""}), b"", id="a blank CONTENT_LENGTH"),
        pytest.param(Request("POST", changes={"CONTENT_LENGTH": "0"}), b"", id="a CONTENT_LENGTH of 0"),
        pytest.param(
            Request("POST", content=b"helloGET / HTTP/1.1", changes={"CONTENT_LENGTH": "5"}),
            b"hello",
            id="no more than CONTENT_LENGTH",
        ),
    ],
)
def test_get_data_is_the_content_and_no_byte_more(expect, sent, content):
    answer = expect(
        "request.get_data()",
        content,
        sent,
        why="After the content, the same connection may carry the next visitor's request.",
        try_next="Read int(environ.get('CONTENT_LENGTH') or 0) bytes of wsgi.input.",
    )
    if answer.overread:
        asked = "read() without a size" if answer.overread < 0 else f"{answer.overread} bytes too many"
        raise Failure(
            expected="`request.get_data()` reads Content-Length bytes of wsgi.input, and no more.",
            got=f"wsgi.input was asked for {asked}.",
            why="On a real server the rest never comes, and your application waits for it for ever.",
            try_next="Give read() the size: wsgi.input.read(length).",
            transcript=answer.transcript,
        )


@pytest.mark.task("3.3")
@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("[request.get_data(), request.get_data()]", id="data twice"),
        pytest.param("[request.get_data(), b'name=' + request.form['name'].encode()]", id="and the form"),
    ],
)
def test_the_content_can_be_asked_for_again(expect, expression):
    expect(
        expression,
        [b"name=Ada"] * 2,
        form(b"name=Ada"),
        why="wsgi.input is a stream: what was read once is gone, and the second reader finds nothing.",
        try_next="Keep what you read first in an attribute, and let `form` ask get_data().",
    )


@pytest.mark.task("3.3")
@pytest.mark.parametrize(
    ("expression", "value", "sent"),
    [
        pytest.param("request.form['name']", "Ada", form(b"name=Ada&x=1"), id="[]"),
        pytest.param("request.form.get('y')", None, form(b"name=Ada"), id="not there"),
        pytest.param("list(request.form.getlist('a'))", ["1", "", "2"], form(b"a=1&a=&a=2"), id="getlist"),
        pytest.param("request.form['name']", "Zoë Q", form(b"name=Zo%C3%AB+Q"), id="encoded"),
        pytest.param("request.form['name']", "Zoë", form(b"name=Zo\xc3\xab"), id="UTF-8 as it is"),
        pytest.param("request.form['name']", "Ada", form(b"name=Ada", f"{FORM}; charset=UTF-8"), id="with a charset"),
        pytest.param(
            "request.form['name']", "Ada", form(b"name=Ada", "Application/X-WWW-Form-URLencoded"), id="in another case"
        ),
        pytest.param("request.form.get('name')", None, form(b"name=Ada", "text/plain"), id="plain text is no form"),
        pytest.param("request.form.get('name')", None, form(b"name=Ada", "application/json"), id="nor is JSON"),
        pytest.param("request.form.get('name')", None, Request("GET", "/?name=Ada"), id="a query is no form"),
        pytest.param("request.args.get('name')", None, form(b"name=Ada"), id="a form is no query"),
        pytest.param("request.form.getlist('name')", [], form(b"", CONTENT_LENGTH=""), id="an empty form"),
    ],
)
def test_form_holds_what_an_urlencoded_form_says(expect, expression, value, sent):
    expect(
        expression,
        value,
        sent,
        why="A form arrives as its Content-Type says; only application/x-www-form-urlencoded reads like a query.",
        try_next="Compare the media type alone: in lower case, and without what follows the semicolon.",
    )


@pytest.mark.task("3.3")
@pytest.mark.parametrize("content", [b"name=%FF%FE", b"name=\xff\xfe", b"&&=&%", b"name=%zz"], ids=ascii)
def test_a_form_of_any_bytes_is_text(read, content):
    answer = read("request.form.get('name', '')", form(content))
    if not isinstance(answer.value, str):
        raise Failure(
            expected="`request.form.get('name', '')` is text",
            got=f"{answer.value!r}",
            why="Anybody can send any bytes; they must not end in an exception.",
            try_next='Decode with errors="replace".',
            transcript=answer.transcript,
        )


# --- 3.4 the response ----------------------------------------------------------------------------------------------


def expect_response(exchange, *, body=None, status=200, headers=(), media_type=None, why, try_next):
    """The exchange follows the protocol, and has this content, status code, header fields and media type."""
    follow_the_protocol(exchange)
    wrong = []
    if body is not None and exchange.body != body:
        wrong.append(f"the body {exchange.body[:200]!r}, not {body!r}")
    if exchange.status_code != status:
        wrong.append(f"the status {exchange.status!r}, not {status}")
    for name, wanted in headers:
        values = [value for key, value in exchange.headers if key.lower() == name.lower()]
        if [value.replace(" ", "").lower() for value in values] != [value.replace(" ", "").lower() for value in wanted]:
            wrong.append(f"{name}: {', '.join(values) or 'no such header'}, not {', '.join(wanted) or 'none'}")
    given = exchange.header("Content-Type") or ""
    if media_type and given.partition(";")[0].strip().lower() != media_type:
        wrong.append(f"Content-Type: {given}, not {media_type}")
    if wrong:
        raise Failure(
            expected=f"{'The example' if exchange.example else exchange.file}, to answer"
            f" {exchange.request.method} {exchange.request.target}",
            got="\n".join(wrong),
            why=why,
            try_next=PROPERTY if b"<bound method " in exchange.body else try_next,
            transcript=exchange,
        )


HTML = ("Content-Type", ["text/html; charset=utf-8"])
BY_DEFAULT = ("Content-Type", ["by default"])


@pytest.fixture
def with_default(learner):
    """Puts the media type by default into a list of headers: text/html, or text/plain in Werkzeug's own Response."""

    def fill_in(headers):
        setup = f"from {learner.module('http_objects')} import Response"
        is_werkzeugs = "Response.__module__.startswith('werkzeug.')"
        media_type = "text/plain" if learner.evaluate("http_objects", setup, is_werkzeugs) else "text/html"
        return [("Content-Type", [f"{media_type}; charset=utf-8"]) if each == BY_DEFAULT else each for each in headers]

    return fill_in


@pytest.mark.task("3.4")
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param('Response("Hello")', {"body": b"Hello", "headers": [BY_DEFAULT]}, id="str"),
        pytest.param('Response("Zoë")', {"body": "Zoë".encode(), "headers": [BY_DEFAULT]}, id="str that is not ASCII"),
        pytest.param('Response(b"\\xff")', {"body": b"\xff", "headers": [BY_DEFAULT]}, id="bytes"),
        pytest.param('Response([b"one", b"two"])', {"body": b"onetwo", "headers": [BY_DEFAULT]}, id="a list"),
        pytest.param('Response("")', {"body": b"", "headers": [BY_DEFAULT]}, id="an empty str"),
        pytest.param('Response("no", 404)', {"body": b"no", "status": 404}, id="a status code"),
        pytest.param('Response("no", "404 Not Found")', {"body": b"no", "status": 404}, id="a status with its reason"),
        pytest.param('Response("tea", status=418)', {"body": b"tea", "status": 418}, id="status by name"),
        pytest.param(
            'Response("x", headers=[("X-Kit", "1"), ("X-Other", "2")])',
            {"headers": [("X-Kit", ["1"]), ("X-Other", ["2"]), BY_DEFAULT]},
            id="headers",
        ),
        pytest.param('Response("x", mimetype="text/plain")', {"media_type": "text/plain"}, id="mimetype of a text"),
        pytest.param('Response(b"x", mimetype="image/png")', {"media_type": "image/png"}, id="mimetype of an image"),
        pytest.param(
            'Response("{}", headers=[("Content-Type", "application/json")])',
            {"headers": [("Content-Type", ["application/json"])]},
            id="a Content-Type of one's own",
        ),
        pytest.param(
            'Response("{}", headers=[("content-type", "application/json")])',
            {"headers": [("Content-Type", ["application/json"])]},
            id="a Content-Type of one's own in lower case",
        ),
        pytest.param('Response("Zoë")', {"headers": [("Content-Length", ["4"])]}, id="Content-Length counts bytes"),
        pytest.param('Response(b"Hello")', {"headers": [("Content-Length", ["5"])]}, id="Content-Length of bytes"),
    ],
)
def test_a_response_is_a_wsgi_application(example, with_default, source, expected):
    expected = expected | {"headers": with_default(expected.get("headers", []))}
    expect_response(
        example(f"application = {source}").get("/"),
        why="A server calls a response as it calls any application: Response.__call__(environ, start_response).",
        try_next="Compare the status, the headers and the chunks below with what the example gave to Response.",
        **expected,
    )


LOOK_UP = """
def header(response, name):
    try:
        return response.headers[name]
    except TypeError:  # a list of pairs
        return dict(response.headers)[name]
"""


@pytest.mark.task("3.4")
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param('Response("x").status_code', 200, id="status_code"),
        pytest.param('Response("x").status', "200 OK", id="status"),
        pytest.param('Response("x", 404).status_code', 404, id="code from a code"),
        pytest.param('Response("x", "404 Not Found").status_code', 404, id="code from a status"),
        pytest.param('Response("x", 404).status.title()', "404 Not Found", id="status from a code"),
        pytest.param('Response("x", "404 Gone Fishing").status', "404 Gone Fishing", id="a reason of one's own"),
        pytest.param('header(Response("x", headers=[("X-Kit", "1")]), "X-Kit")', "1", id="headers"),
    ],
)
def test_a_response_can_be_read(learner, expression, value):
    setup = f"from {learner.module('http_objects')} import Response\n{LOOK_UP}"
    answer = learner.answer("http_objects", setup, expression)
    if answer.value != value:
        raise Failure(
            expected=f"`{expression}` is {value!r}",
            got=f"{answer.value!r}",
            why="Between the view and the server there is more code, which reads and changes a response.",
            try_next=PROPERTY if is_method(answer.value) else "http.HTTPStatus(404).phrase knows the reasons.",
        )


SET = """\
def set_header(response, name, value):
    try:
        response.headers[name] = value
    except TypeError:  # a list of pairs
        response.headers.append((name, value))

"""


@pytest.mark.task("3.4")
def test_headers_can_be_set_until_it_is_sent(example):
    source = f'{SET}application = Response("x")\nset_header(application, "X-Kit", "1")'
    expect_response(
        example(source).get("/"),
        headers=[("X-Kit", ["1"])],
        why="Between the view and the server there is more code, which adds cookies, dates and the like.",
        try_next="Give start_response what is in .headers when the response is sent, not when it was made.",
    )


@pytest.mark.task("3.4")
def test_two_responses_share_no_headers(example):
    source = f'{SET}first = Response("x")\nset_header(first, "X-Kit", "1")\napplication = Response("y")'
    expect_response(
        example(source).get("/"),
        headers=[("X-Kit", [])],
        why="What one visitor's response says in a header (a cookie!) must not reach another visitor.",
        try_next="A default value such as headers=[] is made once and shared: use None, and make the list inside.",
    )


@pytest.mark.task("3.4")
def test_the_headers_that_were_given_are_not_changed(learner):
    setup = f"""\
from {learner.module("http_objects")} import Response
given = [("X-Kit", "1")]
Response("x", headers=given)
Response("y", headers=given)(environ, lambda status, headers, exc_info=None: None)
"""
    answer = learner.answer("http_objects", setup, "given")
    if answer.value != [("X-Kit", "1")]:
        raise Failure(
            expected="A list of headers that was given to Response stays as it is.",
            got=f"{answer.value!r}",
            why="Whoever gave you the list may use it for the next response, too.",
            try_next="Copy it first: list(headers).",
        )


@pytest.mark.task("3.4")
def test_a_response_can_be_sent_twice(example, with_default):
    application = example('application = Response("Hello")')
    application.get("/")
    expect_response(
        application.get("/"),
        body=b"Hello",
        headers=with_default([BY_DEFAULT, ("Content-Length", ["5"])]),
        why="A response that never changes may be made once, and sent to everybody.",
        try_next="Don't change the response while it is sent: no pop(), no append() to its headers.",
    )


@pytest.mark.task("3.4")
def test_an_iterable_is_passed_on_as_it_comes(example):
    source = """\
taken = []

def count():
    for number in range(1_000_000_000):
        taken.append(number)
        yield b"%d\\n" % number

application = Response(count())
"""
    exchange, taken = example(source).ask(Request(), "len(taken)", most_chunks=3)
    if exchange.chunks != (b"0\n", b"1\n", b"2\n") or taken > 4 or exchange.header("Content-Length"):
        raise Failure(
            expected="Each chunk of an iterator to be passed on when it comes, and no Content-Length.",
            got=f"After the server took {len(exchange.chunks)} chunks, {taken} had been made.",
            why="An iterable may be a large file, or have no end: who collects it first never begins to send.",
            try_next="Return the iterable itself from __call__; don't join it, and don't ask for its length.",
            transcript=exchange,
        )


# --- 3.5 wsgify ------------------------------------------------------------------------------------------------------

ECHO = """\
@wsgify
def application(request):
    return Response(f"{request.method} {request.path} {request.args.get('a')}", 201)
"""


@pytest.mark.task("3.5")
@pytest.mark.parametrize(
    ("sent", "body"),
    [
        pytest.param(Request("GET", "/x?a=1"), b"GET /x 1", id="GET"),
        pytest.param(Request("POST", "/y"), b"POST /y None", id="POST"),
    ],
)
def test_a_view_gets_the_request_and_its_response_is_sent(example, with_default, sent, body):
    expect_response(
        example(ECHO).send(sent),
        body=body,
        status=201,
        headers=with_default([BY_DEFAULT]),
        why="A view is to know nothing of environ and start_response: wsgify stands between them.",
        try_next="Return a function of (environ, start_response) that calls the view, then the response.",
    )


@pytest.mark.task("3.5")
def test_a_view_that_was_wsgified_serves_again_and_again(example):
    application = example(ECHO)
    application.get("/x?a=1")
    expect_response(
        application.get("/x?a=2"),
        body=b"GET /x 2",
        status=201,
        why="Each request has a Request of its own; what is kept from the first one answers the second.",
        try_next="Make the Request inside the function that the server calls.",
    )


@pytest.mark.task("3.5")
def test_two_views_stay_two_applications(example):
    source = """\
@wsgify
def application(request):
    return Response("first")

@wsgify
def other(request):
    return Response("second")
"""
    expect_response(
        example(source).get("/"),
        body=b"first",
        why="Each view becomes an application of its own.",
        try_next="Keep the view in the function that you return (a closure), not in a global name.",
    )


CLOSING = """\
taken, closed = [], []

class Pages:
    def __iter__(self):
        for chunk in (b"one", b"two", b"three"):
            taken.append(chunk)
            yield chunk

    def close(self):
        closed.append("closed")

@wsgify
def application(request):
    return Response(Pages())
"""


@pytest.mark.task("3.5")
@pytest.mark.parametrize("most_chunks", [1000, 1], ids=["at the end", "when a visitor leaves"])
def test_the_iterable_is_closed_once(example, most_chunks):
    exchange, (taken, closed) = example(CLOSING).ask(Request(), "len(taken), len(closed)", most_chunks=most_chunks)
    if most_chunks > 1:
        expect_response(exchange, body=b"onetwothree", why="The iterable is the content.", try_next="Pass it on.")
    if taken > most_chunks + 1:
        raise Failure(
            expected="What wsgify returns is what the response returns: a chunk is made when the server asks for it.",
            got=f"The server took {most_chunks} chunk and left, and {taken} had been made.",
            why="An iterable may be a large file, or have no end: who collects it first never begins to send.",
            try_next="End with `return response(environ, start_response)`; don't turn it into a list or join it.",
            transcript=exchange,
        )
    if closed != 1:
        raise Failure(
            expected="close() of the iterable to be called once, when the server is done with it.",
            got=f"It was called {closed} times.",
            why="A file, or a connection to a database, hangs on it: what is never closed runs out in the end.",
            try_next="The server calls close() on what you return. So return the iterable itself, or pass close() on.",
            transcript=exchange,
        )


@pytest.mark.task("3.5")
def test_an_exception_in_a_view_is_not_swallowed(example):
    source = """\
@wsgify
def application(request):
    raise LookupError("no such book")
"""
    try:
        exchange = example(source).get("/")
    except Failure as failure:
        if failure.outcome == "failed" and "LookupError" in failure.got:
            return
        raise
    if exchange.status_code < 500:
        raise Failure(
            expected="An exception in a view reaches the server, or becomes a status of 500 or more.",
            got=f"The status {exchange.status!r}.",
            why="A fault that looks like a page is found by nobody, and cached by everybody.",
            try_next="Don't catch what you can't repair.",
            transcript=exchange,
        )


# --- 3.6 and 3.7 the hello page ------------------------------------------------------------------------------------

PAGES = [
    pytest.param("hello", marks=pytest.mark.task("3.6"), id="hello"),
    pytest.param("best_of_breed", marks=pytest.mark.task("3.7"), id="best_of_breed"),
]


@pytest.mark.parametrize("module", PAGES)
@pytest.mark.parametrize("case", greetings.NAMES)
def test_the_visitor_is_greeted_by_name(learner, module, case):
    greetings.greets_by_name(learner.application(module), case)


@pytest.mark.parametrize("module", PAGES)
def test_no_query_string_at_all_greets_pycon(learner, module):
    greetings.greets_without_a_query(learner.application(module))


@pytest.mark.parametrize("module", PAGES)
@pytest.mark.parametrize("case", greetings.TYPED)
def test_what_the_visitor_typed_is_shown_as_text(learner, module, case):
    greetings.shows_what_was_typed(learner.application(module), case)


@pytest.mark.parametrize("module", PAGES)
@pytest.mark.parametrize("query", greetings.BROKEN, ids=ascii)
def test_bytes_that_are_not_utf_8_do_no_harm(learner, module, query):
    greetings.survives(learner.application(module), query)


@pytest.mark.parametrize("module", PAGES)
def test_the_page_is_html_in_utf_8(learner, module):
    by_default = "It is what your Response does by default."
    on_werkzeug = 'Werkzeug\'s Response is text/plain by default: give it mimetype="text/html".'
    expect_response(
        learner.application(module).get("/"),
        headers=[HTML],
        why="The page is to be at least as good as ex2's.",
        try_next=on_werkzeug if module == "best_of_breed" else by_default,
    )


@pytest.mark.task("3.7")
def test_best_of_breed_stands_on_werkzeug(learner):
    with learner.fresh() as process:
        setup = f"import sys\nimport {learner.module('best_of_breed')}"
        if not process.evaluate("best_of_breed", setup, "'werkzeug.wrappers' in sys.modules"):
            raise Failure(
                expected=f"{learner.path('best_of_breed')} uses Werkzeug's Request and Response.",
                got="It runs without importing werkzeug.wrappers.",
                why="The page by hand is done in 3.6; here you see what the library saves you, and what it costs.",
                try_next="from werkzeug.wrappers import Request, Response",
            )

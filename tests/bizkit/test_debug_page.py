"""What a client is told when an application fails: one line, or with debugging on a page for the one who mends it."""

import html
import json
import re
import sys
import types
from dataclasses import dataclass
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from kits import sample

from bizkit.devserver import debug_page, middleware, values
from bizkit.exceptions import ConfigurationError

SHOP = """\
import json

def plain(environ, start_response):
    name = "<script>alert(1)</script>"
    password = "hunter2"
    basket = {"api_key": "s3cr3t", "books": 2}
    return 1 / 0

def chained(environ, start_response):
    try:
        plain(environ, start_response)
    except ZeroDivisionError as error:
        raise LookupError("no <b>price</b>") from error

def parses(environ, start_response):
    return json.loads("{")

def forever(environ, start_response):
    return forever(environ, start_response)

def syntax(environ, start_response):
    import shop_broken

def leaves(environ, start_response):
    raise SystemExit(3)
"""


@dataclass
class Answer:
    status: str
    fields: dict
    body: str


class Server:
    """As much of a server as PEP 3333 asks for: headers that are sent can't be replaced."""

    def __init__(self, **keys):
        self.environ = {"QUERY_STRING": "", "SCRIPT_NAME": "", "PATH_INFO": "/books", **keys}
        setup_testing_defaults(self.environ)
        self.answer, self.chunks = None, []

    def start_response(self, status, headers, exc_info=None):
        if exc_info and any(self.chunks):
            raise exc_info[1]
        self.answer = (status, {name.lower(): value for name, value in headers})
        return self.chunks.append

    def ask(self, application):
        iterable = validator(application)(self.environ, self.start_response)
        try:
            for chunk in iterable:
                self.chunks.append(chunk)
        finally:
            iterable.close()
        return Answer(*self.answer, b"".join(self.chunks).decode())


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A module of the learner's, in a file of its own."""
    (tmp_path / "shop_broken.py").write_text("price = 1\ndef total(:\n", encoding="utf-8")
    path = tmp_path / "shop.py"
    path.write_text(SHOP, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    module = types.ModuleType("shop")
    exec(compile(SHOP, str(path), "exec"), vars(module))
    return module


def debugging(application, **keys):
    return Server(**keys).ask(middleware.error_middleware(application, debug=True))


def without(application, **keys):
    return Server(**keys).ask(middleware.error_middleware(application))


def text_of(answer):
    """The page as one reads it: without tags, and with what they held escaped in plain."""
    return html.unescape(re.sub(r"<[^>]*>", "", answer.body))


# Without debugging


@pytest.mark.parametrize("accept", ["", "text/html", "*/*", "application/json", "text/plain"])
def test_without_debugging_nothing_of_the_traceback_is_sent(shop, tmp_path, capsys, accept):
    answer = without(shop.chained, HTTP_ACCEPT=accept)
    assert answer.status == "500 Internal Server Error"
    for told in ("Traceback", "ZeroDivisionError", "LookupError", "shop", str(tmp_path), "1 / 0", "hunter2", "price"):
        assert told not in answer.body
    assert "The terminal has the traceback" in answer.body
    assert "bizkit run --debug" in answer.body
    printed = capsys.readouterr().err
    assert "return 1 / 0" in printed and "LookupError: no <b>price</b>" in printed and str(tmp_path) in printed
    assert "bizkit/" not in printed


def test_json_for_a_client_that_would_rather_have_it(shop):
    answer = without(shop.plain, HTTP_ACCEPT="application/json, text/html;q=0.5")
    assert answer.fields["content-type"] == "application/json"
    assert json.loads(answer.body) == {
        "code": 500,
        "name": "Internal Server Error",
        "description": middleware.DESCRIPTION,
    }


@pytest.mark.parametrize("debug", [False, True])
def test_an_answer_to_head_has_no_body(shop, debug):
    answer = Server(REQUEST_METHOD="HEAD").ask(middleware.error_middleware(shop.plain, debug))
    assert (answer.status, answer.body) == ("500 Internal Server Error", "")
    assert int(answer.fields["content-length"]) > 0


def test_a_view_that_calls_exit_answers_too(shop, capsys):
    assert without(shop.leaves).status == "500 Internal Server Error"
    assert "SystemExit: 3" in capsys.readouterr().err


def test_what_goes_well_is_passed_on_as_it_is():
    given = [b"all ", b"well"]

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return given

    assert middleware.error_middleware(application)({}, lambda *_: None) is given
    assert without(application).body == "all well"


def test_an_application_that_can_not_be_found_says_why_to_whoever_asks():
    def application(environ, start_response):
        raise ConfigurationError("BIZKIT_APP is missing")

    assert "BIZKIT_APP is missing" in without(application).body


# With debugging


def test_the_page_shows_where_with_source_and_values(shop, tmp_path):
    answer = debugging(shop.plain, HTTP_ACCEPT="text/html")
    shown = text_of(answer)
    assert answer.status == "500 Internal Server Error"
    assert "ZeroDivisionError: division by zero" in shown
    assert f"{tmp_path / 'shop.py'}, line 7, in plain" in shown
    assert re.search(r"<mark>→ +7 +return 1 / 0</mark>", answer.body)
    assert re.search(r"^ +5 +password = ", shown, re.MULTILINE)
    assert "'books': 2" in shown
    assert "answers.py" not in shown


def test_values_are_escaped_and_secrets_hidden(shop):
    answer = debugging(shop.plain)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.body
    assert "<script" not in answer.body
    assert '<th scope="row">password</th><td>(hidden)</td>' in answer.body
    assert "{'api_key': (hidden), 'books': 2}" in text_of(answer)
    table = answer.body.partition("<table>")[2].partition("</table>")[0]
    assert "hunter2" not in table and "s3cr3t" not in table


def test_no_script_no_form_and_nothing_from_elsewhere(shop):
    answer = debugging(shop.plain)
    assert answer.fields["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert answer.fields["x-content-type-options"] == "nosniff"
    assert answer.fields["cache-control"] == "no-store"
    assert answer.fields["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<(script|form|input|link|img|iframe|a)\b|\s(src|href|on\w+)=|url\(|@import", answer.body)


def test_the_request_is_shown_without_its_secrets(shop):
    answer = debugging(
        shop.plain,
        REQUEST_METHOD="POST",
        PATH_INFO="/caf\xc3\xa9/<b>",
        CONTENT_TYPE="text/x-<i>",
        HTTP_AUTHORIZATION="Basic YWRhOmh1bnRlcjI=",
        HTTP_COOKIE="session=abc",
    )
    shown = answer.body.partition("The request")[2]
    assert "POST /café/&lt;b&gt;" in shown
    assert "text/x-&lt;i&gt;" in shown
    assert "YWRhOmh1bnRlcjI" not in answer.body and "session=abc" not in answer.body
    assert shown.count("<td>(hidden)</td>") == 2


def test_what_led_to_it_is_shown_too(shop):
    shown = text_of(debugging(shop.chained)).partition("The traceback as text")[0]
    first, _, second = shown.partition("This was the direct cause:")
    assert "LookupError: no <b>price</b>" in first and "in chained" in first
    assert "ZeroDivisionError" in second and "in plain" in second


def test_a_chain_that_bites_its_tail_ends(shop):
    def application(environ, start_response):
        one, two = ValueError("one"), ValueError("two")
        one.__cause__, two.__context__ = two, one
        raise one

    body = debugging(application).body
    assert body.count('<pre class="message">') == 2


def test_what_came_before_from_none_is_left_out():
    def application(environ, start_response):
        try:
            raise KeyError("before")
        except KeyError:
            raise ValueError("after") from None

    body = debugging(application).body
    assert body.count('<pre class="message">') == 1


def test_the_innermost_frame_comes_first_and_stands_out(shop):
    body = debugging(shop.chained).body.partition("direct cause")[2]
    assert re.findall(r'<section class="(\w+)">', body) == ["innermost", "outer"]
    assert "<h1>" not in body
    assert body.index("in <code>plain</code>") < body.index("in <code>chained</code>")


def test_frames_of_others_are_shown_where_there_are_no_other():
    shown = text_of(debugging(nobodys_code()))
    assert "decoder.py" in shown
    assert shown.count("It failed here:") == 1


def nobodys_code():
    """An application of which no line is the learner's: it fails in Python's library."""
    code = compile("def application(environ, start_response): return json.loads('{')", "<frozen none>", "exec")
    names = {"json": json}
    exec(code, names)
    return names["application"]


def test_a_syntax_error_in_an_import_of_the_view_shows_its_line(shop, tmp_path):
    shown = text_of(debugging(shop.syntax))
    assert "SyntaxError" in shown
    assert f'File "{tmp_path / "shop_broken.py"}", line 2' in shown
    assert "def total(:" in shown
    assert "import shop_broken" in shown
    assert "importlib" not in shown.partition("The request")[0]


def test_a_recursion_without_an_end_is_cut_short(shop):
    body = debugging(shop.forever).body
    assert body.count("<section") == debug_page.MOST_FRAMES
    assert "more of your frames called this one" in body


@pytest.mark.parametrize("accept", ["", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/*", "image/png"])
def test_most_clients_get_the_page(shop, accept):
    assert debugging(shop.plain, HTTP_ACCEPT=accept).fields["content-type"].startswith("text/html")


def test_a_client_that_takes_only_text_gets_the_traceback(shop):
    answer = debugging(shop.plain, HTTP_ACCEPT="text/plain")
    assert answer.fields["content-type"] == "text/plain; charset=utf-8"
    assert answer.body.startswith("Traceback (most recent call last):")
    assert answer.body.endswith("ZeroDivisionError: division by zero\n")


def test_a_client_that_takes_only_json_gets_the_traceback(shop):
    answer = debugging(shop.plain, HTTP_ACCEPT="application/json")
    told = json.loads(answer.body)
    assert (told["code"], told["name"]) == (500, "Internal Server Error")
    assert told["description"] == "ZeroDivisionError: division by zero"
    assert "return 1 / 0" in told["traceback"]


def test_a_page_that_fails_itself_gives_the_traceback_as_text(shop, monkeypatch):
    monkeypatch.setattr(debug_page, "page", lambda *_: 1 / 0)
    answer = debugging(shop.chained)
    assert answer.fields["content-type"] == "text/plain; charset=utf-8"
    assert "LookupError" in answer.body


# An answer that fails while it is given


class Chunks:
    """An iterable that gives chunks, then fails, and counts how often it is closed."""

    def __init__(self, *chunks):
        self.chunks, self.closed = iter(chunks), 0

    def __iter__(self):
        return self

    def __next__(self):
        for chunk in self.chunks:
            return chunk
        raise LookupError("no more of them")

    def close(self):
        self.closed += 1

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
        return self


@pytest.mark.parametrize("before", [[], [b""]], ids=["no chunk", "an empty chunk"])
@pytest.mark.parametrize("debug", [False, True])
def test_what_fails_before_the_first_chunk_is_answered_with_500(before, debug, capsys):
    chunks = Chunks(*before)
    answer = Server().ask(middleware.error_middleware(chunks, debug))
    assert answer.status == "500 Internal Server Error"
    assert ("LookupError: no more of them" in answer.body) is debug
    assert int(answer.fields["content-length"]) == len(answer.body.encode())
    assert chunks.closed == 1
    assert capsys.readouterr().err.count("LookupError: no more of them") == 1


def test_an_answer_to_head_that_fails_before_the_first_chunk_has_no_body():
    chunks = Chunks()
    answer = Server(REQUEST_METHOD="HEAD").ask(middleware.error_middleware(chunks, debug=True))
    assert (answer.status, answer.body, chunks.closed) == ("500 Internal Server Error", "", 1)


def test_a_generator_that_fails_before_it_starts_the_answer_is_answered_with_500():
    def application(environ, start_response):
        raise LookupError("at once")
        yield

    assert "LookupError: at once" in debugging(application).body


def test_what_fails_after_the_first_chunk_is_printed_and_raised(capsys):
    chunks, server = Chunks(b"one"), Server()
    with pytest.raises(LookupError, match="no more") as caught:
        server.ask(middleware.error_middleware(chunks, debug=True))
    assert (server.answer[0], server.chunks) == ("200 OK", [b"one"])
    assert chunks.closed == 1
    assert capsys.readouterr().err.count("LookupError: no more of them") == 1
    assert middleware.was_reported(caught.value)


def test_what_fails_after_write_is_raised_by_the_server():
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])(b"one")
        raise LookupError("after it")

    server = Server()
    with pytest.raises(LookupError, match="after it"):
        server.ask(middleware.error_middleware(application))
    assert server.chunks == [b"one"]


def test_a_generator_that_calls_exit_cuts_the_connection_and_not_the_thread():
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"one"
        sys.exit()

    with pytest.raises(RuntimeError, match=r"sys\.exit"):
        without(application)


def test_close_is_passed_on_once():
    chunks = Chunks(b"one")
    iterable = middleware.error_middleware(chunks)({}, lambda *_: None)
    iterable.close()
    iterable.close()
    assert chunks.closed == 1


def test_an_error_that_was_not_told_is_news():
    assert not middleware.was_reported(LookupError("of the server's own"))
    assert not middleware.was_reported(None)


# Values


class Fails:
    def __repr__(self):
        raise ValueError("not now")


class Leaves:
    def __repr__(self):
        raise SystemExit


class Named:
    def __init__(self, words):
        self.words = words

    def __repr__(self):
        return self.words


class Own(list):
    pass


KINDS = (list, Own, tuple, set, dict.fromkeys, bytes, str)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fails(), "<Fails, whose repr raises ValueError>"),
        ([Leaves()], "[<Leaves, whose repr raises SystemExit>]"),
        ({"password": "x", "b": {"Cookie": 1}}, "{'password': (hidden), 'b': {'Cookie': (hidden)}}"),
        (Named("User(name='a', password='it\\'s')"), "User(name='a', password=(hidden))"),
        (Named("MultiDict([('token', 'x y'), ('b', 'c')])"), "MultiDict([('token', (hidden)), ('b', 'c')])"),
        ([[[[[[1]]]]]], "[[[[[...]]]]]"),
        (set(), "set()"),
        (frozenset({1}), "frozenset({1})"),
        ({2}, "{2}"),
        (b"ab", "b'ab'"),
        (None, "None"),
    ],
)
def test_a_value_is_told_in_words(value, shown):
    assert values.shown_as("x", value) == shown


@pytest.mark.whole
@pytest.mark.parametrize("kind", sample({kind.__name__: kind for kind in KINDS}))
def test_a_large_value_is_short_and_at_once(kind, monkeypatch):
    monkeypatch.setattr("builtins.sorted", None)  # it would go through all of it
    value = kind(10_000_000) if kind is bytes else "é" * 10_000_000 if kind is str else kind(range(10_000_000))
    shown = values.shown_as("x", value)
    assert len(shown) <= values.LONGEST
    assert "..." in shown or shown.endswith("…")


def test_an_object_with_many_items_is_counted():
    class Many(Named):
        def __len__(self):
            return 10_000_000

    assert values.shown_as("x", Many("never asked for")) == "<Many of 10,000,000 items>"


@pytest.mark.parametrize(
    "name", ["password", "DB_PASSWD", "api_key", "apikey", "keys", "X-Api-Key", "Set-Cookie", "csrfToken", "secret2"]
)
def test_the_names_of_secrets(name):
    assert values.shown_as(name, "x") == values.HIDDEN


@pytest.mark.parametrize("name", ["keyword", "keyboard", "name", "author"])
def test_other_names(name):
    assert values.shown_as(name, "x") == "'x'"

"""What leaves a learner's process: portraits of values, and the exchange that a failure shows."""

import enum
import json
from collections import namedtuple

import pytest

from bizkit.workshop.judge.exchange import Exchange, Other, Request, value_of
from bizkit.workshop.judge.gateway import Gateway as Recorder
from bizkit.workshop.judge.gateway import Input
from bizkit.workshop.judge.portraits import describe, portrait
from bizkit.workshop.text import shorten

Pair = namedtuple("Pair", "name value")


class Liar(str):
    """Says of itself what it is not."""

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__

    def __str__(self):
        return "a lie"

    __repr__ = __str__


class Number(int):
    def __str__(self):
        return "a lie"

    __int__ = __abs__ = __str__


class Proxy:
    __class__ = list


class Code(enum.StrEnum):
    OK = "200 OK"


def seen(value):
    """The value as the judge gets it: by way of JSON."""
    return value_of(json.loads(json.dumps(portrait(value))))


@pytest.mark.parametrize(
    "value",
    [None, True, 0, -7, 1.5, "Zoë ☃", b"\x00\xff", bytearray(b"x"), [1, ["a"]], (b"x", ()), {"a": [1], 2: b"x"}, ""],
    ids=repr,
)
def test_plain_data_comes_out_as_it_went_in(value):
    assert seen(value) == value
    assert type(seen(value)) is type(value)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        pytest.param(Liar("404"), "404", id="a str that lies"),
        pytest.param(Number(7), 7, id="an int that lies"),
        pytest.param(Code.OK, "200 OK", id="an enum"),
        pytest.param(Pair("a", "b"), ("a", "b"), id="a namedtuple"),
        pytest.param(float("inf"), float("inf"), id="infinity"),
        pytest.param("\udc80", "\udc80", id="a lone surrogate"),
    ],
)
def test_a_subclass_is_what_it_holds(value, plain):
    assert seen(value) == plain
    assert type(seen(value)) is type(plain)


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        pytest.param(object(), "object", id="an object"),
        pytest.param(Proxy(), "Proxy", id="an object that pretends"),
        pytest.param(1 << 100_000, "int", id="a very large number"),
        pytest.param({1, 2}, "set", id="a set"),
    ],
)
def test_other_values_are_shown_by_their_type(value, type_name):
    assert isinstance(seen(value), Other)
    assert seen(value).type == type_name
    assert len(seen(value).repr) < 500


def test_what_is_nested_for_ever_ends():
    nested = []
    nested.append(nested)
    assert len(json.dumps(portrait(nested))) < 1_000


@pytest.mark.parametrize(
    "portrait_of_no_host",
    [[], ["int", "x"], ["other", "only a type"], ["constant", 7], ["list", 7], "x", None, 7],
    ids=repr,
)
def test_a_portrait_that_our_host_would_not_draw_is_refused(portrait_of_no_host):
    with pytest.raises((ValueError, TypeError)):
        value_of(portrait_of_no_host)


READS = {
    "all that was sent": (lambda stream: stream.read(5), 0),
    "in pieces": (lambda stream: [stream.read(2), stream.read(3)], 0),
    "a line of that size": (lambda stream: stream.readline(5), 0),
    "nothing": (lambda stream: stream.read(0), 0),
    "a byte too many": (lambda stream: stream.read(6), 1),
    "after the end": (lambda stream: [stream.read(5), stream.read(3)], 3),
    "without a size": (lambda stream: stream.read(), -1),
    "without a size, by None": (lambda stream: stream.read(None), -1),
    "line by line": (list, -1),
    "into a buffer": (lambda stream: stream.readinto(bytearray(8)), 3),
}


@pytest.mark.parametrize(("read", "overread"), READS.values(), ids=READS)
def test_the_input_notes_who_asks_for_too_much(read, overread):
    stream = Input(b"hello")
    read(stream)
    assert stream.overread == overread


def exchange(application, request=None, most_chunks=20):
    recorder = Recorder(most_chunks)
    recorder.run(application, (request or Request()).environ())
    return Exchange(request or Request(), recorder.record)


def test_an_exchange_is_shown_in_the_order_in_which_it_happened():
    def application(environ, start_response):
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"written")
        yield b"one"
        yield "two"

    request = Request("POST", "/a?b=c", {"X-Kit": "it's"}, b"x=1")
    shown = str(exchange(application, request)).splitlines()
    assert shown[0] == "> POST /a?b=c"
    assert [line.strip() for line in shown[1:6]] == [
        "PATH_INFO = '/a'",
        "QUERY_STRING = 'b=c'",
        "CONTENT_LENGTH = '3'",
        'HTTP_X_KIT = "it\'s"',
        "wsgi.input holds b'x=1'",
    ]
    assert shown[6:10] == [
        "< start_response('200 OK', [('Content-Type', 'text/plain')])",
        "< write(b'written')",
        "< b'one'",
        "< 'two'",
    ]
    assert shown[-1].endswith("""curl -i -H 'X-Kit: it'"'"'s' --data-binary x=1 'http://127.0.0.1:8000/a?b=c'""")


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(Request(changes={"QUERY_STRING": None}), id="no QUERY_STRING"),
        pytest.param(Request("POST", content=b"hello", changes={"CONTENT_LENGTH": "3"}), id="another length"),
        pytest.param(Request("POST", content=b"\x00\xff"), id="bytes that are no text"),
        pytest.param(Request("POST", content=b"one\r\ntwo"), id="line ends"),
        pytest.param(Request("POST", content=b"@hello.py"), id="what curl takes for a file"),
        pytest.param(Request("GET", "/?name=Zo\u00c3\u00ab"), id="a target that is not ASCII"),
    ],
)
def test_what_curl_can_not_send_has_no_line_to_replay_it(request_):
    shown = str(exchange(lambda environ, start_response: [], request_))
    assert "curl" not in shown and "Replay" not in shown


@pytest.mark.parametrize("leaves", [True, False], ids=["a visitor who leaves", "a visitor who stays"])
def test_what_was_returned_is_closed_once(leaves):
    class Pages(list):
        closed = 0

        def close(self):
            self.closed += 1

    pages = Pages([b"x"] * 5)

    def application(environ, start_response):
        start_response("200 OK", [])
        return pages

    found = exchange(application, most_chunks=2 if leaves else 20)
    assert (found.closed, pages.closed) == (1, 1)
    assert found.end == ("cut off" if leaves else "reached")


def test_an_environ_holds_strings_of_latin_1_only():
    environ = Request("GET", "/caf%C3%A9?q=%C3%A9", {"X-Kit": "1"}).environ()
    assert environ["PATH_INFO"] == "/cafÃ©"
    assert environ["QUERY_STRING"] == "q=%C3%A9"
    assert all(type(value) is str and value.encode("latin-1") for value in environ.values() if value)


def test_an_exception_is_described_without_a_frame_of_ours():
    try:
        seen(object.no_such_name)
    except AttributeError as error:
        described = describe(error, "call")
    assert described["type"] == "AttributeError"
    assert "no_such_name" in described["traceback"]
    assert "judge/host.py" not in described["traceback"]


def test_a_long_text_keeps_both_its_ends():
    short = shorten("a" * 1000 + "z", 100)
    assert short.startswith("aaa") and short.endswith("z") and "left out" in short
    assert shorten("abc", 100) == "abc"

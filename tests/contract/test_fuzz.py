"""Anything at all for each parser: what leaves it is a value, or an HTTP error with a 4xx status.

What writes a header field may also raise ValueError; and what it writes has no CR, LF or NUL in it.
"""

from __future__ import annotations

import pytest
from contract.environs import KINDS, hostile_text, searching
from contract.test_differential import BY_HAND, ON_WERKZEUG, PARSERS, is_fault, portrait
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # forms that break off

LAYERS = (BY_HAND, ON_WERKZEUG)
texts = hostile_text | st.text(max_size=40)
in_fields = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=40)
READERS = {
    **{name: lambda layer, text, name=name: getattr(layer, name)(text) for name in PARSERS},
    "MIMEAccept": lambda layer, text: layer.parse_accept_header(text, layer.MIMEAccept).best_match(
        ["text/html", "a/b"]
    ),
    "Authorization": lambda layer, text: layer.Authorization.from_header(text),
    "safe_join": lambda layer, text: layer.safe_join("/srv", text),
    "http_date": lambda layer, text: (date := layer.parse_date(text)) and layer.http_date(date),
    "Range": lambda layer, text: (found := layer.parse_range_header(text)) and found.make_content_range(100),
}
WRITERS = {
    "dump_cookie's name": lambda layer, text: layer.dump_cookie(text, "value", max_size=0),
    "dump_cookie's value": lambda layer, text: layer.dump_cookie("name", text, max_size=0),
    "dump_cookie's path": lambda layer, text: layer.dump_cookie("name", path=text, max_size=0),
    "dump_cookie's domain": lambda layer, text: layer.dump_cookie("name", domain=text, max_size=0),
    "dump_cookie's samesite": lambda layer, text: layer.dump_cookie("name", samesite=text),
    "dump_options_header": lambda layer, text: layer.dump_options_header("a", {"b": text}),
    "dump_header": lambda layer, text: layer.dump_header([text]),
    "quote_etag": lambda layer, text: layer.quote_etag(text),
    "Headers.set": lambda layer, text: written(layer.Headers(), lambda headers: headers.set("X", text)),
    "Headers.add": lambda layer, text: written(layer.Headers(), lambda headers: headers.add(text, "x")),
    "Headers.add's parameters": lambda layer, text: written(layer.Headers(), lambda all: all.add("X", "x", a=text)),
    "Headers[]": lambda layer, text: written(layer.Headers(), lambda headers: headers.__setitem__("X", text)),
    "Response": lambda layer, text: sent_by(layer.Response(headers={"X": text})),
    "status": lambda layer, text: sent_by(layer.Response(status=text)),
    "content_type": lambda layer, text: sent_by(layer.Response(content_type=text)),
    "mimetype": lambda layer, text: sent_by(layer.Response(mimetype=text)),
    "set_cookie": lambda layer, text: sent_by(written(layer.Response(), lambda answer: answer.set_cookie("a", text))),
    "set_etag": lambda layer, text: sent_by(written(layer.Response(), lambda answer: answer.set_etag(text))),
    "redirect": lambda layer, text: sent_by(layer.redirect(text)),
}

TESTS = len(READERS) + len(KINDS) + len(WRITERS) + 1


def written(thing, write):
    write(thing)
    return thing


def sent_by(response):
    started = []
    response({"REQUEST_METHOD": "GET"}, lambda status, headers, exc_info=None: started.extend([("", status), *headers]))
    return started


@pytest.mark.parametrize("name", READERS)
def test_a_value_or_a_4xx_is_all_that_leaves_a_parser(name):
    @searching(TESTS)
    @given(texts)
    def read(text):
        for layer in LAYERS:
            try:
                READERS[name](layer, text)
            except Exception as error:
                code = getattr(error, "code", None)
                assert isinstance(code, int) and 400 <= code < 500, f"{layer.__name__} on {text!r}: {error!r}"

    read()


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_or_a_4xx_is_all_that_leaves_a_request(kind):
    @searching(TESTS)
    @given(KINDS[kind])
    def read(sent):
        for layer in LAYERS:
            faults = {name: value for name, value in portrait(layer, sent).items() if is_fault(value)}
            assert not faults, f"{layer.__name__} on {sent!r}: {faults}"

    read()


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_holds_no_line_break_and_no_nul(name):
    @searching(TESTS)
    @given(texts)
    def write(text):
        for layer in LAYERS:
            try:
                result = WRITERS[name](layer, text)
            except ValueError:
                continue
            lines = [result] if isinstance(result, str) else [f"{key}: {value}" for key, value in result]
            assert not any(character in line for line in lines for character in "\r\n\0"), (
                f"{layer.__name__}: {lines!r}"
            )

    write()


def test_a_cookie_reads_back_as_it_was_written_in_either_twin():
    @searching(TESTS)
    @given(in_fields)
    def there_and_back(value):
        for writer in LAYERS:
            field = writer.dump_cookie("name", value, max_size=0).rpartition("; Path=/")[0]
            for reader in LAYERS:
                assert reader.parse_cookie(field).getlist("name") == [value], f"{writer.__name__}, {reader.__name__}"

    there_and_back()

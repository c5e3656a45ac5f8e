"""What a `Response` sends."""

import pytest

from bizkit.datastructures import Headers


class Chunks:
    """An iterable that counts how far it was read, and how often it was closed."""

    def __init__(self, *chunks):
        self.chunks, self.given, self.closed = chunks, 0, 0

    def __iter__(self):
        for chunk in self.chunks:
            self.given += 1
            yield chunk

    def close(self):
        self.closed += 1


@pytest.mark.parametrize("content", ["Zoë", "Zoë".encode()], ids=["str", "bytes"])
def test_text_and_bytes_are_sent_with_their_length(layer, ask, content):
    answer = ask(layer.Response(content))
    assert answer.status == "200 OK"
    assert answer.body == "Zoë".encode()
    assert answer.fields == {"content-type": "text/html; charset=utf-8", "content-length": "4"}


def test_a_response_without_content_has_a_length_of_zero(layer, ask):
    answer = ask(layer.Response())
    assert answer.body == b""
    assert answer.fields["content-length"] == "0"


def test_a_response_can_be_sent_more_than_once(layer, ask):
    response = layer.Response("again")
    assert ask(response) == ask(response)


@pytest.mark.parametrize("content", [["a", "ë"], (b"a", "ë".encode()), ["a", "ë".encode()], []])
def test_a_list_or_a_tuple_is_sent_with_its_length(twin, ask, content):
    answer = ask(twin.Response(content))
    assert answer.body == b"".join(each.encode() if isinstance(each, str) else each for each in content)
    assert answer.fields["content-length"] == str(len(answer.body))


def test_an_iterable_is_passed_on_as_it_comes(layer, ask):
    answer = ask(layer.Response(Chunks(b"a", b"bc")))
    assert [chunk for chunk in answer.chunks if chunk] == [b"a", b"bc"]
    assert "content-length" not in answer.fields


def test_text_in_an_iterable_is_encoded(twin, ask):
    assert ask(twin.Response(Chunks("a", b"b", "ë"))).body == "abë".encode()


def test_an_iterable_is_not_read_ahead(layer, make_environ):
    content = Chunks(b"a", b"b", b"c")
    iterator = iter(layer.Response(content)(make_environ(), lambda status, headers: None))
    assert content.given == 0
    assert next(iterator) == b"a"
    assert content.given == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_iterable_is_closed_exactly_once(twin, ask, method):
    content = Chunks(b"a", b"b")
    ask(twin.Response(content), REQUEST_METHOD=method)
    assert content.closed == 1


def test_the_iterable_is_closed_when_the_client_goes_early(layer, make_environ):
    content = Chunks(b"a", b"b")
    iterable = layer.Response(content)(make_environ(), lambda status, headers: None)
    next(iter(iterable))
    iterable.close()
    assert (content.given, content.closed) == (1, 1)


def test_the_iterable_is_closed_when_it_was_never_begun(layer, make_environ):
    content = Chunks(b"a", b"b")
    layer.Response(content)(make_environ(), lambda status, headers: None).close()
    assert (content.given, content.closed) == (0, 1)


@pytest.mark.parametrize("content", ["text", ["a", "list"], Chunks("a", "stream"), None])
def test_call_on_close_is_called_when_the_response_is_sent(twin, ask, content):
    calls = []
    response = twin.Response(content)

    @response.call_on_close
    def closed():
        calls.append("closed")

    ask(response)
    assert calls == ["closed"]


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        (200, "200 OK", 200),
        (404, "404 Not Found", 404),
        ("404", "404 Not Found", 404),
        ("404 Not Found", "404 Not Found", 404),
        ("404 Nothing here", "404 Nothing here", 404),
        (418, "418 I'm a Teapot", 418),
        (299, "299 UNKNOWN", 299),
        ("799", "799 UNKNOWN", 799),
    ],
)
def test_a_status_is_a_code_with_its_reason(twin, ask, given, status, code):
    response = twin.Response(status=given)
    assert (response.status, response.status_code) == (status, code)
    assert ask(response).status == status


def test_the_status_can_be_set(twin):
    response = twin.Response()
    response.status = "404 Nothing"
    assert (response.status, response.status_code) == ("404 Nothing", 404)
    response.status_code = 201
    assert (response.status, response.status_code) == ("201 Created", 201)


@pytest.mark.parametrize(
    "status", ["", "OK", "20", "2000", 20, 1000, 0, -200, "+20 OK", "\uff12\uff10\uff10 OK", "200\tOK"]
)
def test_what_has_no_code_of_three_digits_is_no_status(twin, status):
    with pytest.raises(ValueError, match="status"):
        twin.Response(status=status)


@pytest.mark.parametrize("evil", ["\r\nX-Evil: 1", "\n", "\r", "\0"])
def test_what_breaks_out_of_its_line_can_not_get_into_the_head(twin, evil):
    response = twin.Response("fine", headers={"X-Fine": "1"})
    with pytest.raises(ValueError):
        response.status = f"200 OK{evil}"
    with pytest.raises(ValueError):
        response.mimetype = f"text/html{evil}"
    for change in (response.headers.add, response.headers.__setitem__):
        with pytest.raises(ValueError):
            change("X-Value", f"value{evil}")
        with pytest.raises(ValueError):
            change(f"X-Name{evil}", "value")
    for headers in ({"X": f"a{evil}"}, [("X", f"a{evil}")], [(f"X{evil}", "a")]):
        with pytest.raises(ValueError):
            twin.Response(headers=headers)
    with pytest.raises(ValueError):
        twin.Response(content_type=f"text/html{evil}")
    with pytest.raises(ValueError):
        twin.Response(status=f"200 OK{evil}")
    assert sorted(response.headers.keys()) == ["Content-Length", "Content-Type", "X-Fine"]
    assert response.status == "200 OK"


@pytest.mark.parametrize("name", ["", "a b", "a:b", "é", "a\tb"])
def test_a_field_has_a_name_that_http_allows(twin, name):
    with pytest.raises(ValueError, match="name"):
        twin.Response(headers={name: "value"})


@pytest.mark.parametrize(
    ("mimetype", "content_type"),
    [
        (None, "text/html; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("application/json", "application/json"),
        ("image/png", "image/png"),
    ],
)
def test_text_gets_its_charset(layer, ask, mimetype, content_type):
    assert ask(layer.Response("x", mimetype=mimetype)).fields["content-type"] == content_type


@pytest.mark.parametrize("mimetype", ["image/svg+xml", "application/xml", "application/javascript"])
def test_text_by_another_name_gets_its_charset_too(twin, mimetype):
    response = twin.Response("x", mimetype=mimetype)
    assert response.content_type == f"{mimetype}; charset=utf-8"
    assert response.mimetype == mimetype


def test_a_content_type_is_taken_as_it_is(twin):
    response = twin.Response("x", mimetype="text/plain", content_type="text/html; charset=latin-1")
    assert response.headers["Content-Type"] == response.content_type == "text/html; charset=latin-1"
    assert response.mimetype == "text/html"
    response.mimetype = "text/plain"
    assert response.content_type == "text/plain; charset=utf-8"


def test_a_content_type_among_the_headers_is_not_overridden(layer, ask):
    answer = ask(layer.Response("{}", headers={"content-type": "application/json"}))
    assert [value for name, value in answer.headers if name.lower() == "content-type"] == ["application/json"]


def test_a_repeated_field_stays_repeated(layer, ask):
    answer = ask(layer.Response("x", headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]))
    assert [value for name, value in answer.headers if name == "Set-Cookie"] == ["a=1", "b=2"]


def test_header_fields_are_case_insensitive_and_can_be_set(twin, ask):
    response = twin.Response("x", headers={"X-One": "1"})
    response.headers["x-one"] = "2"
    response.headers["X-Two"] = "3"
    assert response.headers["X-ONE"] == response.headers.get("x-One") == "2"
    assert "x-two" in response.headers
    assert "x-three" not in response.headers
    assert response.headers.get("X-Three", "default") == "default"
    with pytest.raises(KeyError):
        response.headers["X-Three"]
    answer = ask(response)
    assert (answer.fields["x-one"], answer.fields["x-two"]) == ("2", "3")


def test_header_fields_can_be_added_listed_and_removed(twin):
    headers = twin.Response("x", headers={"Vary": ["a", "b"], "X-Count": 3}).headers
    headers.add("vary", "c")
    assert headers.getlist("VARY") == ["a", "b", "c"]
    assert headers.get("X-Count") == "3"
    assert headers.get("X-Count", type=int) == 3
    assert headers.get("Vary", 0, type=int) == 0
    headers["Vary"] = "d"
    assert headers.getlist("Vary") == ["d"]
    assert list(headers) == list(headers.items()) == headers.to_wsgi_list()
    del headers["vary"]
    del headers["x-none"]
    assert sorted(headers.keys()) == ["Content-Length", "Content-Type", "X-Count"]
    assert sorted(headers.values()) == ["1", "3", "text/html; charset=utf-8"]
    assert len(headers) == 3


def test_the_headers_of_one_response_are_not_those_of_another(layer):
    given = {"X-One": "1"}
    first, second = layer.Response(headers=given), layer.Response(headers=given)
    first.headers["X-One"] = "2"
    assert second.headers["X-One"] == "1"
    assert given == {"X-One": "1"}


def test_head_keeps_the_length_and_drops_the_content(twin, ask):
    answer = ask(twin.Response("hello"), REQUEST_METHOD="HEAD")
    assert answer.body == b""
    assert answer.fields["content-length"] == "5"


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("content", ["hello", ["a", "b"], None])
def test_a_status_without_content_sends_none(twin, ask, status, content):
    answer = ask(twin.Response(content, status=status, headers={"ETag": '"1"'}))
    assert answer.body == b""
    assert answer.fields == {"etag": '"1"'}


def test_an_informational_status_sends_no_content(twin, make_environ):
    started = []
    body = b"".join(twin.Response("hello", status=103)(make_environ(), lambda *head: started.append(head)))
    assert body == b""
    assert "Content-Length" not in dict(started[0][1])


def test_a_length_that_was_set_stays(twin, ask):
    answer = ask(twin.Response(Chunks("abc"), headers={"Content-Length": "3"}))
    assert [value for name, value in answer.headers if name == "Content-Length"] == ["3"]


def test_the_content_can_be_read_back_and_changed(twin, ask):
    content = Chunks("a", b"b", "ë")
    response = twin.Response(content)
    assert response.get_data() == response.get_data() == "abë".encode()
    assert ask(response).body == "abë".encode()
    assert content.closed == 1
    response.set_data("new")
    assert response.get_data() == b"new"
    assert response.headers["Content-Length"] == "3"


def test_headers_of_bizkit_are_good_for_either_twin(twin):
    assert twin.Response(headers=Headers([("X-One", "1"), ("X-One", "2")])).headers.getlist("X-One") == ["1", "2"]


def test_what_would_be_sent_can_be_asked_for(twin, make_environ):
    response = twin.Response(["a", b"b"], 201, {"Location": "/é"}, mimetype="image/png")
    content, status, fields = response.get_wsgi_response(make_environ())
    assert (list(content), status) == ([b"a", b"b"], "201 Created")
    expected = [("Location", "/%C3%A9"), ("Content-Type", "image/png"), ("Content-Length", "2")]
    assert fields == list(response.get_wsgi_headers(make_environ())) == expected
    assert list(response.get_app_iter(make_environ(REQUEST_METHOD="HEAD"))) == []


def test_data_can_be_read_and_set_as_an_attribute(twin):
    response = twin.Response("é")
    assert (response.data, response.get_data(as_text=True), response.content_length) == ("é".encode(), "é", 2)
    response.data = b"abc"
    assert (response.response, response.content_length, list(response.iter_encoded())) == ([b"abc"], 3, [b"abc"])


def test_reading_an_iterable_keeps_it_and_closes_it_in_the_end(twin, ask):
    class Chunks(list):
        closed = 0

        def __iter__(self):
            return iter([b"a", "b"])

        def close(self):
            self.closed += 1

    chunks = Chunks()
    response = twin.Response(chunks if False else Streamed(chunks))
    assert (response.is_streamed, response.is_sequence) == (True, False)
    assert response.get_data() == b"ab"
    assert (response.is_streamed, response.is_sequence, chunks.closed) == (False, True, 0)
    assert ask(response).body == b"ab"
    assert chunks.closed == 1


class Streamed:
    def __init__(self, chunks):
        self.chunks, self.close = chunks, chunks.close

    def __iter__(self):
        return iter(self.chunks)


def test_json_can_be_read_back(twin):
    response = twin.Response('{"a": 1}', mimetype="application/json")
    assert (response.is_json, response.json, response.get_json()) == (True, {"a": 1}, {"a": 1})
    assert twin.Response("{}", mimetype="application/problem+json").json == {}
    other = twin.Response("1")
    assert (other.is_json, other.json, other.get_json(force=True)) == (False, None, 1)
    broken = twin.Response("{", mimetype="application/json")
    assert broken.get_json(silent=True) is None
    with pytest.raises(ValueError):
        broken.get_json()


def test_fields_have_attributes(twin):
    response = twin.Response("", content_type="text/plain; charset=latin-1")
    assert (response.mimetype, response.mimetype_params) == ("text/plain", {"charset": "latin-1"})
    response.mimetype = "image/png"
    assert response.content_type == "image/png"
    response.content_type = "text/x"
    assert response.headers["Content-Type"] == "text/x"
    response.last_modified = 784111777
    assert response.headers["Last-Modified"] == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert response.last_modified.year == 1994
    assert (twin.Response().last_modified, twin.Response().location, twin.Response([]).content_length) == (
        None,
        None,
        None,
    )
    response.content_length = 7
    assert response.content_length == 7


def test_a_response_closes_what_it_holds(twin):
    closed = []
    with twin.Response("a") as response:
        response.call_on_close(lambda: closed.append(1))
    assert closed == [1]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_close_is_called_once_when_the_content_fails(twin, make_environ, method):
    closed = []

    class Chunks:
        def __iter__(self):
            yield b"a"
            raise RuntimeError

        def close(self):
            closed.append("chunks")

    response = twin.Response(Chunks())
    response.call_on_close(lambda: closed.append("called"))
    content = response(make_environ(REQUEST_METHOD=method), lambda status, headers: None)
    try:
        list(content)
    except RuntimeError:
        assert method == "GET"
    content.close()
    assert closed == ["chunks", "called"]


def test_a_status_can_be_left_to_the_class(twin):
    class Created(twin.Response):
        default_status = 201
        default_mimetype = "text/plain"

    assert (Created("").status, Created("").mimetype) == ("201 Created", "text/plain")
    assert "Created" in repr(Created("")) and "201" in repr(Created(""))


def test_a_subclass_of_bytes_or_an_array_is_sent_as_bytes(twin, ask):
    assert ask(twin.Response(bytearray(b"ab"))).body == b"ab"


@pytest.mark.parametrize("evil", ["\r", "\n", "\0"])
def test_no_line_break_gets_into_the_head_by_a_name_of_its_own(twin, evil):
    for change in (
        lambda: twin.Response(mimetype=f"text/plain{evil}"),
        lambda: twin.Response(content_type=f"text/plain{evil}"),
        lambda: setattr(twin.Response(), "mimetype", f"a{evil}"),
        lambda: setattr(twin.Response(), "content_type", f"a{evil}"),
        lambda: setattr(twin.Response(), "location", f"a{evil}"),
        lambda: twin.Response().set_etag(f"a{evil}"),
        lambda: setattr(twin.Response(), "status", f"200 {evil}"),
        lambda: twin.Response().headers.set("A", "b", c=f"d{evil}"),
    ):
        with pytest.raises(ValueError):
            change()

"""The content of a request: its length, its stream, JSON, and the limits of it all."""

import io

import pytest

FORM = "application/x-www-form-urlencoded"


class Socket(io.BytesIO):
    """What a server reads from: at most ``piece`` bytes at a time, and nobody may ask for more than there are."""

    def __init__(self, content, allowed, piece=3):
        super().__init__(content)
        self.allowed, self.piece = allowed, piece

    def read(self, size=-1):
        assert 0 <= size <= self.allowed - self.tell()
        return super().read(min(size, self.piece))

    def readline(self, size=-1):
        assert 0 <= size <= self.allowed - self.tell()
        return super().readline(size)


Socket.readinto = property()  # a server need not have it (PEP 3333)


@pytest.mark.parametrize(
    ("length", "expected"),
    [(None, None), ("", 0), ("0", 0), ("7", 7), ("abc", 0), ("-1", 0), ("+5", 0), ("1_0", 0), ("٣", 0), ("1 0", 0)],
)
def test_the_length_is_what_the_client_says_in_digits(twin, make_environ, length, expected):
    assert twin.Request(make_environ(CONTENT_LENGTH=length)).content_length == expected


@pytest.mark.parametrize("length", ["abc", "-1", "+5", "1_0", "", None])
def test_without_a_length_that_can_be_read_there_is_no_content(twin, make_environ, length):
    environ = make_environ(CONTENT_LENGTH=length, CONTENT_TYPE=FORM) | {"wsgi.input": Socket(b"a=b&c=d", 0)}
    request = twin.Request(environ)
    assert (dict(request.form), request.get_data(), request.stream.read()) == ({}, b"", b"")


def test_a_chunked_request_has_no_length(twin, make_environ):
    environ = make_environ(b"abc", HTTP_TRANSFER_ENCODING="gzip, Chunked")
    assert twin.Request(environ).content_length is None
    assert twin.Request(environ).get_data() == b""
    assert twin.Request(environ | {"wsgi.input_terminated": True}).get_data() == b"abc"
    assert twin.Request(environ | {"wsgi.input_terminated": False}).get_data() == b""


def test_the_stream_ends_where_the_content_does(twin, make_environ):
    environ = make_environ(CONTENT_LENGTH="11") | {"wsgi.input": Socket(b"ab\ncd\nefghiGET /", 11)}
    stream = twin.Request(environ).stream
    assert stream.readable()
    assert stream.read(1) == b"a"
    assert (stream.readline(), stream.readline(1), stream.readline()) == (b"b\n", b"c", b"d\n")
    assert stream.read(4) in (b"efg", b"efgh")
    assert b"hi".endswith(stream.read()[-2:]) and stream.read() == stream.read(5) == stream.readline() == b""


def test_the_stream_can_be_read_in_all_ways(twin, make_environ):
    def stream():
        return twin.Request(make_environ(b"ab\ncd")).stream

    assert list(stream()) == stream().readlines() == [b"ab\n", b"cd"]
    assert stream().read() == stream().read(-1) == b"ab\ncd"
    assert stream().readline(-1) == stream().readline(None) == b"ab\n"
    assert io.TextIOWrapper(io.BufferedReader(stream())).read() == "ab\ncd"
    buffer = bytearray(3)
    assert (stream().readinto(buffer), bytes(buffer)) == (3, b"ab\n")


def test_who_asks_for_nothing_of_a_line_gets_nothing(twin, make_environ):
    stream = twin.Request(make_environ(b"ab\ncd")).stream
    assert stream.readline(0) == b""
    assert stream.read(1) == b"a"
    assert stream.readline(0) == b""
    assert stream.read() == b"b\ncd"


def test_after_the_content_was_read_the_stream_is_empty(twin, make_environ):
    request = twin.Request(make_environ(b"abc"))
    assert request.get_data() == request.data == request.get_data() == b"abc"
    assert request.stream.read() == b""


def test_what_is_left_of_a_stream_is_the_data(twin, make_environ):
    request = twin.Request(make_environ(b"abc"))
    assert request.stream.read(1) == b"a"
    assert request.get_data() == b"bc"


def test_data_can_be_text_and_need_not_be_kept(twin, make_environ):
    assert twin.Request(make_environ("é\xff".encode()[:3])).get_data(as_text=True) == "é\ufffd"
    request = twin.Request(make_environ(b"abc"))
    assert (request.get_data(cache=False), request.get_data()) == (b"abc", b"")


def test_a_client_that_goes_away_answers_400(twin, make_environ, code_of):
    def request():
        return twin.Request(make_environ(CONTENT_LENGTH="10", CONTENT_TYPE=FORM) | {"wsgi.input": io.BytesIO(b"a=b")})

    for read in ("get_data", "stream.read", "form.get"):
        for name in read.split(".")[:1]:
            part = request()
            assert code_of(lambda part=part, name=name, read=read: call(getattr(part, name), read)) == 400


def call(found, path):
    return getattr(found, path.partition(".")[2])() if "." in path and not callable(found) else found()


@pytest.mark.parametrize("method", ["get_data", "form", "files", "stream", "json"])
def test_content_that_is_announced_as_too_large_answers_413(twin, make_environ, code_of, method):
    class Request(twin.Request):
        max_content_length = 5

    for content_type in ("multipart/form-data; boundary=b", FORM, "application/json"):
        if method in ("form", "files") and content_type == "application/json":
            continue
        if method == "json" and content_type != "application/json":
            continue
        request = Request(make_environ(b"0123456", CONTENT_TYPE=content_type))
        assert code_of(lambda request=request: found(getattr(request, method))) == 413
    for content in (b"01234", b"0123", b""):
        assert Request(make_environ(content)).get_data() == content
        assert Request(make_environ(content)).stream.read() == content


def found(attribute):
    return attribute() if callable(attribute) else attribute


def test_content_of_unknown_length_that_is_too_large_answers_413(twin, make_environ, code_of):
    class Request(twin.Request):
        max_content_length = 5

    def request(content):
        environ = make_environ(HTTP_TRANSFER_ENCODING="chunked") | {"wsgi.input_terminated": True}
        return Request(environ | {"wsgi.input": io.BytesIO(content)})

    assert request(b"01234").get_data() == b"01234"
    assert code_of(request(b"012345").get_data) == 413
    assert request(b"0123").stream.read() == b"0123"
    announced = make_environ(b"012345") | {"wsgi.input_terminated": True}
    assert code_of(lambda: Request(announced).stream) == 413


@pytest.mark.parametrize(
    ("content_type", "is_json"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("Application/Problem+JSON", True),
        ("text/json", False),
        ("image/svg+json", False),
        ("", False),
        (None, False),
    ],
)
def test_whether_the_content_is_json(twin, make_environ, code_of, content_type, is_json):
    request = twin.Request(make_environ(b'{"a": [1, null]}', CONTENT_TYPE=content_type))
    assert request.is_json is is_json
    if is_json:
        assert request.json == request.get_json() == {"a": [1, None]}
    else:
        assert code_of(request.get_json) == code_of(lambda: request.json) == 415
        assert request.get_json(silent=True) is None
        assert request.get_json(force=True) == {"a": [1, None]}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000, b"nope"])
def test_what_is_no_json_answers_400(twin, make_environ, code_of, content):
    request = twin.Request(make_environ(content, CONTENT_TYPE="application/json"))
    assert code_of(request.get_json) == code_of(lambda: request.json) == 400
    assert request.get_json(silent=True) is None


def test_json_null_is_none(twin, make_environ):
    assert twin.Request(make_environ(b"null", CONTENT_TYPE="application/json")).get_json() is None


@pytest.mark.parametrize(
    ("content_type", "mimetype", "params"),
    [
        (None, "", {}),
        ("", "", {}),
        ("Text/Plain", "text/plain", {}),
        ('text/plain; Charset="utf-8"', "text/plain", {"charset": "utf-8"}),
        (" ;a=b", "", {}),
    ],
)
def test_the_media_type_of_the_content(twin, make_environ, content_type, mimetype, params):
    request = twin.Request(make_environ(CONTENT_TYPE=content_type))
    assert (request.mimetype, request.mimetype_params, request.content_type) == (mimetype, params, content_type)


def test_values_are_the_arguments_and_then_the_form(twin, make_environ):
    environ = make_environ(b"a=2&c=3", QUERY_STRING="a=1&b=0", CONTENT_TYPE=FORM)
    values = twin.Request(environ | {"REQUEST_METHOD": "POST"}).values
    assert (values["a"], values.getlist("a"), values["b"], values["c"]) == ("1", ["1", "2"], "0", "3")
    assert "c" not in twin.Request(environ).values


def test_a_urlencoded_form_has_limits_too(twin, make_environ, code_of):
    def form(content, **limits):
        request = type("Request", (twin.Request,), limits)(make_environ(content, CONTENT_TYPE=FORM))
        return lambda: request.form

    assert code_of(form(b"a=b", max_form_memory_size=2)) == 413
    assert code_of(form(b"a=b", max_form_memory_size=3)) is None
    assert code_of(form(b"", max_form_memory_size=0)) is None
    assert code_of(form(b"a&b&c", max_form_parts=2)) == 413
    assert code_of(form(b"a&b&c&d&e", max_form_parts=2)) == 413
    assert code_of(form(b"a&b", max_form_parts=2)) is None
    assert code_of(form(b"a" * 500_001)) == 413
    assert code_of(form(b"&".join([b"a=b"] * 1001))) == 413
    assert (
        code_of(form(b"&".join([b"a"] * 2000) + b"b" * 600_000, max_form_parts=None, max_form_memory_size=None)) is None
    )


def test_a_form_of_unknown_length_has_limits_too(twin, make_environ, code_of):
    environ = make_environ(b"a=b" * 10, CONTENT_TYPE=FORM, HTTP_TRANSFER_ENCODING="chunked")
    request = type("Request", (twin.Request,), {"max_form_memory_size": 5})(environ | {"wsgi.input_terminated": True})
    assert code_of(lambda: request.form) == 413


def test_a_form_leaves_no_data(twin, make_environ):
    request = twin.Request(make_environ(b"a=b", CONTENT_TYPE=FORM))
    assert (request.data, request.form["a"], request.data, request.get_data()) == (b"", "b", b"", b"a=b")
    assert request.get_data(as_text=True, parse_form_data=True) == ""


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("a=b+c&d=%2B", [("a", "b c"), ("d", "+")]),
        ("a=1;b=2", [("a", "1;b=2")]),
        ("a=%zz&b=%", [("a", "%zz"), ("b", "%")]),
        ("a=%zz%41", [("a", "%zzA")]),
        ("a=%ff", [("a", "\ufffd")]),
        ("a=\xc3%a9", [("a", "é")]),
        ("%C3%A9=%E2%98%83", [("é", "☃")]),
        ("a=\\x41\\%41", [("a", "\\x41\\A")]),
        ("a=%\xc3\xa9%4", [("a", "%é%4")]),
        ("&&a&=b&=&", [("a", ""), ("", "b"), ("", "")]),
        ("a=b=c", [("a", "b=c")]),
    ],
)
def test_the_parameters_of_a_url(twin, make_environ, query, pairs):
    assert list(twin.Request(make_environ(QUERY_STRING=query)).args.items(multi=True)) == pairs
    environ = make_environ(query.encode("latin-1"), CONTENT_TYPE=FORM)
    assert list(twin.Request(environ).form.items(multi=True)) == pairs


def test_a_request_can_be_closed(twin, make_environ):
    with twin.Request(make_environ(b"abc")) as request:
        assert request.get_data() == b"abc"
    request.close()

"""What a `Request` reads out of a WSGI environment."""

import io

import pytest

FORM = "application/x-www-form-urlencoded"


class Stream(io.BytesIO):
    """An input that gives at most three bytes a read, and remembers whether it was asked for more than there may be."""

    def __init__(self, content, allowed):
        super().__init__(content)
        self.allowed = allowed

    def read(self, size=-1):
        assert 0 <= size <= self.allowed - self.tell(), f"read({size}) after {self.tell()} of {self.allowed} bytes"
        return super().read(min(size, 3))


def test_the_environment_stays_at_hand(layer, make_environ):
    environ = make_environ()
    assert layer.Request(environ).environ is environ


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "BREW"])
def test_the_method_is_the_clients(layer, make_environ, method):
    assert layer.Request(make_environ(REQUEST_METHOD=method)).method == method


@pytest.mark.parametrize(
    ("path_info", "path"),
    [
        ("/", "/"),
        ("", "/"),
        (None, "/"),
        ("/a/b/", "/a/b/"),
        ("/caf\xc3\xa9", "/café"),
        ("/\xe2\x98\x83", "/☃"),
        ("/\xff", "/\ufffd"),
        ("/a%2Fb", "/a%2Fb"),
        ("/a+b", "/a+b"),
        ("//evil.example", "/evil.example"),
    ],
)
def test_the_path_is_utf_8_out_of_latin_1_with_one_slash_in_front(layer, make_environ, path_info, path):
    assert layer.Request(make_environ(PATH_INFO=path_info)).path == path


def test_the_query_string_is_bytes_as_they_came(layer, make_environ):
    assert layer.Request(make_environ(QUERY_STRING="name=Zo%C3%AB&x=\xff")).query_string == b"name=Zo%C3%AB&x=\xff"


def test_a_missing_query_string_is_an_empty_one(layer, make_environ):
    request = layer.Request(make_environ(QUERY_STRING=None))
    assert request.query_string == b""
    assert len(request.args) == 0


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", {}),
        ("a=b", {"a": ["b"]}),
        ("a=b+c&d=%2B", {"a": ["b c"], "d": ["+"]}),
        ("a=1;b=2", {"a": ["1;b=2"]}),
        ("a=1&a=2&b=3&a=", {"a": ["1", "2", ""], "b": ["3"]}),
        ("a=&b", {"a": [""], "b": [""]}),
        ("&&a=1&", {"a": ["1"]}),
        ("=x", {"": ["x"]}),
        ("a=b=c", {"a": ["b=c"]}),
        ("a=%zz&b=%", {"a": ["%zz"], "b": ["%"]}),
        ("name=Zo%C3%AB", {"name": ["Zoë"]}),
        ("name=Zo\xc3\xab", {"name": ["Zoë"]}),
        ("%C3%AB=%E2%98%83", {"ë": ["☃"]}),
        ("a=%ff&b=\xff", {"a": ["\ufffd"], "b": ["\ufffd"]}),
        ("a=%00", {"a": ["\0"]}),
    ],
)
@pytest.mark.parametrize("where", ["args", "form"])
def test_pairs_are_read_as_the_url_standard_says(layer, make_environ, query, pairs, where):
    if where == "args":
        values = layer.Request(make_environ(QUERY_STRING=query)).args
    else:
        environ = make_environ(query.encode("latin-1"), REQUEST_METHOD="POST", CONTENT_TYPE=FORM)
        values = layer.Request(environ).form
    assert {key: values.getlist(key) for key in values} == pairs
    assert {key: values[key] for key in values} == {key: value[0] for key, value in pairs.items()}


def test_args_give_the_first_value_a_default_and_every_value(layer, make_environ):
    args = layer.Request(make_environ(QUERY_STRING="tag=a&tag=b")).args
    assert args["tag"] == args.get("tag") == "a"
    assert args.getlist("tag") == ["a", "b"]
    assert args.get("none") is None
    assert args.get("none", "x") == "x"
    assert args.getlist("none") == []
    assert "tag" in args
    assert "none" not in args


def test_a_missing_key_raises_a_key_error(layer, make_environ):
    with pytest.raises(KeyError):
        layer.Request(make_environ()).args["name"]


def test_get_converts_and_falls_back_to_the_default(twin, make_environ):
    args = twin.Request(make_environ(QUERY_STRING="page=2&size=many")).args
    assert args.get("page", type=int) == 2
    assert args.get("size", 10, type=int) == 10
    assert args.get("none", 10, type=int) == 10


def test_header_names_are_case_insensitive(layer, make_environ):
    headers = layer.Request(make_environ(HTTP_X_FORWARDED_FOR="192.0.2.1")).headers
    assert headers["X-Forwarded-For"] == headers["x-forwarded-for"] == headers.get("X-FORWARDED-FOR") == "192.0.2.1"
    assert headers.get("X-Other") is None
    assert headers.get("X-Other", "default") == "default"
    with pytest.raises(KeyError):
        headers["X-Other"]


def test_in_asks_for_a_header_field_in_any_case(twin, make_environ):
    headers = twin.Request(make_environ(HTTP_X_FORWARDED_FOR="192.0.2.1")).headers
    assert "x-forwarded-for" in headers
    assert "X-Other" not in headers


def test_content_type_and_content_length_are_header_fields_too(layer, make_environ):
    headers = layer.Request(make_environ(b"abc", CONTENT_TYPE="text/plain")).headers
    assert headers["Content-Type"] == "text/plain"
    assert headers["content-length"] == "3"


def test_headers_are_listed_with_the_names_that_http_has_for_them(twin, make_environ):
    environ = make_environ(b"abc", CONTENT_TYPE="", HTTP_X_ONE="1", HTTP_HOST="example.org", HTTP_CONTENT_TYPE="no")
    headers = twin.Request(environ).headers
    assert sorted(headers) == [("Content-Length", "3"), ("Host", "example.org"), ("X-One", "1")]
    assert sorted(headers.items()) == sorted(headers)
    assert sorted(headers.keys()) == ["Content-Length", "Host", "X-One"]
    assert len(headers) == 3
    assert headers.get("Content-Length", type=int) == 3
    assert headers.getlist("X-One") == ["1"]
    assert headers.getlist("X-Two") == []


def test_the_content_is_read_once_and_kept(layer, make_environ):
    request = layer.Request(make_environ(b"hello"))
    assert request.get_data() == b"hello"
    assert request.get_data() == b"hello"


def test_the_content_is_read_up_to_its_length_and_never_beyond(layer, make_environ):
    stream = Stream(b"hello, and the next request", allowed=5)
    assert layer.Request(make_environ(CONTENT_LENGTH="5", **{"wsgi.input": stream})).get_data() == b"hello"
    assert stream.tell() == 5


@pytest.mark.parametrize("length", [None, "", "0", "abc", "-1", "+5", "1_0", "٣", "5.0", "9" * 5000])
def test_without_a_length_there_is_no_content(twin, make_environ, length):
    environ = make_environ(CONTENT_LENGTH=length, **{"wsgi.input": Stream(b"hello", allowed=0)})
    assert twin.Request(environ).get_data() == b""


def test_content_that_ends_too_early_is_a_bad_request(twin, make_environ):
    with pytest.raises(Exception) as caught:
        twin.Request(make_environ(b"hello", CONTENT_LENGTH="9")).get_data()
    assert caught.value.code == 400


def test_form_and_data_can_both_be_read_in_either_order(layer, make_environ):
    def environ():
        return make_environ(b"name=Zo%C3%AB", REQUEST_METHOD="POST", CONTENT_TYPE=FORM)

    first, second = layer.Request(environ()), layer.Request(environ())
    assert (first.form["name"], first.get_data()) == ("Zoë", b"name=Zo%C3%AB")
    assert (second.get_data(), second.form["name"]) == (b"name=Zo%C3%AB", "Zoë")


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=utf-8", FORM.title(), f"{FORM};x"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_form_is_known_by_its_media_type(layer, make_environ, content_type, method):
    environ = make_environ(b"a=1", REQUEST_METHOD=method, CONTENT_TYPE=content_type)
    assert layer.Request(environ).form["a"] == "1"


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/json", f"{FORM}2"])
def test_content_of_another_type_is_no_form(layer, make_environ, content_type):
    environ = make_environ(b"a=1", REQUEST_METHOD="POST", CONTENT_TYPE=content_type)
    request = layer.Request(environ)
    assert len(request.form) == 0
    assert request.get_data() == b"a=1"


def test_nothing_is_read_that_nobody_asks_for(twin, make_environ):
    environ = make_environ(CONTENT_LENGTH="5", **{"wsgi.input": Stream(b"hello", allowed=0)})
    request = twin.Request(environ)
    assert (request.method, request.path, len(request.args), "Host" in request.headers) == ("GET", "/", 0, True)

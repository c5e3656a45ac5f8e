"""Where a request was sent: host, URLs, the address of the client."""

import pytest


@pytest.mark.parametrize(
    ("host", "scheme", "expected"),
    [
        ("example.org", "http", "example.org"),
        ("example.org:80", "http", "example.org"),
        ("example.org:443", "http", "example.org:443"),
        ("example.org:443", "https", "example.org"),
        ("127.0.0.1:8000", "http", "127.0.0.1:8000"),
        ("[::1]:8000", "http", "[::1]:8000"),
        ("[::1]", "http", "[::1]"),
        ("[FE80::A]:1", "http", "[FE80::A]:1"),
        ("EXAMPLE.org:65535", "http", "EXAMPLE.org:65535"),
        ("", "http", ""),
    ],
)
def test_the_host_is_the_one_that_the_client_names(twin, make_environ, host, scheme, expected):
    request = twin.Request(make_environ(HTTP_HOST=host, **{"wsgi.url_scheme": scheme}))
    assert request.host == expected


@pytest.mark.parametrize(
    "host",
    [
        *("evil@example.org", "example.org/evil", "example.org\\evil", "a b", "a:0", "a:65536", "a:b", "a:", ":80"),
        *(
            "a:1:2",
            "[::1",
            "[:::]",
            "[::g]",
            "[1.2.3.4]",
            "a_b",
            "ü.org",
            "a?b",
            "a#b",
            "a%41",
            "a,b",
            "a\tb",
            "xn--a.b",
        ),
    ],
)
def test_a_host_that_is_none_is_refused(twin, make_environ, code_of, host):
    environ = make_environ(HTTP_HOST=host)
    for name in ("host", "url", "base_url", "root_url", "host_url"):
        assert code_of(lambda name=name: getattr(twin.Request(environ), name)) == 400


@pytest.mark.parametrize(
    ("name", "port", "expected"),
    [
        ("example.org", "8000", "example.org:8000"),
        ("example.org", "80", "example.org"),
        ("::1", "8000", "[::1]:8000"),
        (None, "80", ""),
    ],
)
def test_without_a_host_it_is_the_servers_name(twin, make_environ, name, port, expected):
    assert twin.Request(make_environ(HTTP_HOST=None, SERVER_NAME=name, SERVER_PORT=port)).host == expected


def test_only_trusted_hosts_are_answered_when_there_are_any(twin, make_environ, code_of):
    class Request(twin.Request):
        trusted_hosts = ("example.org", ".example.net")

    for host in ("example.org", "example.org:8000", "example.net", "a.example.net"):
        assert Request(make_environ(HTTP_HOST=host)).host == host
    for host in ("evil.example.org", "notexample.net", "example.com"):
        assert code_of(lambda host=host: Request(make_environ(HTTP_HOST=host)).host) == 400


@pytest.mark.parametrize(
    ("keys", "url"),
    [
        ({}, "http://example.org/"),
        ({"PATH_INFO": "/a/b"}, "http://example.org/a/b"),
        ({"SCRIPT_NAME": "/app", "PATH_INFO": "/a"}, "http://example.org/app/a"),
        ({"SCRIPT_NAME": "/app/"}, "http://example.org/app/"),
        ({"PATH_INFO": "/caf\xc3\xa9"}, "http://example.org/café"),
        ({"PATH_INFO": "/\xff"}, "http://example.org/\ufffd"),
        ({"PATH_INFO": "/a b?c#d"}, "http://example.org/a%20b%3Fc%23d"),
        ({"PATH_INFO": "/a%2Fb"}, "http://example.org/a%2Fb"),
        ({"PATH_INFO": "/a%41"}, "http://example.org/aA"),
        ({"PATH_INFO": "//evil.org/"}, "http://example.org/evil.org/"),
        ({"QUERY_STRING": "a=b&c=%26"}, "http://example.org/?a=b&c=%26"),
        ({"QUERY_STRING": "a=%C3%A9%FF%zz"}, "http://example.org/?a=é%FF%zz"),
        ({"QUERY_STRING": "a=%C3%20%A9"}, "http://example.org/?a=%C3%20%A9"),
        ({"QUERY_STRING": "a=\xc3\xa9"}, "http://example.org/?a=é"),
        ({"HTTP_HOST": "EXAMPLE.org:8000"}, "http://example.org:8000/"),
        ({"HTTP_HOST": "xn--mnchen-3ya.de:81"}, "http://münchen.de:81/"),
        ({"HTTP_HOST": "[::1]:81"}, "http://[::1]:81/"),
        ({"wsgi.url_scheme": "https"}, "https://example.org/"),
    ],
)
def test_the_url_is_written_for_people(twin, make_environ, keys, url):
    request = twin.Request(make_environ(**({"HTTP_HOST": "example.org"} | keys)))
    assert request.url == url
    assert request.base_url == url.partition("?")[0]


def test_an_escape_stays_where_it_would_mean_something_else_or_be_hard_to_see(twin, make_environ):
    unreadable = {*range(0x21), 0x25, 0x7F}
    for byte in range(128):
        escape, letter = f"%{byte:02X}", chr(byte)
        request = twin.Request(
            make_environ(HTTP_HOST="a", PATH_INFO=f"/-{escape}-", QUERY_STRING=f"-{escape}%C3%A9{escape}")
        )
        in_path = escape if byte in unreadable or letter in "/?#" else letter
        in_query = escape if byte in unreadable or letter in "&=+#" else letter
        assert request.url == f"http://a/-{in_path}-?-{in_query}é{in_query}"


def test_a_server_that_does_not_know_its_name_has_no_host(twin, make_environ):
    for name in ("*", "xn--a", "[::"):
        request = twin.Request(make_environ(HTTP_HOST=None, SERVER_NAME=name, SERVER_PORT="80"))
        assert (request.host, request.url) == ("", "http:///")


def test_an_application_is_mounted_below_a_slash(twin, make_environ):
    request = twin.Request(make_environ(SCRIPT_NAME="app", PATH_INFO="/a", HTTP_HOST="example.org"))
    assert (request.root_path, request.url) == ("/app", "http://example.org/app/a")
    request = twin.Request(make_environ(SCRIPT_NAME="//evil.example/", HTTP_HOST=""))
    assert (request.root_path, request.url) == ("/evil.example", "http:///evil.example/")


def test_the_parts_of_the_url_are_at_hand(twin, make_environ):
    environ = make_environ(SCRIPT_NAME="/app", PATH_INFO="/a/b", QUERY_STRING="c=d", HTTP_HOST="example.org")
    request = twin.Request(environ)
    assert (request.root_path, request.path, request.query_string) == ("/app", "/a/b", b"c=d")
    assert request.full_path == "/a/b?c=d"
    assert (request.scheme, request.is_secure, request.host) == ("http", False, "example.org")
    assert request.url == "http://example.org/app/a/b?c=d"
    assert (request.base_url, request.root_url) == ("http://example.org/app/a/b", "http://example.org/app/")
    assert request.host_url == "http://example.org/"
    assert twin.Request(make_environ(**{"wsgi.url_scheme": "https"})).is_secure


def test_the_address_of_the_client(twin, make_environ):
    assert twin.Request(make_environ(REMOTE_ADDR="192.0.2.1")).remote_addr == "192.0.2.1"
    assert twin.Request(make_environ()).remote_addr is None


@pytest.mark.parametrize("key", ["REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_LENGTH", "SCRIPT_NAME"])
def test_what_a_server_leaves_out_does_no_harm(twin, make_environ, key):
    request = twin.Request(make_environ(**{key: None}))
    assert (request.method, request.path, request.root_path, request.query_string) == ("GET", "/", "", b"")
    assert (dict(request.args), request.get_data()) == ({}, b"")

"""Cookies, both ways (RFC 6265)."""

import warnings
from datetime import UTC, datetime, timedelta

import pytest


@pytest.mark.parametrize(
    ("header", "cookies"),
    [
        (None, {}),
        ("", {}),
        ("a=b", {"a": "b"}),
        ("a=b; c=d", {"a": "b", "c": "d"}),
        (" a = b ;c=d;", {"a": "b", "c": "d"}),
        ("a=b=c", {"a": "b=c"}),
        ("a; b=", {"a": "", "b": ""}),
        ("a=1; a=2", {"a": "1"}),
        ("=b; c=d", {"c": "d"}),
        ("a b=c; d=e f; g=h", {"g": "h"}),
        ("a\tb=c; d=e", {"d": "e"}),
        ('a="b c"', {"a": "b c"}),
        ('a="foo\\054bar"', {"a": "foo,bar"}),
        ('a="x\\"y\\\\z"', {"a": 'x"y\\z'}),
        ('a="b; c=d"; e=f', {"a": "b; c=d", "e": "f"}),
        ('a="b; c=d', {"c": "d"}),
        ('a=b"c; d=e', {"d": "e"}),
        ('a="b"c; d=e', {"d": "e"}),
        ('a="b"; c=!de; f=gh; i; j=', {"a": "b", "c": "!de", "f": "gh", "i": "", "j": ""}),
        ('a="\\303\\251"', {"a": "é"}),
        ('a="\\377"', {"a": "\ufffd"}),
        ("a=\xc3\xa9", {"a": "é"}),
        ("a=\xff", {"a": "\ufffd"}),
        ('a="\xc3\xa9"', {"a": "é"}),
        ('"', {}),
        (";;;", {}),
    ],
)
def test_the_cookies_of_a_request(twin, make_environ, header, cookies):
    assert twin.Request(make_environ(HTTP_COOKIE=header)).cookies.to_dict() == cookies
    assert twin.parse_cookie(header).to_dict() == cookies


def test_all_cookies_of_a_name_are_kept(twin):
    assert twin.parse_cookie("a=1; b=2; a=3").getlist("a") == ["1", "3"]


@pytest.mark.parametrize(
    "value", ['a"b\\c', "é☃", "a;b", "a,b", "a b", "", "a=b", "\x1f", "\x7f", "'", '""', "\\", "\t"]
)
def test_what_set_cookie_writes_reads_back(twin, make_environ, value):
    response = twin.Response()
    response.set_cookie("name", value)
    sent = response.headers["Set-Cookie"].partition("; Path")[0]
    assert sent.isascii()
    assert twin.Request(make_environ(HTTP_COOKIE=sent)).cookies["name"] == value


def test_a_cookie_lasts_until_the_browser_is_closed(twin):
    response = twin.Response()
    response.set_cookie("name", "value")
    assert response.headers.getlist("Set-Cookie") == ["name=value; Path=/"]


def test_a_cookie_has_all_the_attributes_that_there_are(twin):
    cookie = twin.dump_cookie(
        "name",
        "value",
        max_age=timedelta(minutes=1),
        expires=datetime(2026, 11, 21, 12, 30, tzinfo=UTC),
        path="/a b",
        domain=".Example.org:80",
        secure=True,
        httponly=True,
        samesite="lax",
        partitioned=True,
    )
    assert cookie.partition(";")[0] == "name=value"
    assert set(cookie.split("; ")[1:]) == {
        *("Domain=Example.org", "Expires=Sat, 21 Nov 2026 12:30:00 GMT", "Max-Age=60", "Secure", "HttpOnly"),
        *("Path=/a%20b", "SameSite=Lax", "Partitioned"),
    }


def test_an_age_gives_the_date_too(twin):
    cookie = twin.dump_cookie("name", "value", max_age=60)
    date = twin.parse_date(cookie.partition("Expires=")[2].partition(";")[0])
    assert timedelta(seconds=50) < date - datetime.now(UTC) <= timedelta(seconds=60)
    assert "Expires" not in twin.dump_cookie("name", "value", max_age=60, sync_expires=False)


@pytest.mark.parametrize("expires", ["Sat, 21 Nov 2026 12:30:00 GMT", 1795264200, 1795264200.0])
def test_the_end_of_a_cookie_can_be_given_in_several_ways(twin, expires):
    assert "Expires=Sat, 21 Nov 2026 12:30:00 GMT" in twin.dump_cookie("name", expires=expires)


def test_what_is_not_wanted_is_not_written(twin):
    assert twin.dump_cookie("name", "value", path=None, domain=None) == "name=value"
    assert twin.dump_cookie("name", "value", path=None, partitioned=True) == "name=value; Secure; Partitioned"


def test_a_cookie_is_deleted_where_it_was_set(twin):
    response = twin.Response()
    response.delete_cookie("name", path="/a", domain="example.org", secure=True, httponly=True, samesite="Strict")
    parts = set(response.headers["Set-Cookie"].split("; "))
    assert parts >= {"name=", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Max-Age=0", "Path=/a", "Domain=example.org"}
    assert parts >= {"Secure", "HttpOnly", "SameSite=Strict"}


@pytest.mark.parametrize("bad", ["\r", "\n", "\0"])
def test_no_line_break_gets_into_a_cookie(twin, bad):
    response = twin.Response()
    for key, value, more in (
        (f"a{bad}b", "", {}),
        ("a", f"b{bad}c", {}),
        ("a", "b", {"path": f"/{bad}"}),
        ("a", "b", {"domain": f"example.org{bad}"}),
        ("a", "b", {"expires": f"now{bad}"}),
    ):
        with pytest.raises(ValueError):
            response.set_cookie(key, value, **more)
        with pytest.raises(ValueError):
            twin.dump_cookie(key, value, **more)
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("key", ["", "a b", "a=b", "a;b", "a,b", 'a"b', "a\\b", "a\tb"])
def test_a_name_that_no_cookie_can_have_is_refused(twin, key):
    with pytest.raises(ValueError):
        twin.dump_cookie(key)


def test_a_letter_that_same_site_does_not_know_is_refused(twin):
    with pytest.raises(ValueError):
        twin.dump_cookie("a", samesite="sometimes")


def test_a_cookie_that_browsers_drop_is_warned_of(twin):
    with pytest.warns(UserWarning, match="too|more than"):
        twin.dump_cookie("a", "b" * 5000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(twin.dump_cookie("a", "b" * 5000, max_size=0)) > 5000
        assert len(twin.dump_cookie("a", "b" * 4083)) == 4093
        assert len(twin.dump_cookie("a", "b" * 3, path=None, max_size=5)) == 5
    with pytest.warns(UserWarning, match="too|more than"):
        twin.dump_cookie("a", "b" * 4084)
    with pytest.warns(UserWarning, match="too|more than"):
        twin.dump_cookie("a", "b" * 4, path=None, max_size=5)

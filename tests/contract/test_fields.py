"""What stands in header fields: parsers, and what reads back what they wrote."""

from datetime import UTC, date, datetime, timedelta, timezone
from time import gmtime, mktime

import pytest


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("", {})),
        ("", ("", {})),
        (" text/html ", ("text/html", {})),
        ("text/html; charset=utf-8", ("text/html", {"charset": "utf-8"})),
        ('text/html;Charset="utf-8" ;q=1', ("text/html", {"charset": "utf-8", "q": "1"})),
        ('a; b="c;d, e"; f=g', ("a", {"b": "c;d, e", "f": "g"})),
        (r'a; b="\"\\"', ("a", {"b": '"\\'})),
        ('a; b="%22"', ("a", {"b": '"'})),
        ('a; b=""; c=d', ("a", {"b": "", "c": "d"})),
        ("a; b=; c=d", ("a", {"c": "d"})),
        ("a; b; c=d", ("a", {"c": "d"})),
        ("a; =b; c=d", ("a", {"c": "d"})),
        ("a; b=c%22", ("a", {"b": 'c"'})),
        ("a; *b*c*0=d; **1=e; b**=f", ("a", {"*b*c": "d", "*": "e", "b*": "f"})),
        ('a; b="c; d=e', ("a", {})),
        ("a; b=c; b=d", ("a", {"b": "d"})),
        ("; a=b", ("", {})),
        ("a;", ("a", {})),
        ("a; b*=UTF-8''na%C3%AFve", ("a", {"b": "naïve"})),
        ("a; b*=iso-8859-1'en'%A3", ("a", {"b": "£"})),
        ("a; b*=UTF-9''%C3", ("a", {"b": "%C3"})),
        ("a; b*=c", ("a", {"b": "c"})),
        ("a; b*0=c; b*1=d", ("a", {"b": "cd"})),
        ("a; b*0*=UTF-8''%C3; b*1*=%AF", ("a", {"b": "\ufffd\ufffd"})),
        ("a; b*0=c; b=d", ("a", {"b": "d"})),
        ("a; b=c; b*0=d", ("a", {"b": "d"})),
        ("a; b*0*=UTF-8''x; b*=UTF-8''y", ("a", {"b": "y"})),
        ('a; b*0="c d"; b*1=e', ("a", {"b": "c de"})),
    ],
)
def test_a_value_and_its_parameters(twin, value, expected):
    assert twin.parse_options_header(value) == expected


@pytest.mark.parametrize("options", [{}, {"a": "b"}, {"a": "b c", "d": 'e"\\f'}, {"a": ""}, {"a": "é"}])
def test_parameters_read_back(twin, options):
    assert twin.parse_options_header(twin.dump_options_header("x", options)) == ("x", options)


@pytest.mark.parametrize("bad", ["\r", "\n", "\0"])
def test_no_line_break_is_written(twin, bad):
    for write in (
        lambda: twin.dump_options_header("x", {"a": bad}),
        lambda: twin.dump_header([bad]),
        lambda: twin.dump_header({"a": bad}),
    ):
        with pytest.raises(ValueError):
            write()


def test_parameters_that_are_none_are_left_out(twin):
    assert twin.dump_options_header("x", {"a": None, "b*": "UTF-8''c"}) == "x; b*=UTF-8''c"
    assert twin.dump_options_header(None, {"a": 1}) == "a=1"


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ("", []),
        ("a", ["a"]),
        (" a ,b,, c", ["a", "b", "c"]),
        ('a, "b, c"', ["a", "b, c"]),
        (r'"a\"b", c', ['a"b', "c"]),
        ('a, "b', []),
        ('a"b, c"d', ['a"b, c"d']),
        ('!"a", #"b"', ['!"a"', '#"b"']),
        ("a" * 300, ["a" * 300]),
        ('a, "', []),
        (",", []),
    ],
)
def test_the_members_of_a_list(twin, value, members):
    assert twin.parse_list_header(value) == members


def test_lists_read_back(twin):
    assert twin.parse_list_header(twin.dump_header(["a", "b c", 'd"e'])) == ["a", "b c", 'd"e']
    assert twin.parse_dict_header(twin.dump_header({"a": "b c", "d": None})) == {"a": "b c", "d": None}
    assert twin.dump_header({"a*": "UTF-8''b"}) == "a*=UTF-8''b"


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ("", {}),
        ("a=b", {"a": "b"}),
        ('a = "b, c", d', {"a": "b, c", "d": None}),
        ("a=, =b", {"a": ""}),
        ("a*=UTF-8''%C3%AF", {"a": "ï"}),
        ("a*=UTF-9''%C3", {"a": "%C3"}),
        ("a*=b", {"a": "b"}),
        ("a*=UTF-8''%21%22", {"a": '!"'}),
        ("a*=UTF-8''%22", {"a": '"'}),
        ('a="", b=" "', {"a": "", "b": " "}),
        ("a=b*, c*d=e", {"a": "b*", "c*d": "e"}),
        ('"a=b"', {"a": "b"}),
    ],
)
def test_the_members_of_a_dictionary(twin, value, members):
    assert twin.parse_dict_header(value) == members


@pytest.mark.parametrize(
    "value", ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
)
def test_the_three_forms_of_a_date(twin, value):
    assert twin.parse_date(value) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [None, "", "yesterday", "0", "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 99999999999 08:49:37 GMT", "," * 200],
)
def test_what_is_no_date_is_none(twin, value):
    assert twin.parse_date(value) is None


def test_a_date_may_stand_among_blanks(twin):
    assert twin.parse_date(f"Sun, 06 Nov 1994 08:49:37 GMT{' ' * 71}") == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


def test_a_date_is_written_in_greenwich(twin):
    moment = datetime(1994, 11, 6, 9, 49, 37, tzinfo=timezone(timedelta(hours=1)))
    written = "Sun, 06 Nov 1994 08:49:37 GMT"
    assert twin.http_date(moment) == twin.http_date(moment.timestamp()) == written
    assert twin.http_date(datetime(1994, 11, 6, 8, 49, 37)) == written
    assert twin.http_date(date(1994, 11, 6)) == "Sun, 06 Nov 1994 00:00:00 GMT"
    assert twin.http_date(gmtime(mktime((1994, 11, 6, 8, 49, 37, 0, 0, 0)))) != ""
    assert abs(twin.parse_date(twin.http_date()) - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        (None, []),
        ("", []),
        ("text/html", [("text/html", 1)]),
        ("a;q=0.5, b", [("b", 1), ("a", 0.5)]),
        ("*, a;q=0.5", [("a", 0.5), ("*", 1)]),
        ("b;q=0.5, a, c;q=0.7", [("a", 1), ("c", 0.7), ("b", 0.5)]),
        ("b, c, a", [("b", 1), ("c", 1), ("a", 1)]),
        ("a;q=1, b;q=0, c;q=1.1", [("a", 1), ("b", 0)]),
        ("a;q=2, b;q=x, c;q=-1, d;q=nan", []),
        ("a;level=1;q=0.3", [("a; level=1", 0.3)]),
        ('a, "b', []),
    ],
)
def test_what_a_client_accepts(twin, value, pairs):
    assert list(twin.parse_accept_header(value)) == pairs


def test_the_best_of_what_a_client_accepts(twin, make_environ):
    accept = twin.Request(make_environ(HTTP_ACCEPT="text/*;q=0.5, text/html, application/json;q=0.9")).accept_mimetypes
    assert (accept.best, accept.accept_html, accept.accept_json, accept.accept_xhtml) == (
        "text/html",
        True,
        True,
        False,
    )
    assert accept.best_match(["application/json", "text/plain"]) == "application/json"
    assert accept.best_match(["text/plain", "text/css"]) == "text/plain"
    assert accept.best_match(["image/png"]) is None
    assert accept.best_match(["image/png"], default="text/plain") == "text/plain"
    assert (accept.quality("text/plain"), accept["text/html"], accept["image/png"]) == (0.5, 1, 0)
    assert ("text/css" in accept, "image/png" in accept) == (True, False)
    assert (accept.find("text/html"), accept.find("image/png")) == (0, -1)
    assert list(accept.values()) == ["text/html", "application/json", "text/*"]
    assert accept[0] == ("text/html", 1)
    assert str(accept) == "text/html,application/json;q=0.9,text/*;q=0.5"


def test_nothing_is_better_than_what_is_refused(twin):
    accept = twin.parse_accept_header("text/html;q=0, */*", twin.MIMEAccept)
    assert accept.best_match(["text/html", "image/png"]) == "image/png"
    assert twin.parse_accept_header("a;q=0").best_match(["a"]) is None
    assert twin.parse_accept_header("", twin.MIMEAccept).best is None
    assert twin.parse_accept_header("*", twin.Accept).best_match(["x"]) == "x"


def test_values_of_any_field_with_qualities_are_compared_in_any_case(twin):
    accept = twin.parse_accept_header("gzip, BR;q=0.8, identity;q=0")
    assert [accept.quality(value) for value in ("gzip", "br", "identity", "zstd")] == [1, 0.8, 0, 0]
    assert [accept.find(value) for value in ("GZIP", "br", "zstd")] == [0, 1, -1]
    assert ("br" in accept, "zstd" in accept, accept["Br"]) == (True, False, 0.8)
    assert accept.best_match(["zstd", "br", "identity"], "none") == "br"
    assert accept.best_match(["zstd", "identity"], "none") == "none"


@pytest.mark.parametrize(
    ("accept", "mimetype", "accepted"),
    [
        ("text/html;level=1", "text/html;level=1", True),
        ("text/html;level=1", "text/html", False),
        ("TEXT/HTML", "text/html", True),
        ("*/html", "text/html", False),
        ("text", "text/html", False),
        ("text/html", "text/*", True),
        ("text/html", "*/*", True),
        ("*/*", "text/html", True),
    ],
)
def test_whether_a_media_type_is_accepted(twin, accept, mimetype, accepted):
    assert (mimetype in twin.parse_accept_header(accept, twin.MIMEAccept)) is accepted


@pytest.mark.parametrize("mimetype", ["text", "*/html"])
def test_what_is_no_media_type_can_not_be_asked_for(twin, mimetype):
    with pytest.raises(ValueError):
        twin.parse_accept_header("text/html", twin.MIMEAccept).quality(mimetype)


@pytest.mark.parametrize(
    ("header", "type", "parameters", "token"),
    [
        ("Basic QWRhOnNlY3JldDp4", "basic", {"username": "Ada", "password": "secret:x"}, None),
        ("Basic w6k6w6k=", "basic", {"username": "é", "password": "é"}, None),
        ("Bearer abc==", "bearer", {}, "abc=="),
        ('Digest a=b, c="d e"', "digest", {"a": "b", "c": "d e"}, None),
        ("Bearer", "bearer", {}, ""),
    ],
)
def test_who_the_client_says_it_is(twin, make_environ, header, type, parameters, token):
    found = twin.Request(make_environ(HTTP_AUTHORIZATION=header)).authorization
    assert (found.type, found.parameters, found.token) == (type, parameters, token)
    assert found.username == found.get("username") == found["username"] == parameters.get("username")
    assert found.password == parameters.get("password")
    assert ("username" in found, found.get("x", "y")) == ("username" in parameters, "y")
    assert twin.Authorization.from_header(found.to_header()) == found
    assert found != twin.Authorization("other") and found != header
    assert str(found) == found.to_header()


@pytest.mark.parametrize("header", [None, "", "Basic !", "Basic /w==", "Basic \xe9"])
def test_credentials_that_can_not_be_read_are_none(twin, make_environ, header):
    assert twin.Authorization.from_header(header) is None
    assert twin.Request(make_environ(HTTP_AUTHORIZATION=header)).authorization is None


@pytest.mark.parametrize(
    ("value", "strong", "weak", "star"),
    [
        (None, set(), set(), False),
        ("", set(), set(), False),
        ("*", set(), set(), True),
        ('"a", W/"b", w/"c"', {"a"}, {"b", "c"}, False),
        ('"a,b"', {"a,b"}, set(), False),
        ('"a", W/"a"', {"a"}, {"a"}, False),
        ("a, b", {"a", "b"}, set(), False),
        ('"a" b, "c"', {"c"}, set(), False),
        ('"a" b,"c"', {"c"}, set(), False),
        ('"a" b,c', {"c"}, set(), False),
        ('"', set(), set(), False),
        ('""', {""}, set(), False),
    ],
)
def test_the_etags_of_a_field(twin, make_environ, value, strong, weak, star):
    environ = make_environ(HTTP_IF_NONE_MATCH=value, HTTP_IF_MATCH=value)
    for found in (twin.parse_etags(value), twin.Request(environ).if_none_match, twin.Request(environ).if_match):
        assert {tag or "" for tag in found.as_set()} == strong == {tag or "" for tag in found}
        assert {tag or "" for tag in found.as_set(include_weak=True)} == strong | weak
        assert (found.star_tag, bool(found), len(found)) == (star, bool(strong or weak or star), len(strong))


def test_etags_are_compared_in_two_ways(twin):
    etags = twin.parse_etags('"a", W/"b"')
    assert ("a" in etags, "b" in etags, etags.contains("b"), etags.contains_weak("b")) == (True, False, False, True)
    assert (etags.is_strong("a"), etags.is_strong("b"), etags.is_weak("b"), etags.is_weak("a")) == (1, 0, 1, 0)
    assert (etags.contains_raw('"a"'), etags.contains_raw('"b"'), etags.contains_raw('W/"b"')) == (True, False, True)
    assert twin.parse_etags("*").contains("anything")
    assert sorted(str(etags).split(", ")) == ['"a"', 'W/"b"']
    assert (str(twin.parse_etags("*")), repr(twin.parse_etags("*"))) == ("*", "<ETags '*'>")


def test_an_etag_is_quoted_and_unquoted(twin):
    assert (twin.quote_etag("a"), twin.quote_etag("a", weak=True)) == ('"a"', 'W/"a"')
    assert twin.unquote_etag('W/"a"') == ("a", True)
    assert twin.unquote_etag('"a"') == ("a", False)
    assert twin.unquote_etag("a") == ("a", False)
    assert twin.unquote_etag(None) == twin.unquote_etag("") == (None, None)
    for bad in ('a"b', "a\rb", "a\nb", "a\0b"):
        with pytest.raises(ValueError):
            twin.quote_etag(bad)


@pytest.mark.parametrize(
    ("value", "ranges"),
    [
        ("bytes=0-499", [(0, 500)]),
        ("bytes=500-", [(500, None)]),
        ("bytes=0-", [(0, None)]),
        ("bytes=-500", [(-500, None)]),
        ("Bytes = 0 - 1 , 3-", [(0, 2), (3, None)]),
        ("bytes=0-0", [(0, 1)]),
        ("bytes=1-1,2-4,7-", [(1, 2), (2, 5), (7, None)]),
    ],
)
def test_the_ranges_that_a_client_wants(twin, make_environ, value, ranges):
    found = twin.Request(make_environ(HTTP_RANGE=value)).range
    assert (found.units, list(found.ranges)) == ("bytes", ranges)
    assert list(twin.parse_range_header(found.to_header()).ranges) == ranges
    assert str(found) == found.to_header()


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "bytes", "bytes=", "bytes=a-b", "bytes=5-2", "bytes=-0", "bytes=--1", "bytes=1-2,0-1"),
        *(
            "bytes=5-,6-",
            "bytes=-5,6-",
            "bytes=5-4",
            "bytes=0-2,2-3",
            "bytes=0-1,",
            "bytes=1",
            "bytes=+1-2",
            "bytes=1_0-20",
        ),
    ],
)
def test_ranges_that_make_no_sense_are_none(twin, value):
    assert twin.parse_range_header(value) is None


@pytest.mark.parametrize(
    ("value", "length", "part"),
    [
        ("bytes=0-4", 10, (0, 5)),
        ("bytes=5-", 10, (5, 10)),
        ("bytes=-3", 10, (7, 10)),
        ("bytes=5-99", 10, (5, 10)),
        ("bytes=-10", 10, (0, 10)),
        ("bytes=0-9", 10, (0, 10)),
        ("bytes=9-9", 10, (9, 10)),
        ("bytes=0-", 0, None),
        ("bytes=10-", 10, None),
        ("bytes=-11", 10, None),
        ("bytes=0-1,3-4", 10, None),
        ("lines=0-4", 10, None),
        ("bytes=0-4", None, None),
    ],
)
def test_a_range_within_a_content(twin, value, length, part):
    found = twin.parse_range_header(value)
    assert found.range_for_length(length) == part
    answer = found.make_content_range(length)
    assert (answer and (answer.units, answer.start, answer.stop, answer.length)) == (part and ("bytes", *part, length))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("bytes 0-4/10", ("bytes", 0, 5, 10)),
        ("bytes 0-4/*", ("bytes", 0, 5, None)),
        ("bytes 3-7/8", ("bytes", 3, 8, 8)),
        ("bytes 7-7/8", ("bytes", 7, 8, 8)),
        ("bytes */10", ("bytes", None, None, 10)),
    ],
)
def test_the_range_of_an_answer(twin, value, expected):
    found = twin.parse_content_range_header(value)
    assert (found.units, found.start, found.stop, found.length) == expected
    assert found.to_header() == str(found) == value


@pytest.mark.parametrize(
    "value", [None, "", "bytes", "bytes 4-0/10", "bytes 5-4/10", "bytes 0-4/a", "bytes a-b/10", "bytes 10-11/10"]
)
def test_a_range_of_an_answer_that_makes_no_sense_is_none(twin, value):
    assert twin.parse_content_range_header(value) is None


def test_the_condition_of_a_range(twin, make_environ):
    assert twin.parse_if_range_header('"a"').etag == "a"
    assert twin.parse_if_range_header('"a"').to_header() == str(twin.parse_if_range_header('"a"')) == '"a"'
    found = twin.Request(make_environ(HTTP_IF_RANGE="Sun, 06 Nov 1994 08:49:37 GMT")).if_range
    assert (found.etag, found.date.year, found.to_header()) == (None, 1994, "Sun, 06 Nov 1994 08:49:37 GMT")
    beyond = "Sun, 06 Nov 99999999999 08:49:37 GMT"
    found = twin.parse_if_range_header(beyond)
    assert (found.etag, found.date) == (beyond, None)
    assert (twin.parse_if_range_header(None).etag, twin.parse_if_range_header("").to_header()) == (None, "")


def test_the_dates_of_a_request(twin, make_environ):
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    request = twin.Request(make_environ(HTTP_IF_MODIFIED_SINCE=date, HTTP_IF_UNMODIFIED_SINCE=date))
    assert request.if_modified_since == request.if_unmodified_since == twin.parse_date(date)
    assert twin.Request(make_environ(HTTP_IF_MODIFIED_SINCE="soon")).if_modified_since is None

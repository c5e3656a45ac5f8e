"""304, 206, 412 and 416; files; redirects (RFC 9110, sections 13 to 15)."""

import gzip
import io
import os
from datetime import UTC, datetime

import pytest

CONTENT = b"0123456789" * 10
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"
LATER, EARLIER = "Sun, 06 Nov 1994 08:49:38 GMT", "Sun, 06 Nov 1994 08:49:36 GMT"


@pytest.fixture
def answer(twin, ask, make_environ):
    """The answer to a request with these keys, by a response that has a version, a date, and a length."""

    def answer(content=CONTENT, accept_ranges=True, length=100, etag="v1", **keys):
        def application(environ, start_response):
            response = twin.Response(content)
            if etag:
                response.set_etag(etag)
            response.last_modified = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
            response.make_conditional(environ, accept_ranges, length)
            return response(environ, start_response)

        return ask(application, **keys)

    return answer


@pytest.mark.parametrize(
    "keys",
    [
        {"HTTP_IF_NONE_MATCH": '"v1"'},
        {"HTTP_IF_NONE_MATCH": 'W/"v1"'},
        {"HTTP_IF_NONE_MATCH": '"v0", "v1"'},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_IF_MODIFIED_SINCE": DATE},
        {"HTTP_IF_MODIFIED_SINCE": LATER},
        {"HTTP_IF_NONE_MATCH": '"v1"', "HTTP_RANGE": "bytes=0-4"},
        {"HTTP_IF_NONE_MATCH": '"v1"', "REQUEST_METHOD": "HEAD"},
        {"HTTP_IF_NONE_MATCH": '"v1"', "HTTP_IF_MODIFIED_SINCE": EARLIER},
    ],
)
def test_what_the_client_has_already_is_not_sent_again(answer, keys):
    found = answer(**keys)
    assert (found.status, found.body) == ("304 Not Modified", b"")
    assert found.fields["etag"] == '"v1"'
    assert not {"content-length", "content-type"} & set(found.fields)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"HTTP_IF_NONE_MATCH": '"v2"'},
        {"HTTP_IF_MODIFIED_SINCE": EARLIER},
        {"HTTP_IF_MODIFIED_SINCE": "soon"},
        {"HTTP_IF_MODIFIED_SINCE": "Sun, 06 Nov 99999999999 08:49:37 GMT"},
        {"HTTP_IF_NONE_MATCH": '"v2"', "HTTP_IF_MODIFIED_SINCE": LATER},
        {"HTTP_IF_MATCH": '"v1"'},
        {"HTTP_IF_MATCH": "*"},
        {"HTTP_IF_NONE_MATCH": '"v1"', "REQUEST_METHOD": "POST"},
        {"HTTP_RANGE": "lines=0-4"},
        {"HTTP_RANGE": "acts=0-4"},
        {"HTTP_RANGE": "bytes=0-1,4-5"},
        {"HTTP_RANGE": "bytes=0-4", "REQUEST_METHOD": "POST"},
        {"HTTP_RANGE": "bytes=0-4", "HTTP_IF_RANGE": '"v2"'},
        {"HTTP_RANGE": "bytes=0-4", "HTTP_IF_RANGE": EARLIER},
        {"HTTP_RANGE": "bytes=0-4", "accept_ranges": False},
        {"HTTP_RANGE": "bytes=0-4", "length": None},
    ],
)
def test_everything_else_is_sent_as_a_whole(answer, keys):
    found = answer(**keys)
    assert (found.status, found.body, found.fields["content-length"]) == ("200 OK", CONTENT, "100")


def test_another_version_than_the_client_wants_is_412(answer):
    assert answer(HTTP_IF_MATCH='"v2"').status == "412 Precondition Failed"


@pytest.mark.parametrize(
    ("value", "start", "stop"),
    [("bytes=0-4", 0, 5), ("bytes=95-", 95, 100), ("bytes=-3", 97, 100), ("bytes=9-999", 9, 100)],
)
@pytest.mark.parametrize("kind", ["bytes", "chunks", "file"])
def test_a_range_is_sent_alone(answer, value, start, stop, kind):
    content = {"bytes": CONTENT, "chunks": iter([CONTENT[:7], b"", CONTENT[7:50], CONTENT[50:]])}.get(kind)
    found = answer(content or io.BytesIO(CONTENT), HTTP_RANGE=value)
    assert (found.status, found.body) == ("206 Partial Content", CONTENT[start:stop])
    assert found.fields["content-range"] == f"bytes {start}-{stop - 1}/100"
    assert (found.fields["content-length"], found.fields["accept-ranges"]) == (str(stop - start), "bytes")


def test_behind_a_range_nothing_is_read(answer):
    def chunks():
        yield b"0123"
        yield b"4567"
        raise AssertionError("Nobody asked for this.")

    assert answer(chunks(), HTTP_RANGE="bytes=2-7").body == b"234567"


@pytest.mark.parametrize("condition", ['"v1"', DATE, None])
def test_a_range_may_have_a_condition(answer, condition):
    assert answer(HTTP_RANGE="bytes=0-4", HTTP_IF_RANGE=condition).body == b"01234"


def test_head_has_no_range(answer):
    found = answer(HTTP_RANGE="bytes=0-4", REQUEST_METHOD="HEAD")
    assert (found.status, found.body, found.fields["content-length"]) == ("200 OK", b"", "100")


@pytest.mark.parametrize("value", ["bytes=100-", "bytes=200-300", "bytes=-101", "bytes=x", "bytes", "bytes=5-2"])
def test_a_range_that_there_is_not_answers_416(answer, value):
    with pytest.raises(Exception) as caught:
        answer(HTTP_RANGE=value)
    assert (caught.value.code, caught.value.length) == (416, 100)


def test_an_answer_has_a_date_and_a_length(twin, make_environ):
    response = twin.Response(["a", b"b"]).make_conditional(make_environ())
    assert abs((twin.parse_date(response.headers["Date"]) - datetime.now(UTC)).total_seconds()) < 5
    assert response.headers["Content-Length"] == "2"
    request = twin.Request(make_environ(HTTP_IF_NONE_MATCH='"a"'))
    response = twin.Response("x", headers={"ETag": '"a"'})
    assert response.make_conditional(request).status_code == 304


def test_a_version_is_made_of_the_content(twin):
    response = twin.Response("content")
    response.add_etag()
    assert response.get_etag() == (twin.generate_etag(b"content"), False)
    response.set_data("other")
    response.add_etag()
    assert response.get_etag()[0] == twin.generate_etag(b"content")
    response.add_etag(overwrite=True, weak=True)
    assert response.get_etag() == (twin.generate_etag(b"other"), True)
    assert twin.Response().get_etag() == (None, None)
    with pytest.raises(ValueError):
        twin.Response().set_etag("a\nb")


def test_a_frozen_response_can_be_sent_again(twin):
    response = twin.Response(iter(["a", "b"]))
    response.freeze()
    assert (response.response, response.content_length, response.is_streamed) == ([b"a", b"b"], 2, False)
    assert response.get_etag()[0]


def test_whether_something_was_modified(twin, make_environ):
    environ = make_environ(HTTP_IF_NONE_MATCH=f'"{twin.generate_etag(b"a")}"', HTTP_IF_MODIFIED_SINCE=DATE)
    assert not twin.is_resource_modified(environ, data=b"a")
    assert twin.is_resource_modified(environ, data=b"b")
    assert not twin.is_resource_modified(make_environ(HTTP_IF_MODIFIED_SINCE=DATE), last_modified=DATE)
    moment = datetime(1994, 11, 6, 8, 49, 37, 999)
    assert not twin.is_resource_modified(make_environ(HTTP_IF_MODIFIED_SINCE=DATE), last_modified=moment)
    with pytest.raises(TypeError):
        twin.is_resource_modified(environ, etag="a", data=b"a")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.txt").write_bytes(CONTENT)
    (tmp_path / "public" / "é ☃.txt").write_bytes(b"snow")
    (tmp_path / "public" / "b.txt.gz").write_bytes(gzip.compress(b"b"))
    (tmp_path / "public" / "c.unknown").write_bytes(b"\0")
    (tmp_path / "secret").write_text("secret")
    os.utime(tmp_path / "public" / "a.txt", (784111777, 784111777))
    return tmp_path / "public"


def sent(twin, ask, path, *args, directory=None, method="GET", **options):
    keys = {key: options.pop(key) for key in list(options) if key.startswith("HTTP_")}

    def application(environ, start_response):
        if directory is not None:
            return twin.send_from_directory(directory, path, environ, **options)(environ, start_response)
        return twin.send_file(path, environ, *args, **options)(environ, start_response)

    return ask(application, REQUEST_METHOD=method, **keys)


def test_a_file_is_sent(twin, ask, folder):
    found = sent(twin, ask, folder / "a.txt")
    assert (found.status, found.body) == ("200 OK", CONTENT)
    assert found.fields["content-type"] == "text/plain; charset=utf-8"
    assert found.fields["content-disposition"] == "inline; filename=a.txt"
    assert (found.fields["content-length"], found.fields["last-modified"]) == ("100", DATE)
    assert (found.fields["cache-control"], found.fields["accept-ranges"]) == ("no-cache", "bytes")
    again = sent(twin, ask, str(folder / "a.txt"), HTTP_IF_NONE_MATCH=found.fields["etag"])
    assert (again.status, again.body) == ("304 Not Modified", b"")
    assert sent(twin, ask, folder / "a.txt", HTTP_RANGE="bytes=5-8").body == b"5678"
    assert sent(twin, ask, folder / "a.txt", method="HEAD").fields["content-length"] == "100"


def test_a_file_can_be_saved_under_another_name(twin, ask, folder):
    found = sent(twin, ask, folder / "a.txt", as_attachment=True, download_name="b c.csv", max_age=60, etag="v1")
    assert found.fields["content-disposition"] == 'attachment; filename="b c.csv"'
    assert found.fields["content-type"] == "text/csv; charset=utf-8"
    assert set(found.fields["cache-control"].split(", ")) == {"public", "max-age=60"}
    assert (found.fields["etag"], "expires" in found.fields) == ('"v1"', True)
    assert 50 < (twin.parse_date(found.fields["expires"]) - datetime.now(UTC)).total_seconds() <= 60
    found = sent(twin, ask, folder / "é ☃.txt", max_age=lambda path: 0, etag=False)
    assert "filename*=UTF-8''%C3%A9%20%E2%98%83.txt" in found.fields["content-disposition"]
    assert ("etag" in found.fields, set(found.fields["cache-control"].split(", "))) == (
        False,
        {"no-cache", "max-age=0"},
    )


def test_the_type_of_a_file_is_in_its_name(twin, ask, folder):
    assert sent(twin, ask, folder / "b.txt.gz").fields["content-encoding"] == "gzip"
    assert "content-encoding" not in sent(twin, ask, folder / "b.txt.gz", as_attachment=True).fields
    assert sent(twin, ask, folder / "c.unknown").fields["content-type"] == "application/octet-stream"
    assert sent(twin, ask, folder / "c.unknown", "text/css").fields["content-type"] == "text/css; charset=utf-8"


def test_an_open_file_is_sent_and_closed(twin, ask, folder):
    file = (folder / "a.txt").open("rb")
    found = sent(twin, ask, file, "text/plain", conditional=False)
    assert (found.body, file.closed) == (CONTENT, True)
    memory = io.BytesIO(CONTENT)
    assert sent(twin, ask, memory, download_name="a.txt", HTTP_RANGE="bytes=-2").body == b"89"
    assert memory.closed
    dated = sent(twin, ask, io.BytesIO(b""), "text/plain", last_modified=784111777)
    assert (dated.fields["last-modified"], dated.fields["content-length"]) == (DATE, "0")


def test_a_file_is_closed_when_there_is_no_such_range(twin, ask, folder):
    memory = io.BytesIO(CONTENT)
    with pytest.raises(Exception) as caught:
        sent(twin, ask, memory, "text/plain", HTTP_RANGE="bytes=900-")
    assert (caught.value.code, memory.closed) == (416, True)


def test_what_can_not_be_sent_is_said_at_once(twin, ask, folder):
    with pytest.raises(TypeError):
        sent(twin, ask, io.BytesIO(b""))
    with pytest.raises(TypeError):
        sent(twin, ask, io.BytesIO(b""), "text/plain", as_attachment=True)
    with pytest.raises(ValueError):
        sent(twin, ask, io.StringIO(""), "text/plain")
    with pytest.raises(OSError):
        sent(twin, ask, folder / "missing.txt")


def test_a_request_will_do_for_its_environment(twin, make_environ, folder):
    request = twin.Request(make_environ(HTTP_RANGE="bytes=0-1"))
    with twin.send_file(folder / "a.txt", request) as response:
        assert response.status_code == 206


def test_a_file_of_a_folder_is_sent(twin, ask, folder):
    assert sent(twin, ask, "a.txt", directory=folder).body == CONTENT


@pytest.mark.parametrize(
    "path",
    [
        *("../secret", "..", "x/../../secret", "/etc/passwd", "missing.txt", ".", "", "con", "NUL.txt"),
        *("..\\secret", "x/aux", "a.txt\0", "COM1", "lpt9.txt", "con .txt", "NUL:x", "\\a.txt", "CONOUT$"),
    ],
)
def test_nothing_else_is(twin, ask, folder, path):
    with pytest.raises(Exception) as caught:
        sent(twin, ask, path, directory=folder)
    assert caught.value.code == 404


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("a", "b"), "d/a/b"),
        (("a/b",), "d/a/b"),
        (("a/../b",), "d/b"),
        (("", "a"), "d/a"),
        (("a/..",), "d/."),
        (("..",), None),
        (("a", "../b"), None),
        (("/a",), None),
        (("a", "/b"), None),
        (("..\\a",), None),
        (("nul",), None),
        (("a\0",), None),
    ],
)
def test_a_path_stays_in_its_folder(twin, parts, joined):
    assert twin.safe_join("d", *parts) == joined
    assert twin.safe_join("", "a") == "./a"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/a", "a?b=c#d", "http://example.org/é", "//example.org/x", "/a b%20c", "../x"])
def test_a_redirect_goes_where_it_is_told(twin, ask, code, location):
    found = ask(twin.redirect(location, code))
    assert found.status.startswith(str(code))
    assert found.fields["location"] == location.replace("é", "%C3%A9").replace(" ", "%20")


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("http://☃.example/ü", "http://xn--n3h.example/%C3%BC"),
        ("//ü:ö@münchen.de:81/", "//%C3%BC:%C3%B6@xn--mnchen-3ya.de:81/"),
        ("itms-services://?url=ü", "itms-services://?url=%C3%BC"),
        ("/\\evil.example", "/%5Cevil.example"),
    ],
)
def test_a_location_is_sent_in_ascii(twin, ask, location, sent):
    assert ask(twin.redirect(location)).fields["location"] == sent


def test_a_redirect_has_a_link_that_is_safe(twin, ask):
    assert b"<script>" not in ask(twin.redirect('/"><script>')).body


def test_what_redirects_nowhere_is_refused(twin):
    with pytest.raises(ValueError):
        twin.redirect("/", 200)
    for bad in "\r\n\0":
        with pytest.raises(ValueError):
            twin.redirect(f"/{bad}Set-Cookie: a=b")


@pytest.mark.parametrize("location", ["http://[x", "http://[::1/", "//[", "http://a]/"])
def test_a_location_that_is_no_url_is_sent_all_the_same(twin, ask, location):
    assert ask(twin.redirect(location)).status == "302 Found"


def test_a_location_can_be_made_absolute(twin, ask):
    class Response(twin.Response):
        autocorrect_location_header = True

    found = ask(Response("", 302, {"Location": "b"}), SCRIPT_NAME="/app", PATH_INFO="/c/d", HTTP_HOST="example.org")
    assert found.fields["location"] == "http://example.org/app/c/b"
    response = Response(status=201)
    response.location = "/a"
    assert response.location == "/a"
    assert ask(twin.Response(headers={"Content-Location": "/é"})).fields["content-location"] == "/%C3%A9"

"""HTTP errors: exceptions with a status, which all look the same to a client."""

import html
import json

import pytest
import werkzeug.exceptions

from bizkit import App, exceptions
from bizkit.grammar import reason_phrase

EVERY = [
    each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, exceptions.HTTPException)
]


def raising(error):
    def view(request):
        raise error

    return App(view)


@pytest.mark.parametrize("error", EVERY, ids=lambda error: error.__name__)
def test_each_error_is_an_answer_with_its_status_and_a_line_that_says_why(ask, error):
    found = ask(raising(error()))
    assert found.status == f"{error.code} {error().name}"
    assert found.fields["content-type"] == "text/html; charset=utf-8"
    assert html.escape(error().description) in found.body.decode() and "\n" not in error().description
    assert str(error()).startswith(f"{error.code} {error().name}: ")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (400, "BadRequest BadRequestKeyError ClientDisconnected SecurityError"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "NotFound"),
        (405, "MethodNotAllowed"),
        (406, "NotAcceptable"),
        (409, "Conflict"),
        (410, "Gone"),
        (412, "PreconditionFailed"),
        (413, "RequestEntityTooLarge"),
        (415, "UnsupportedMediaType"),
        (416, "RequestedRangeNotSatisfiable"),
        (422, "UnprocessableEntity"),
        (429, "TooManyRequests"),
        (500, "HTTPException InternalServerError"),
        (503, "ServiceUnavailable"),
    ],
)
def test_errors_have_the_codes_that_werkzeugs_have(code, names):
    assert sorted(each.__name__ for each in EVERY if each.code == code) == names.split()
    for name in set(names.split()) - {"HTTPException"}:
        assert getattr(werkzeug.exceptions, name).code == code


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("text/html, application/json", False),
        ("application/json", True),
        ("application/json, text/plain, */*", True),
        ("text/html;q=0.5, application/json;q=0.9", True),
        ("application/*;q=0.8, text/*;q=0.9", False),
        ("application/*", True),
        ("application/json;q=0, */*", False),
        ("application/json;q=x", True),
        ("application/json, text/html;q=1", False),
        ("application/json;q=1.000, text/html", False),
        ("application/json;q=0.9, */*", False),
        ("application/json, */*;q=0.9", True),
        ("application/json;q=0, text/html;q=0", False),
        ("application/json;q=0", False),
        ("text/*, application/json", True),
        ("APPLICATION/JSON ; Q=1", True),
    ],
)
def test_a_client_that_would_rather_have_json_gets_json(ask, accept, is_json):
    found = ask(raising(exceptions.NotFound("There is no <b>.")), HTTP_ACCEPT=accept)
    if is_json:
        assert found.fields["content-type"] == "application/json"
        assert json.loads(found.body) == {"code": 404, "name": "Not Found", "description": "There is no <b>."}
    else:
        assert b"<p>There is no &lt;b&gt;.</p>" in found.body


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT", "TRACE"])
def test_an_error_has_a_page_whatever_the_method(ask, method):
    found = ask(raising(exceptions.NotFound("Nothing.")), REQUEST_METHOD=method)
    assert b"<p>Nothing.</p>" in found.body
    assert int(found.fields["content-length"]) == len(found.body)


def test_head_gets_the_length_alone(ask):
    found = ask(raising(exceptions.NotFound()), REQUEST_METHOD="HEAD")
    assert (found.body, int(found.fields["content-length"]) > 50) == (b"", True)


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (exceptions.MethodNotAllowed(["GET", "HEAD"]), "allow", "GET, HEAD"),
        (exceptions.RequestedRangeNotSatisfiable(100), "content-range", "bytes */100"),
        (exceptions.Unauthorized(www_authenticate='Basic realm="x"'), "www-authenticate", 'Basic realm="x"'),
        (exceptions.TooManyRequests(retry_after=5), "retry-after", "5"),
        (exceptions.ServiceUnavailable(retry_after=5), "retry-after", "5"),
        (werkzeug.exceptions.MethodNotAllowed(["GET", "HEAD"]), "allow", "GET, HEAD"),
        (werkzeug.exceptions.RequestedRangeNotSatisfiable(100), "content-range", "bytes */100"),
    ],
)
def test_some_errors_have_a_field_of_their_own(ask, error, name, value):
    assert ask(raising(error)).fields[name] == value


def test_no_line_break_gets_into_a_field_of_an_error(make_environ):
    with pytest.raises(ValueError):
        exceptions.Unauthorized(www_authenticate="a\r\nb: c")(make_environ(), print)


@pytest.mark.parametrize("error", [exceptions.NotFound("Gone fishing."), werkzeug.exceptions.NotFound("Gone fishing.")])
def test_errors_of_werkzeug_look_as_ours_do(ask, error):
    answers = [ask(raising(each)) for each in (error, exceptions.NotFound("Gone fishing."))]
    assert (answers[0].status, answers[0].body) == (answers[1].status, answers[1].body)


def test_an_error_that_brings_its_own_response_keeps_it(ask):
    error = werkzeug.exceptions.NotFound(response=werkzeug.Response("mine", 418))
    assert (ask(raising(error)).status, ask(raising(error)).body) == ("418 I'M A TEAPOT", b"mine")


@pytest.mark.parametrize("code", range(400, 600))
def test_a_code_has_one_phrase_on_an_error_and_on_a_response(ask, twin, code):
    with pytest.raises(exceptions.HTTPException) as caught:
        exceptions.abort(code)
    assert caught.value.name == reason_phrase(code)
    assert ask(raising(caught.value)).status == twin.Response(status=code).status == f"{code} {caught.value.name}"


@pytest.mark.parametrize(
    ("code", "phrase"),
    [
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (422, "Unprocessable Content"),
        (299, "UNKNOWN"),
    ],
)
def test_phrases_are_those_of_rfc_9110_on_every_python(twin, code, phrase):
    assert twin.Response(status=code).status == f"{code} {phrase}"


def test_abort_raises_the_error_of_a_code(ask):
    for code, error in (
        (404, exceptions.NotFound),
        (400, exceptions.BadRequest),
        (500, exceptions.InternalServerError),
    ):
        with pytest.raises(error) as caught:
            exceptions.abort(code)
        assert type(caught.value) is error
    with pytest.raises(exceptions.HTTPException) as caught:
        exceptions.abort(418, "I am small and stout.")
    assert ask(raising(caught.value)).status == "418 I'm a Teapot"
    assert caught.value.description == "I am small and stout."
    with pytest.raises(exceptions.HTTPException) as caught:
        exceptions.abort(499)
    assert (caught.value.code, caught.value.name) == (499, "UNKNOWN")
    with pytest.raises(exceptions.HTTPException) as caught:
        exceptions.abort(599)
    assert caught.value.code == 599
    for code in (200, 302, 399, 600, -1):
        with pytest.raises(LookupError):
            exceptions.abort(code)


@pytest.mark.parametrize("wrappers", ["by_hand", "werkzeug"])
@pytest.mark.parametrize(
    ("read", "keys", "code"),
    [
        (lambda request: request.host, {"HTTP_HOST": "a@b"}, 400),
        (lambda request: request.url, {"HTTP_HOST": "a/b"}, 400),
        (lambda request: request.args["x"], {}, 400),
        (lambda request: request.headers["x"], {}, 400),
        (lambda request: request.cookies["x"], {}, 400),
        (lambda request: request.get_json(), {}, 415),
        (lambda request: request.get_json(force=True), {}, 400),
        (lambda request: request.get_data(), {"CONTENT_LENGTH": "9"}, 400),
    ],
)
def test_what_a_client_does_wrong_is_never_a_500(ask, wrappers, read, keys, code):
    found = ask(App(read, wrappers=wrappers), HTTP_ACCEPT="application/json", **keys)
    assert json.loads(found.body)["code"] == code

import copy
import io

import pytest

from bizkit.datastructures import EnvironHeaders, FileStorage, Headers, MultiDict
from bizkit.exceptions import BadRequest, BadRequestKeyError, HTTPException


def test_a_multidict_is_a_mapping_of_first_values():
    values = MultiDict([("a", "1"), ("b", "2"), ("a", "3")])
    assert values.to_dict() == {"a": "1", "b": "2"}
    assert list(values.items()) == [("a", "1"), ("b", "2")]
    assert list(values.lists()) == [("a", ["1", "3"]), ("b", ["2"])]
    assert len(values) == 2
    assert repr(values) == "MultiDict([('a', '1'), ('a', '3'), ('b', '2')])"


def test_multidicts_are_equal_when_all_their_values_are():
    assert MultiDict([("a", "1"), ("b", "2")]) == MultiDict([("b", "2"), ("a", "1")])
    assert MultiDict([("a", "1"), ("a", "2")]) != MultiDict([("a", "1")])


def test_what_getlist_and_lists_give_is_a_copy():
    values = MultiDict([("a", "1")])
    values.getlist("a").append("2")
    dict(values.lists())["a"].append("2")
    assert values.getlist("a") == ["1"]


@pytest.mark.parametrize("mapping", [MultiDict(), Headers(), EnvironHeaders({})])
def test_a_missing_key_is_a_key_error_and_a_bad_request(mapping):
    with pytest.raises(BadRequestKeyError) as caught:
        mapping["name"]
    assert isinstance(caught.value, KeyError)
    assert isinstance(caught.value, BadRequest)
    assert str(caught.value) == "400 Bad Request: The request has no 'name'."


def test_headers_are_equal_in_any_case():
    assert Headers({"X-A": "1"}) == Headers([("x-a", "1")])
    assert Headers({"X-A": "1"}) != Headers({"X-A": "2"})
    assert Headers() != []
    assert repr(Headers({"X-A": 1})) == "Headers([('X-A', '1')])"


def test_the_headers_of_a_request_are_shown_as_pairs():
    assert repr(EnvironHeaders({"HTTP_X_A": "1", "wsgi.input": None})) == "EnvironHeaders([('X-A', '1')])"
    assert list(EnvironHeaders({"HTTP_X_A": "1"}).values()) == ["1"]
    assert EnvironHeaders({"HTTP_X_A": "b"}).get("X-A", 3, type=int) == 3


def test_a_field_that_is_set_takes_the_place_of_the_first():
    headers = Headers([("A", "1"), ("B", "2"), ("a", "3"), ("C", "4")])
    headers["a"] = "5"
    assert list(headers) == [("a", "5"), ("B", "2"), ("C", "4")]


def test_an_http_error_without_a_class_of_its_own_is_the_servers():
    error = HTTPException()
    assert (error.code, error.name) == (500, "Internal Server Error")


def test_headers_of_both_kinds_can_be_compared_and_copied():
    sent = EnvironHeaders({"HTTP_X_A": "1"})
    copied = sent.copy()
    copied["X-B"] = "2"
    assert (list(sent), sent == Headers({"x-a": "1"}), sent != 5) == ([("X-A", "1")], True, True)
    assert copied == Headers({"X-A": "1", "X-B": "2"})
    assert sent.to_wsgi_list() == [("X-A", "1")]


def test_a_file_can_be_copied():
    found = copy.copy(FileStorage(io.BytesIO(b"a"), "x"))
    assert (found.filename, found.read()) == ("x", b"a")


@pytest.mark.parametrize(("digits", "length"), [(1, 9), (19, 10**19 - 1), (20, 0), (21, 0), (5000, 0)])
def test_the_length_of_a_file_has_a_limit_of_digits(digits, length):
    assert FileStorage(headers=Headers({"Content-Length": "9" * digits})).content_length == length


@pytest.mark.parametrize("place", range(5))
def test_a_field_that_is_set_stays_where_it_was_wherever_that_is(place):
    fields = [(name, name) for name in "ABCDE"]
    headers = Headers([*fields, ("a", "again"), ("c", "again"), ("F", "F")])
    headers["ABCDE"[place]] = "new"
    kept = [field for field in headers if field[1] not in ("new", "again")]
    assert kept == [field for field in [*fields, ("F", "F")] if field[0] != "ABCDE"[place]]
    assert list(headers)[place] == ("ABCDE"[place], "new")
    assert headers.getlist("ABCDE"[place]) == ["new"]

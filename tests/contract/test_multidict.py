"""MultiDict, Headers and FileStorage: bizkit's and Werkzeug's mean the same."""

import copy
import io
import pickle

import pytest
import werkzeug.datastructures
from werkzeug.exceptions import BadRequest

import bizkit.datastructures
from bizkit.exceptions import HTTPException
from bizkit.wrappers import on_werkzeug

PAIRS = [("a", "1"), ("b", "2"), ("a", "3")]


@pytest.fixture(params=["bizkit", "werkzeug"])
def MultiDict(request):
    return {"bizkit": bizkit.datastructures, "werkzeug": werkzeug.datastructures}[request.param].MultiDict


@pytest.fixture(params=["bizkit", "werkzeug"])
def Immutable(request):
    return {"bizkit": bizkit.datastructures, "werkzeug": werkzeug.datastructures}[request.param].ImmutableMultiDict


@pytest.fixture(params=["bizkit", "werkzeug"])
def Headers(request):
    return {"bizkit": bizkit.datastructures.Headers, "werkzeug": on_werkzeug.Headers}[request.param]


@pytest.fixture(params=["bizkit", "werkzeug"])
def FileStorage(request):
    return {"bizkit": bizkit.datastructures, "werkzeug": werkzeug.datastructures}[request.param].FileStorage


@pytest.mark.parametrize(
    "given", [PAIRS, {"a": ["1", "3"], "b": "2"}, {"a": ("1", "3"), "b": ["2"], "c": []}], ids=range(3)
)
def test_it_is_made_of_pairs_or_of_a_mapping(MultiDict, given):
    made = MultiDict(given)
    assert (made["a"], made.getlist("a"), made["b"], "c" in made) == ("1", ["1", "3"], "2", False)
    assert MultiDict(made) == made
    assert MultiDict(iter(PAIRS)).getlist("a") == ["1", "3"]
    assert list(MultiDict()) == list(MultiDict(None)) == []


def test_each_way_of_reading(MultiDict):
    values = MultiDict(PAIRS)
    assert (values.get("a"), values.get("x"), values.get("x", "y")) == ("1", None, "y")
    assert (values.get("a", type=int), values.get("a", 0, type=lambda text: int("x"))) == (1, 0)
    assert (values.getlist("a", type=int), values.getlist("x")) == ([1, 3], [])
    assert MultiDict([("a", "1"), ("a", "x")]).getlist("a", type=int) == [1]
    assert list(values) == list(values.keys()) == ["a", "b"]
    assert list(values.items()) == [("a", "1"), ("b", "2")]
    assert list(values.items(multi=True)) == [("a", "1"), ("a", "3"), ("b", "2")]
    assert list(values.values()) == ["1", "2"]
    assert list(values.lists()) == [("a", ["1", "3"]), ("b", ["2"])]
    assert list(values.listvalues()) == [["1", "3"], ["2"]]
    assert values.to_dict() == {"a": "1", "b": "2"}
    assert values.to_dict(flat=False) == {"a": ["1", "3"], "b": ["2"]}
    assert (len(values), "a" in values, bool(MultiDict())) == (2, True, False)


def test_a_missing_key_is_a_bad_request(MultiDict):
    for read in (lambda: MultiDict()["x"], lambda: MultiDict().pop("x"), lambda: MultiDict().popitem()):
        with pytest.raises(KeyError) as caught:
            read()
        assert isinstance(caught.value, (HTTPException, BadRequest)) and caught.value.code == 400


def test_each_way_of_changing(MultiDict):
    values = MultiDict(PAIRS)
    values["a"] = "x"
    values.add("b", "y")
    values.setlist("c", ("1", "2"))
    assert values.to_dict(flat=False) == {"a": ["x"], "b": ["2", "y"], "c": ["1", "2"]}
    assert (values.setdefault("a", "z"), values.setdefault("d", "z")) == ("x", "z")
    values.setlistdefault("e", ["1"]).append("2")
    assert (values.getlist("e"), values.setlistdefault("e", ["3"])) == (["1", "2"], ["1", "2"])
    assert (values.pop("c"), values.pop("c", None), values.poplist("b"), values.poplist("b")) == (
        "1",
        None,
        ["2", "y"],
        [],
    )
    assert (values.popitemlist(), values.popitem()) == (("e", ["1", "2"]), ("d", "z"))
    values.update({"a": ["1", "2"], "f": "3"})
    assert values.to_dict(flat=False) == {"a": ["x", "1", "2"], "f": ["3"]}
    assert (values | {"a": "4"}).getlist("a") == ["x", "1", "2", "4"]
    values |= MultiDict([("f", "5")])
    assert values.getlist("f") == ["3", "5"]
    del values["a"]
    assert list(values) == ["f"]
    values.setlist("f", [])
    with pytest.raises(KeyError):
        values.popitem()
    with pytest.raises(TypeError):
        values | 5


def test_copies_are_of_their_own(MultiDict):
    values = MultiDict([("a", ["deep"])])
    shallow, deep, pickled = values.copy(), values.deepcopy(), pickle.loads(pickle.dumps(values))
    assert copy.copy(values) == copy.deepcopy(values) == shallow == deep == pickled == values
    shallow.add("a", "x")
    values["a"].append("deeper")
    assert (values.getlist("a"), deep.getlist("a"), shallow["a"]) == (
        [["deep", "deeper"]],
        [["deep"]],
        ["deep", "deeper"],
    )


def test_what_a_request_holds_can_not_be_changed(Immutable):
    values = Immutable(PAIRS)
    assert hash(values) == hash(Immutable(PAIRS))
    for change in (
        lambda: values.__setitem__("a", "x"),
        lambda: values.__delitem__("a"),
        lambda: values.add("a", "x"),
        lambda: values.setlist("a", []),
        lambda: values.setdefault("a", "x"),
        lambda: values.setlistdefault("x"),
        lambda: values.update({}),
        lambda: values.pop("a"),
        lambda: values.popitem(),
        lambda: values.poplist("a"),
        lambda: values.popitemlist(),
        lambda: values.clear(),
    ):
        with pytest.raises(TypeError):
            change()
    changed = values.copy()
    changed["a"] = "x"
    assert (changed["a"], values["a"]) == ("x", "1")


def test_headers_do_not_care_for_case(Headers):
    headers = Headers([("X-A", "1"), ("x-a", "2"), ("B", 3)])
    assert (headers["x-A"], headers.get("X-a"), headers.get("b", type=int), headers.get("c", "d")) == ("1", "1", 3, "d")
    assert (headers.getlist("X-A"), headers.get_all("x-a"), headers.getlist("c")) == (["1", "2"], ["1", "2"], [])
    assert (headers.getlist("X-A", type=int), headers.get("X-A", 5, type=lambda text: int("x"))) == ([1, 2], 5)
    assert ("X-a" in headers, "c" in headers, len(headers)) == (True, False, 3)
    assert list(headers) == list(headers.items()) == headers.to_wsgi_list() == [("X-A", "1"), ("x-a", "2"), ("B", "3")]
    assert (list(headers.keys()), list(headers.values())) == (["X-A", "x-a", "B"], ["1", "2", "3"])
    assert (list(headers.keys(lower=True)), next(iter(headers.items(lower=True)))) == (
        ["x-a", "x-a", "b"],
        ("x-a", "1"),
    )
    assert str(Headers({"A": "1"})) == "A: 1\r\n\r\n"
    assert Headers({"A": "1"}) == Headers({"a": "1"}) != Headers({"A": "2"})
    with pytest.raises(KeyError):
        headers["c"]


def test_headers_can_be_changed_in_many_ways(Headers):
    headers = Headers({"A": ["1", "2"], "B": "3"})
    headers["a"] = 4
    headers.add("C", "x", filename="a b", max_age=3, none=None)
    headers.set("B", "y", q="z")
    assert list(headers) == [("a", "4"), ("B", "y; q=z"), ("C", 'x; filename="a b"; max-age=3')]
    assert (headers.setdefault("A", "9"), headers.setdefault("D", "5")) == ("4", "5")
    headers.setlist("A", ["6", "7"])
    headers.setlist("D", [])
    assert (headers.getlist("a"), "D" in headers) == (["6", "7"], False)
    assert (headers.setlistdefault("A", ["8"]), headers.setlistdefault("E", ["8", "9"])) == (["6", "7"], ["8", "9"])
    assert (headers.pop("A"), headers.pop("A", None), headers.popitem()) == ("6", None, ("E", "9"))
    headers.remove("b")
    del headers["b"]
    headers.extend([("F", "1")], x_y="2")
    headers.update({"e": "3"}, f="4")
    assert sorted(headers.items(lower=True)) == [
        ("c", 'x; filename="a b"; max-age=3'),
        ("e", "3"),
        ("f", "4"),
        ("x_y", "2"),
    ]
    copied = headers.copy()
    headers.clear()
    assert (len(headers), len(copied), len(copied | {"G": "1"})) == (0, 4, 5)
    copied |= {"G": ["1", "2"]}
    assert copied.getlist("g") == ["1", "2"]
    with pytest.raises(KeyError):
        headers.pop("x")


def test_headers_are_a_list_too(Headers):
    headers = Headers([("A", "1"), ("B", "2"), ("C", "3")])
    assert (headers[0], list(headers[1:]), type(headers[1:])) == (("A", "1"), [("B", "2"), ("C", "3")], Headers)
    headers[0] = ("D", "4")
    del headers[1]
    headers[1:] = [("E", "5"), ("F", "6")]
    assert list(headers) == [("D", "4"), ("E", "5"), ("F", "6")]
    del headers[1:]
    assert list(headers) == [("D", "4")]


@pytest.mark.parametrize("bad", ["a\rb", "a\nb", "a\0b"])
def test_no_line_break_gets_into_headers(Headers, bad):
    headers = Headers()
    for name, value in ((bad, "x"), ("X", bad)):
        for change in (
            lambda name=name, value=value: headers.add(name, value),
            lambda name=name, value=value: headers.set(name, value),
            lambda name=name, value=value: headers.__setitem__(name, value),
            lambda name=name, value=value: headers.setdefault(name, value),
            lambda name=name, value=value: headers.setlist(name, [value]),
            lambda name=name, value=value: headers.extend({name: value}),
            lambda name=name, value=value: headers.extend([(name, value)]),
            lambda name=name, value=value: headers.update({name: value}),
            lambda name=name, value=value: headers.add_header(name, value),
            lambda name=name, value=value: Headers({name: value}),
            lambda name=name, value=value: Headers([(name, value)]),
        ):
            with pytest.raises(ValueError):
                change()
    assert len(headers) == 0


def test_a_file_knows_its_name(FileStorage, tmp_path):
    assert (FileStorage().filename, bool(FileStorage()), FileStorage().content_length) == (None, False, 0)
    with open(tmp_path / "a.txt", "wb+") as stream:
        assert FileStorage(stream).filename == str(tmp_path / "a.txt")
    stream = io.BytesIO(b"ab\ncd")
    stream.name = "<stdin>"
    found = FileStorage(stream, name="f", content_type="Text/Plain; a=b", content_length=5)
    assert (found.filename, found.name, found.mimetype, found.mimetype_params) == (None, "f", "text/plain", {"a": "b"})
    assert (found.content_type, found.content_length, list(found)) == ("Text/Plain; a=b", 5, [b"ab\n", b"cd"])
    assert (found.seek(0), found.read(), found.tell()) == (0, b"ab\ncd", 5)
    found.close()
    found.close()
    assert stream.closed
    assert not hasattr(found, "nothing")
    unclear = FileStorage(filename="x", headers=None, content_length="abc")
    assert (unclear.content_length, unclear.filename) == (0, "x")

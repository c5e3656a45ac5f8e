"""What an editor shows of requests and responses: the type of each expression, by both twins and by the interface.

Type checkers read this file, and nobody runs it. Where a type isn't the one that stands here, its line is an error.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any, assert_type

import werkzeug.datastructures

import bizkit
from bizkit import datastructures
from bizkit.datastructures import EnvironHeaders, FileStorage, Headers, ImmutableMultiDict, MultiDict
from bizkit.wrappers import by_hand, interface, on_werkzeug, values


def by_hand_a_request_is(request: by_hand.Request) -> None:
    assert_type(request.method, str)
    assert_type(request.path, str)
    assert_type(request.query_string, bytes)
    assert_type(request.host, str)
    assert_type(request.url, str)
    assert_type(request.remote_addr, str | None)
    # query, form and cookies
    assert_type(request.args, ImmutableMultiDict[str, str])
    assert_type(request.args["name"], str)
    assert_type(request.args.get("name"), str | None)
    assert_type(request.args.get("name", "nobody"), str)
    assert_type(request.args.get("name", 0), str | int)
    assert_type(request.args.get("n", type=int), int | None)
    assert_type(request.args.get("n", 1, type=int), int)
    assert_type(request.args.getlist("name"), list[str])
    assert_type(request.args.getlist("n", type=int), list[int])
    assert_type(request.args.to_dict(), dict[str, str])
    assert_type(request.args.to_dict(flat=False), dict[str, list[str]])
    assert_type(request.args.copy(), MultiDict[str, str])
    assert_type(request.args.items(multi=True), Iterator[tuple[str, str]])
    assert_type(request.values["name"], str)
    assert_type(request.form["name"], str)
    assert_type(request.cookies["session"], str)
    # header fields
    assert_type(request.headers, EnvironHeaders)
    assert_type(request.headers["Host"], str)
    assert_type(request.headers.get("Host"), str | None)
    assert_type(request.headers.get("Host", "x"), str)
    assert_type(request.headers.get("Content-Length", type=int), int | None)
    assert_type(request.headers.getlist("Via"), list[str])
    assert_type(request.accept_mimetypes.best_match(["text/html"]), str | None)
    assert_type(request.accept_mimetypes.best_match(["text/html"], "text/html"), str)
    assert_type(request.accept_mimetypes["text/html"], float)
    assert_type(request.accept_mimetypes[0], tuple[str, float])
    assert_type(request.if_modified_since, datetime | None)
    assert_type(request.content_length, int | None)
    # the content
    assert_type(request.get_data(), bytes)
    assert_type(request.get_data(cache=False), bytes)
    assert_type(request.get_data(as_text=True), str)
    assert_type(request.get_data(True, True), bytes | str)
    assert_type(request.data, bytes)
    assert_type(request.stream, IO[bytes])
    assert_type(request.files, ImmutableMultiDict[str, FileStorage])
    assert_type(request.files["photo"], FileStorage)
    assert_type(request.files.get("photo"), FileStorage | None)
    assert_type(request.files.getlist("photo"), list[FileStorage])
    assert_type(request.files["photo"].filename, str | None)
    assert_type(request.files["photo"].stream.read(), bytes)
    assert_type(request.json, Any)
    assert_type(request.get_json(silent=True), Any)
    if request.authorization is not None:
        assert_type(request.authorization.username, str | None)
        assert_type(request.authorization.token, str | None)


def on_werkzeug_a_request_is(request: on_werkzeug.Request) -> None:
    assert_type(request.method, str)
    assert_type(request.path, str)
    assert_type(request.query_string, bytes)
    assert_type(request.host, str)
    assert_type(request.content_type, str | None)
    assert_type(request.args["name"], str)
    assert_type(request.args.get("name"), str | None)
    assert_type(request.args.get("n", type=int), int | None)
    assert_type(request.args.getlist("name"), list[str])
    assert_type(request.form["name"], str)
    assert_type(request.cookies["session"], str)
    assert_type(request.headers["Host"], str)
    assert_type(request.headers.get("Host"), str | None)
    assert_type(request.headers.get("Host", "x"), str)
    assert_type(request.get_data(), bytes)
    assert_type(request.get_data(as_text=True), str)
    assert_type(request.data, bytes)
    assert_type(request.stream, IO[bytes])
    assert_type(request.files["photo"], werkzeug.datastructures.FileStorage)
    assert_type(request.json, Any)
    if request.authorization is not None:
        assert_type(request.authorization.username, str | None)


def whichever_it_comes_from_a_request_is(request: interface.Request) -> None:
    assert_type(request.method, str)
    assert_type(request.args["name"], str)
    assert_type(request.args.get("name"), str | None)
    assert_type(request.args.get("name", "nobody"), str)
    assert_type(request.args.get("n", type=int), int | None)
    assert_type(request.args.getlist("name"), list[str])
    assert_type(request.form["name"], str)
    assert_type(request.cookies["session"], str)
    assert_type(request.headers["Host"], str)
    assert_type(request.headers.get("Host"), str | None)
    assert_type(request.headers.get("Host", "x"), str)
    assert_type(request.get_data(), bytes)
    assert_type(request.get_data(as_text=True), str)
    assert_type(request.files["photo"], values.FileStorage)
    assert_type(request.files.getlist("photo"), Sequence[values.FileStorage])
    assert_type(request.json, Any)


def by_hand_a_response_is(response: by_hand.Response, request: by_hand.Request) -> None:
    assert_type(response.status, str)
    assert_type(response.status_code, int)
    response.status = 404
    assert_type(response.headers, Headers)
    assert_type(response.headers["Location"], str)
    assert_type(response.headers[0], tuple[str, str])
    assert_type(response.headers.get("Location"), str | None)
    assert_type(response.headers.get("Age", type=int), int | None)
    assert_type(response.headers.pop("Age", None), str | None)
    assert_type(response.content_type, str | None)
    assert_type(response.content_length, int | None)
    assert_type(response.location, str | None)
    assert_type(response.last_modified, datetime | None)
    assert_type(response.get_data(), bytes)
    assert_type(response.get_data(as_text=True), str)
    assert_type(response.data, bytes)
    assert_type(response.json, Any)
    assert_type(response.make_conditional(request), by_hand.Response)
    assert_type(response.get_wsgi_response({}), tuple[Iterable[bytes], str, list[tuple[str, str]]])
    assert_type(response.get_etag(), tuple[str, bool] | tuple[None, None])


def on_werkzeug_a_response_is(response: on_werkzeug.Response, request: on_werkzeug.Request) -> None:
    assert_type(response.status, str)
    assert_type(response.status_code, int)
    response.status = 404
    assert_type(response.headers["Location"], str)
    assert_type(response.headers.get("Location"), str | None)
    assert_type(response.content_type, str | None)
    assert_type(response.content_length, int | None)
    assert_type(response.location, str | None)
    assert_type(response.last_modified, datetime | None)
    assert_type(response.get_data(), bytes)
    assert_type(response.get_data(as_text=True), str)
    assert_type(response.data, bytes)
    assert_type(response.make_conditional(request), on_werkzeug.Response)


def whichever_it_comes_from_a_response_is(response: interface.Response) -> None:
    assert_type(response.status, str)
    assert_type(response.status_code, int)
    response.status = 404
    response.location = "/"
    assert_type(response.headers["Location"], str)
    assert_type(response.headers.get("Location"), str | None)
    assert_type(response.get_data(), bytes)
    assert_type(response.get_data(as_text=True), str)


def a_layer_makes(layer: interface.Layer, request: interface.Request) -> None:
    assert_type(layer.Request({}), interface.Request)
    assert_type(layer.Response("<h1>Hello</h1>", 404), interface.Response)
    assert_type(layer.redirect("/"), interface.Response)
    assert_type(layer.send_from_directory("static", "a.png", request, max_age=60), interface.Response)
    assert_type(layer.parse_options_header("text/html")[1], dict[str, str])
    assert_type(layer.MultiDict({"a": ["1", "2"]})["a"], str)


def from_bizkit_come(request: bizkit.Request) -> None:
    """The names of the package itself: a checker shows those of the twin by hand, which is the default."""
    assert_type(request.args["name"], str)
    assert_type(request.get_data(as_text=True), str)
    assert_type(bizkit.Response("<h1>Hello</h1>").status, str)
    assert_type(bizkit.redirect("/"), by_hand.Response)


def a_multidict_is(multi: datastructures.MultiDict[str, int], pairs: list[tuple[str, int]]) -> None:
    assert_type(multi["a"], int)
    assert_type(multi.get("a"), int | None)
    assert_type(multi.get("a", type=str), str | None)
    assert_type(multi.pop("a"), int)
    assert_type(multi.pop("a", None), int | None)
    assert_type(multi.poplist("a"), list[int])
    assert_type(multi.setdefault("a", 1), int)
    assert_type(multi.popitem(), tuple[str, int])
    assert_type(multi | {"b": 2}, MultiDict[str, int])
    assert_type(MultiDict(pairs), MultiDict[str, int])
    for key, value in multi.items():
        assert_type(key, str)
        assert_type(value, int)

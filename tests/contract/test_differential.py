"""The same requests for both twins and for Werkzeug itself: what each of them sees must be the same.

The twins never differ. What both see otherwise than Werkzeug is in the table of `differences`, each with its reason.
"""

from __future__ import annotations

import importlib
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from contract.differences import DIFFERENCES
from contract.environs import KINDS, Sent, searching
from hypothesis import given
from werkzeug import http, security, wrappers

# Werkzeug leaves files open when a form breaks off in the middle of them.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

BY_HAND, ON_WERKZEUG = (importlib.import_module(f"bizkit.wrappers.{name}") for name in ("by_hand", "on_werkzeug"))
WERKZEUG = SimpleNamespace(**vars(http), Request=wrappers.Request, safe_join=security.safe_join)

HEAD = (
    *("method", "path", "root_path", "query_string", "args", "cookies", "headers", "content_type", "mimetype"),
    *("mimetype_params", "content_length", "is_json", "url", "base_url", "root_url", "host", "host_url", "scheme"),
    *("is_secure", "remote_addr", "authorization", "accept_mimetypes", "if_none_match", "if_match"),
    *("if_modified_since", "if_unmodified_since", "if_range", "range"),
)
CONTENT = {
    "form, files": lambda request: (request.form, request.files),
    "values": lambda request: request.values,
    "data": lambda request: request.data,
    "get_data": lambda request: request.get_data(),
    "stream": lambda request: request.stream.read(),
    "json": lambda request: repr(request.json),
    "get_json": lambda request: repr(request.get_json(silent=True)),
    "form, data, JSON": lambda request: (request.form, request.get_data(), repr(request.get_json(silent=True))),
}
PARSERS = (
    *("parse_cookie", "parse_options_header", "parse_list_header", "parse_dict_header", "parse_accept_header"),
    *("parse_date", "parse_etags", "unquote_etag", "parse_range_header", "parse_content_range_header"),
    *("parse_if_range_header",),
)


FORMS = {
    "datetime": datetime.isoformat,
    "MultiDict": lambda value: [(key, plain(values)) for key, values in value.lists()],
    "FileStorage": lambda value: (value.name, value.filename, value.content_type, value.stream.read()),
    "EnvironHeaders": lambda value: sorted((key.lower(), text) for key, text in value),
    "Accept": lambda value: [tuple(pair) for pair in value],
    "ETags": lambda value: (value.as_set(), value.as_set(include_weak=True), value.star_tag),
    "Range": lambda value: (value.units, [tuple(pair) for pair in value.ranges]),
    "ContentRange": lambda value: (value.units, value.start, value.stop, value.length),
    "IfRange": lambda value: (value.etag, plain(value.date)),
    "Authorization": lambda value: (value.type, value.parameters, value.token),
    "tuple": lambda value: tuple(map(plain, value)),
    "list": lambda value: list(map(plain, value)),
}


def plain(value: Any) -> Any:
    """What ``value`` says, in a form that can be compared, whosever class of that name it is of."""
    form = next((FORMS[base.__name__] for base in type(value).__mro__ if base.__name__ in FORMS), None)
    return value if form is None else form(value)


def outcome(read: Any, *arguments: Any) -> Any:
    """What ``read`` gives, or what stopped it."""
    try:
        return plain(read(*arguments))
    except Exception as error:
        code = getattr(error, "code", None)
        return ("error", code) if isinstance(code, int) else ("BUG", type(error).__name__)


def portrait(layer: Any, sent: Sent) -> dict[str, Any]:
    """All that ``layer`` makes of a request: of its head on one request, of its content on a fresh one each."""
    request = layer.Request(sent.environ())
    seen = {name: outcome(getattr, request, name) for name in HEAD}
    for name, read in CONTENT.items():
        with layer.Request(sent.environ()) as request:
            seen[name] = outcome(read, request)
    seen |= {name: outcome(getattr(layer, name), sent.text) for name in PARSERS}
    seen["safe_join"] = outcome(layer.safe_join, "/srv", sent.text)
    return seen


def is_fault(value: Any) -> bool:
    """Whether it is anything but a value or an error of the client's."""
    kind, what = value if isinstance(value, tuple) and len(value) == 2 else (None, None)
    return kind == "BUG" or (kind == "error" and not 400 <= what < 500)


def told(name: str, sent: Sent, **values: Any) -> str:
    lines = [f"{name} differs for {sent!r}", *(f"  {who:<11} {value!r}" for who, value in values.items())]
    return "\n".join(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_the_twins_never_differ_and_what_differs_from_werkzeug_is_in_the_table(kind):
    @searching(len(KINDS))
    @given(KINDS[kind])
    def compare(sent: Sent) -> None:
        by_hand, on_werkzeug, theirs = (portrait(layer, sent) for layer in (BY_HAND, ON_WERKZEUG, WERKZEUG))
        for name, ours in by_hand.items():
            values = {"by_hand": ours, "on_werkzeug": on_werkzeug[name], "Werkzeug": theirs[name]}
            assert ours == on_werkzeug[name] and not is_fault(ours), told(name, sent, **values)
            is_known = ours == theirs[name] or any(
                row.accounts_for(name, sent, ours, theirs[name]) for row in DIFFERENCES
            )
            assert is_known, told(name, sent, **values)

    compare()


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.because)
def test_each_row_of_the_table_is_needed(row):
    for sent in row.examples:
        ours, theirs = portrait(BY_HAND, sent), portrait(WERKZEUG, sent)
        assert any(
            ours[name] != theirs[name] and row.accounts_for(name, sent, ours[name], theirs[name])
            for name in row.attributes
        ), f"No attribute differs for {sent!r}"

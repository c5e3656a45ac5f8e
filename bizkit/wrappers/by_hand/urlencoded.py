"""``application/x-www-form-urlencoded``, which query strings and plain forms come in.

https://url.spec.whatwg.org/#urlencoded-parsing
"""

from __future__ import annotations

from codecs import unicode_escape_decode
from urllib.parse import unquote_to_bytes

from bizkit.exceptions import RequestEntityTooLarge

Lists = dict[str, list[str]]


def parse_urlencoded(data: str, max_pairs: int | None = None) -> Lists:
    """All values of each key in ``data``, in their order: ``"a=b+c&d=%2B"`` -> ``{"a": ["b c"], "d": ["+"]}``.

    ``data`` is what PEP 3333 calls a native string: bytes, disguised as latin-1. Only ``&`` separates pairs, what is no
    escape stays as it is, and bytes that are not UTF-8 become U+FFFD. Raises `RequestEntityTooLarge` for more than
    ``max_pairs`` pairs.
    """
    if max_pairs is not None and data.count("&") >= max_pairs:
        raise RequestEntityTooLarge(f"The form has more than {max_pairs} fields.")
    if "+" in data:
        data = data.replace("+", " ")
    is_ascii = data.isascii()
    lists: Lists = {}
    for pair in data.split("&"):
        if not pair:
            continue
        key, _, value = pair.partition("=")
        if "%" in key or not is_ascii:
            key = _decoded(key)
        if "%" in value or not is_ascii:
            value = _decoded(value)
        if key in lists:
            lists[key].append(value)
        else:
            lists[key] = [value]
    return lists


def _decoded(text: str) -> str:
    """``text`` without escapes, read as UTF-8: ``"caf%C3%A9"`` -> ``"café"``."""
    try:
        # What %41 is to a URL, \\x41 is to Python, whose decoder is much faster than any loop here.
        data = unicode_escape_decode(text.replace("\\", "\\\\").replace("%", "\\x").encode("latin-1"))[0]
    except UnicodeDecodeError:  # a percent sign that begins no escape, and stays as it is
        return unquote_to_bytes(text.encode("latin-1")).decode("utf-8", "replace")
    return data if data.isascii() else data.encode("latin-1").decode("utf-8", "replace")

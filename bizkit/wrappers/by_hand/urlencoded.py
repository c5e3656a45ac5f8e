"""``application/x-www-form-urlencoded``, which query strings and plain forms come in.

https://url.spec.whatwg.org/#urlencoded-parsing
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from bizkit.exceptions import RequestEntityTooLarge

Lists = dict[str, list[str]]


def parse_urlencoded(data: bytes, max_pairs: int | None = None) -> Lists:
    """All values of each key in ``data``, in their order: ``b"a=b+c&d=%2B"`` -> ``{"a": ["b c"], "d": ["+"]}``.

    Only ``&`` separates pairs. What is no escape stays as it is, and bytes that are not UTF-8 become U+FFFD. Raises
    `RequestEntityTooLarge` when there are more than ``max_pairs`` pairs.
    """
    if max_pairs is not None and data.count(b"&") >= max_pairs:
        raise RequestEntityTooLarge(f"The form has more than {max_pairs} fields.")
    text = data.decode("utf-8", "replace")
    is_plain = "%" not in text and "+" not in text
    lists: Lists = {}
    for pair in text.split("&"):
        if not pair:
            continue
        key, _, value = pair.partition("=")
        if not is_plain:
            key, value = _unescaped(key), _unescaped(value)
        if key in lists:
            lists[key].append(value)
        else:
            lists[key] = [value]
    return lists


def _unescaped(text: str) -> str:
    if "+" in text:
        text = text.replace("+", " ")
    if "%" in text:
        text = unquote_to_bytes(text).decode("utf-8", "replace")
    return text

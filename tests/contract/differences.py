"""The table: where both twins differ from Werkzeug, on what, and why.

A row is for a few attributes, and for as few requests as can be said in one line. Its examples keep it from rotting:
each must show the difference, or the row is to be deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contract.environs import JSON, MULTIPART, URLENCODED, Sent

FORM, QUERY = ("form, files", "values", "form, data, JSON"), ("args", "values")
URLS = ("url", "base_url", "root_url", "host_url")


@dataclass
class Difference:
    """``applies(sent, ours, theirs)`` says whether this is the reason why a value differs."""

    attributes: tuple[str, ...]
    because: str
    applies: Callable[[Sent, Any, Any], bool]
    examples: tuple[Sent, ...]

    def accounts_for(self, name: str, sent: Sent, ours: Any, theirs: Any) -> bool:
        return name in self.attributes and self.applies(sent, ours, theirs)


def post(kind: str, content: bytes, **more: Any) -> Sent:
    keys = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(content))}
    return Sent(keys | more, content)


def mimetype(sent: Sent) -> str:
    return str(sent.keys.get("CONTENT_TYPE", "")).partition(";")[0].strip(" \t").lower()


def is_not_utf_8(ours: Any) -> bool:
    return "\ufffd" in repr(ours)


DIFFERENCES = (
    Difference(
        (*QUERY, *FORM),
        "Bytes that are not UTF-8 become U+FFFD, as the standard for URLs says, where Werkzeug keeps their escapes.",
        lambda sent, ours, theirs: is_not_utf_8(ours) and theirs[:1] != ("BUG",),
        (Sent({"QUERY_STRING": "a=%ff"}), post(URLENCODED, b"a=%ff")),
    ),
    Difference(
        FORM,
        "All bytes of a form, escaped or not, are UTF-8 together; Werkzeug drops it when the unescaped ones are not.",
        lambda sent, ours, theirs: mimetype(sent) == URLENCODED and is_not_utf_8(sent.content.decode(errors="replace")),
        (post(URLENCODED, b"a=%C3\xa9"),),
    ),
    Difference(
        QUERY,
        "A query string in bytes that are not UTF-8 is read, where Werkzeug raises UnicodeDecodeError.",
        lambda sent, ours, theirs: (
            theirs == ("BUG", "UnicodeDecodeError") and not str(sent.keys.get("QUERY_STRING")).isascii()
        ),
        (Sent({"QUERY_STRING": "a=\xff"}),),
    ),
    Difference(
        ("cookies",),
        "Cookies are in UTF-8, as set_cookie writes them, where Werkzeug's request reads latin-1.",
        lambda sent, ours, theirs: not str(sent.keys.get("HTTP_COOKIE")).isascii(),
        (Sent({"HTTP_COOKIE": "a=\xc3\xa9"}), Sent({"HTTP_COOKIE": "a=\xff"})),
    ),
    Difference(
        ("parse_cookie",),
        "Bytes that are not UTF-8 become U+FFFD in a cookie, where Werkzeug raises UnicodeDecodeError.",
        lambda sent, ours, theirs: theirs == ("BUG", "UnicodeDecodeError"),
        (Sent(text="a=\xff"),),
    ),
    Difference(
        ("host", *URLS),
        # Python 3.13 decodes "xn--" where earlier ones raise, and so Werkzeug takes it for a name there.
        "An invalid Host answers 400, and an invalid name of the server is empty; Werkzeug takes both, or raises.",
        lambda sent, ours, theirs: (
            ours == ("error", 400)
            or theirs[:1] == ("BUG",)
            or (ours == "" and "HTTP_HOST" not in sent.keys)
            or sent.keys.get("SERVER_NAME") == "xn--"
        ),
        (
            Sent({"SERVER_NAME": "xn--", "SERVER_PORT": "80"}),
            Sent({"HTTP_HOST": "a b"}),
            Sent({"HTTP_HOST": "[zz]"}),
            Sent({"HTTP_HOST": "xn--"}),
            Sent({"SERVER_NAME": ":a", "SERVER_PORT": "80"}),
        ),
    ),
    Difference(
        ("root_path", *URLS),
        "A SCRIPT_NAME has one slash in front, where Werkzeug keeps none or two, which makes it another host's URL.",
        lambda sent, ours, theirs: (name := sent.keys.get("SCRIPT_NAME", "/"))[:1] != "/" or name[:2] == "//",
        (Sent({"SCRIPT_NAME": "app", "HTTP_HOST": "example.org"}), Sent({"SCRIPT_NAME": "//evil.example"})),
    ),
    Difference(
        ("if_match", "if_none_match", "parse_etags"),
        "An etag with nothing in it is an empty one, where Werkzeug makes it None.",
        lambda sent, ours, theirs: None in theirs[1] and "" in ours[1],
        (Sent({"HTTP_IF_MATCH": '""'}, text='W/""'),),
    ),
    Difference(
        ("authorization",),
        "A letter that no Base64 has makes the credentials unreadable, where Werkzeug raises ValueError.",
        lambda sent, ours, theirs: ours is None and theirs == ("BUG", "ValueError"),
        (Sent({"HTTP_AUTHORIZATION": "Basic \xff"}),),
    ),
    Difference(
        FORM,
        "A part of a form without a name is passed over, where Werkzeug keeps it under None.",
        lambda sent, ours, theirs: mimetype(sent) == MULTIPART and "(None, [" in repr(theirs),
        (post(f"{MULTIPART}; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--"),),
    ),
    Difference(
        ("form, data, JSON",),
        "Reading a URL-encoded form leaves the content for get_data, where Werkzeug has used it up.",
        lambda sent, ours, theirs: mimetype(sent) == URLENCODED and theirs[1:2] == (b"",) and ours[2:] == theirs[2:],
        (post(URLENCODED, b"a=1"),),
    ),
    Difference(
        ("data",),
        "`data` is empty for whatever is called a form, where Werkzeug gives what it could not read as one.",
        lambda sent, ours, theirs: ours == b"" and mimetype(sent) in (URLENCODED, MULTIPART),
        (post(MULTIPART, b"no boundary"), post(URLENCODED, b"a", CONTENT_LENGTH="5")),
    ),
    Difference(
        FORM,
        "A URL-encoded form has no more than max_form_parts fields, which Werkzeug asks of multipart forms alone.",
        lambda sent, ours, theirs: (
            ours == ("error", 413) and mimetype(sent) == URLENCODED and sent.content.count(b"&") >= 1000
        ),
        (post(URLENCODED, b"a=1&" * 1000),),
    ),
    Difference(
        FORM,
        "A URL-encoded form that is announced to be too large is refused unread, where Werkzeug reads it first.",
        lambda sent, ours, theirs: (
            ours == ("error", 413) and mimetype(sent) == URLENCODED and len(sent.keys.get("CONTENT_LENGTH", "")) > 5
        ),
        (post(URLENCODED, b"a=1", CONTENT_LENGTH="500001"),),
    ),
    Difference(
        ("data", "get_data", "stream", "json", "get_json", *FORM),
        "A server that says that it does not end its stream is believed, where Werkzeug reads on to an end.",
        lambda sent, ours, theirs: sent.keys.get("wsgi.input_terminated") is False and theirs[:1] != ("BUG",),
        (post("text/plain", b"a", CONTENT_LENGTH="", **{"wsgi.input_terminated": False}),),
    ),
    Difference(
        ("json", "get_json", "form, data, JSON"),
        "JSON that is nested too deep is no JSON (400), where Werkzeug raises RecursionError.",
        lambda sent, ours, theirs: theirs == ("BUG", "RecursionError"),
        (post(JSON, b"[" * 100_000),),
    ),
    Difference(
        ("safe_join",),
        "What Windows takes for a device, or for a way out, is refused everywhere, where Werkzeug does so on Windows.",
        lambda sent, ours, theirs: ours is None and isinstance(theirs, str),
        (Sent(text="a\\..\\b"), Sent(text="nul.txt"), Sent(text="a/COM1 :x"), Sent(text="a\0b")),
    ),
)

"""Requests that nobody thinks of: hypothesis strategies for WSGI environments, and how many of them are tried.

All text is what PEP 3333 calls native strings: bytes, disguised as latin-1. An environment is made of few draws: a
byte string is drawn, and each byte in it picks one of many fragments. That is quick, and shrinks to the first ones.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st


@dataclass
class Sent:
    """What a client sends: the keys of an environment, the content, and a text for the parsers of header fields."""

    keys: dict[str, Any] = field(default_factory=dict)
    content: bytes = b""
    text: str = ""

    def environ(self) -> dict[str, Any]:
        """A fresh environment, for reading the content uses it up."""
        return {"wsgi.url_scheme": "http", **self.keys, "wsgi.input": io.BytesIO(self.content)}


def searching(tests: int, by_default: int = 50) -> settings:
    """How many examples one of so many ``tests`` tries.

    The environment variable WORKSHOP_EXAMPLES is the number for all of them together. The examples are the same in
    each run, so that a gate says the same thing twice; to go looking for new ones, set WORKSHOP_RANDOM as well.
    """
    total, is_random = os.environ.get("WORKSHOP_EXAMPLES"), bool(os.environ.get("WORKSHOP_RANDOM"))
    return settings(
        max_examples=max(1, int(total) // tests) if total else by_default,
        derandomize=not is_random,
        print_blob=is_random,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def native(text: str) -> str:
    """``text`` in UTF-8, in latin-1's disguise."""
    return text.encode().decode("latin-1")


def fragments(pool: tuple[Any, ...], most: int, least: int = 0) -> st.SearchStrategy[Any]:
    """Fragments of ``pool`` in any order, joined."""
    empty = pool[0][:0]
    return st.binary(min_size=least, max_size=most).map(
        lambda picks: empty.join([pool[pick % len(pool)] for pick in picks])
    )


DATES = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994")
VALID: dict[str, tuple[str, ...]] = {
    "REQUEST_METHOD": ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"),
    "PATH_INFO": ("/", "/a/b", "/caf\xc3\xa9", "/a b", "/a+b", native("/☃/"), "/%41", "/a;b=c", "/a:b@c"),
    "SCRIPT_NAME": ("", "/app", native("/büro"), "/a/b"),
    "SERVER_NAME": ("localhost", "example.org", "127.0.0.1", "::1"),
    "SERVER_PORT": ("80", "443", "8000"),
    "HTTP_HOST": ("localhost", "example.org", "example.org:8080", "example.org:80", "[::1]:5000", "xn--bcher-kva.ch"),
    "wsgi.url_scheme": ("http", "https"),
    "REMOTE_ADDR": ("127.0.0.1", "::1"),
    "HTTP_AUTHORIZATION": ("Basic QWRhOnB3", "Bearer abc.def==", 'Digest username="Ada", qop=auth, nc=1'),
    "HTTP_ACCEPT": (
        *("*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        "text/html;level=1;q=0.5, text/*;q=0.3, text/plain;q=0",
    ),
    "HTTP_IF_NONE_MATCH": ('"a"', '"a", W/"b"', "*", 'W/"a,b"'),
    "HTTP_IF_MATCH": ('"a"', '"a", "b"', "*"),
    "HTTP_IF_MODIFIED_SINCE": DATES,
    "HTTP_IF_UNMODIFIED_SINCE": DATES,
    "HTTP_IF_RANGE": ('"a"', *DATES),
    "HTTP_RANGE": ("bytes=0-99", "bytes=500-", "bytes=-500", "bytes=0-0,2-3", "items=0-1"),
    "HTTP_X_FORWARDED_FOR": ("10.0.0.1, 10.0.0.2",),
}
LENGTHS = ("", " ", "abc", "-1", "+5", "1_0", " 5 ", "0", "00005", "5", "1e3", "9" * 30, "\xb2", "5, 5")
ODD: dict[str, tuple[Any, ...]] = {
    "REQUEST_METHOD": ("", "get", "BREW", "G\xc3\x89T", "PO ST"),
    "PATH_INFO": ("", "//evil.example/x", "a", "/%2F..", "/\xff\xfe", "/a/../b", "/?a#b", "/a%zz", "/\0", "///"),
    "SCRIPT_NAME": ("/", "//evil.example", "app/", "/\xff", "/a?b"),
    "SERVER_NAME": ("", "a b", "[::1]", "x.sock"),
    "SERVER_PORT": ("", "abc", "0", "99999", "-1", "\xb2"),
    "HTTP_HOST": (
        *("", " ", "a b", "user@evil.example", "a/b", "a:b", "a:99999", "a:", ":80", "[::1", "[zz]", "[v1.a]", "a..b"),
        *("EXAMPLE.org", "xn--", "xn--\xff", "\xc3\xa9.example", "a,b", "a:080", "[::ffff:1.2.3.4]", "-a", "a_b"),
        "a:0",
    ),
    "wsgi.url_scheme": ("https", "ws", "wss", "ftp"),
    "HTTP_AUTHORIZATION": (
        *("Basic", "Basic ", "basic !!!", "Basic QWRh", "Basic \xff", "Basic /w==", "BASIC QWRhOnB3"),
        *("Basic  QWRhOnB3", "Bearer", "", " ", "Digest a", 'Digest a="b', "X a=b=c", "Bearer a b"),
        *("Digest a*=UTF-8''%C3%A9", "Basic Og=="),
    ),
    "HTTP_ACCEPT": (
        *("", ",", ";q=1", "a", "*", "a/b;q=2", "a/b;q=x", "a/b;q=-0", "a/b;q=", "a/b;q=0.5;q=1", 'a/b;x="y;q=0,z"'),
        *("a/b; q = 0.5", "A/B;Q=0.3", 'a/b;q="0.2"', "a/b;q=nan", "a/b;q=1e-1", '"a', "*/b", "a/b;q=.5", "a/b;q=\xb2"),
    ),
    "HTTP_IF_NONE_MATCH": ("", "a", 'a"b', '"a" "b"', 'w/"a"', "W/", '"', ',,"a",', '"a",*', " * ", 'W/ "a"', '"\xff"'),
    "HTTP_IF_MATCH": ("", '"a', "a, b", '""', 'W/"a"'),
    "HTTP_IF_MODIFIED_SINCE": ("", "abc", "0", "Sun, 06 Nov 1994", "Sun, 32 Nov 1994 08:49:37 GMT", "6 Nov 94 8:49"),
    "HTTP_IF_UNMODIFIED_SINCE": (
        *("Sun, 06 Nov 1994 08:49:37 +0100", "Sun, 06 Nov 1994 08:49:37 -0000", "Sun, 06 Nov 1994 08:49:37"),
        *("Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:60 GMT", "Sun, 06 Nov 1994 08:49:37 +9999"),
    ),
    "HTTP_IF_RANGE": ("", "a", 'W/"a"', '"a', "W/", "Sun, 06 Nov 1994"),
    "HTTP_RANGE": (
        *("", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-1", "bytes=1-2,0-1", "bytes=-0", "bytes = 0 - 1"),
        *("bytes=1-2,", "bytes=--1", "bytes=+1-2", "bytes=1_0-20", "=0-1", "BYTES=0-1", "bytes=\xb2-\xb3"),
        *("bytes=-1,2-", f"bytes=0-{'9' * 5000}"),
    ),
    "CONTENT_LENGTH": LENGTHS,
    "HTTP_TRANSFER_ENCODING": ("chunked", "gzip, chunked", "CHUNKED", "identity", ""),
    "wsgi.input_terminated": (True,),
    "HTTP_CONTENT_LENGTH": ("7",),
    "HTTP_X_\xff": ("\xff", "", " a "),
}
# Of these, one is left out at times.
MISSABLE = ("QUERY_STRING", "PATH_INFO", "CONTENT_LENGTH", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "REQUEST_METHOD")
USUAL = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}

PAIRS = ("a=1", "&", "b=x+y", "&", "name=Zo%C3%AB", "&", "a=2", "&", native("ß=ü"), "empty=", "&", "c=50%25", "d=%00")
COOKIES = ("a=1", "; ", "theme=dark", "; ", 'q="x y"', "; ", native("é=ü"), 'o="caf\\303\\251\\054"', "; ", "a=2", "e=")
FIELDS = ("text/html", "; ", "charset=a", ", ", 'a="b c"', "; q=0.5", "bytes 0-9/10", "*", "filename*=UTF-8''%C3%A9")
ODD_PAIRS = (*PAIRS, ";", "%zz", "%ff", "%", "=", "+", "\xff", "&&", "%2", "%26", "%u1234", "\\x41", "#", "%C3", "\xa0")
ODD_COOKIES = (
    *COOKIES,
    *(";", '"', "=", " ", "\t", ",", '="', "\\", "\\0", "\\377", '\\"', "\xff", "$Version=1", ";;", "\\N"),
)
ODD_FIELDS = (
    *FIELDS,
    *('"', "\\", '\\"', "=", " ", "*0=a", "a*0*=UTF-8''%ff", "a*1=b", "a*=", "%22", "\xff", "/", "W/", "-"),
)
# A bit of everything that means something somewhere.
SEPARATORS = (
    *("a", "b", "=", ";", ",", '"', "\\", "&", "%", "+", "*", "/", ":", "@", "-", "'", ".", "[", "]", "?", "#", " "),
    *("\t", "0", "1", "9", "\xc3", "\xa9", "\xff", "\x00", "\r", "\n", "\x0b", "\x1c", "\x85", "\xa0", "\xb2", "W/"),
    *("q=", "*0*=", "bytes=", "basic ", "\\101", "%41", "%C3%A9", "UTF-8''", "Sun, 06 Nov 1994", "GMT", "q=0.5"),
    *("xn--", "--", "00", "()"),
)

DISPOSITION = b"Content-Disposition: form-data; "
PARTS = (
    *(DISPOSITION + b'name="a"\r\n\r\n1', DISPOSITION + b'name="a"\r\n\r\n' + "é\r\nx".encode()),
    DISPOSITION + b'name="f"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--b\x00',
    DISPOSITION + b'name="e"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n',
    DISPOSITION + b'name="l"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\xe9',
    DISPOSITION + b"name=\"u\"; filename*=UTF-8''n%C3%A9.txt\r\n\r\ntext",
)
ODD_PARTS = (
    *PARTS,
    *(part.replace(b"\r\n", b"\n") for part in PARTS[:3]),
    *(b"", b"\r\n", b"\r\n\r\n", b"no head", b"X: y\r\n\r\nno disposition", DISPOSITION + b"\r\n\r\nno name"),
    *(b"\r" * 9, DISPOSITION + b'name="\xff"\r\n\r\n1', DISPOSITION + b'name="a\r\n\r\n1'),
    DISPOSITION + b"name=a b\r\n\r\n--b",
    *(DISPOSITION + b'name="c"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n\xff+', b": x\r\n\r\ny"),
    *(b'content-disposition:form-data;name="a"\r\n\r\n\r\n--bb\r\n--b-', DISPOSITION + b'name="a"\r\n\r\n\r\n\r\n'),
    *(DISPOSITION + b'name="p"\r\n continued: 1\r\n\r\nx', b'Content-Disposition: attachment; name="t"\r\n\r\n1'),
    *(DISPOSITION + b'name="a"; name="b"; filename="x\\"y%22z"\r\n\r\n1', DISPOSITION + b'name=""\r\n\r\n'),
)
DELIMITERS = (
    *[b"\r\n--b\r\n"] * 6,
    *(b"\n--b\n", b"\r--b\r", b"\r\n--b \t\r\n", b"\r\n--b--\r\n", b"--b", b"\r\n--bb\r\n", b"--b--x"),
)
ENDS = (
    *[b"\r\n--b--\r\n"] * 4,
    *(b"\r\n--b--", b"\r\n--b", b"", b"\n--b--\n", b"\r\n--b-- \r\nepilogue", b"\r\n--b--\r\n--b\r\n"),
)
BYTES = (
    *PARTS[:2],
    *DELIMITERS[5:],
    *(b"\r", b"\n", b"-", b"--", b"b", b":", b" ", b"\x00", b"\xff", b'name="a"', b"\r\n\r\n", DISPOSITION),
)
DOCUMENTS = (b"{}", b'{"a": [1, 2.5, null, true]}', '"é"'.encode(), b"[]", b"0", b'"\\u2603"', b"1e400")
ODD_DOCUMENTS = (
    *DOCUMENTS,
    *(b"", b"{", b"NaN", b"-Infinity", b"\xef\xbb\xbf{}", b"\xff", b'"\xe9"', b"[1,]", b'"\\ud800"', b" 1 "),
    *("[1]".encode("utf-16"), "{}".encode("utf-32-le"), b"[" * 100_000, b'{"a":' * 100_000, b'{"a": 1, "a": 2}', b"\0"),
    *(b"9" * 5000, b"'a'", b"null", b'"\x00"'),
)
URLENCODED, MULTIPART, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
TYPES = (
    *("", "text/plain", "text/plain; charset=latin-1", f"{URLENCODED}; charset=latin-1", f"{URLENCODED.upper()} ;x"),
    *(f"{MULTIPART}; boundary=b", f'{MULTIPART}; BOUNDARY="b"', MULTIPART, f"{MULTIPART}; boundary="),
    *("multipart/mixed; boundary=b", f'{MULTIPART}; boundary="b', f"{MULTIPART}; boundary=\xe9"),
    *(f"{MULTIPART}; boundary=a; boundary=b", "application/ld+json", "application/json; charset=utf-16", "text/json"),
    *("application/+json", ";", "application/json,", "\xff", URLENCODED, JSON),
)


def multipart(delimiters: tuple[bytes, ...], parts: tuple[bytes, ...], ends: tuple[bytes, ...]) -> Any:
    """A form whose first byte picks its end, and the others, in twos, its delimiters and parts."""

    def join(picks: bytes) -> bytes:
        pieces = [
            delimiters[one % len(delimiters)] + parts[two % len(parts)]
            for one, two in zip(picks[1::2], picks[2::2], strict=False)
        ]
        return (b"".join(pieces) + ends[picks[0] % len(ends)]).removeprefix(b"\r\n")

    return st.binary(min_size=1, max_size=9).map(join)


def contents(pairs: tuple[str, ...], forms: Any, documents: tuple[bytes, ...]) -> Any:
    """A content type, and a content of that type."""
    urlencoded = fragments(pairs, 12).map(lambda text: text.encode("latin-1"))
    return st.one_of(
        st.just((None, b"")),
        st.tuples(st.just(URLENCODED), urlencoded),
        st.tuples(st.just(f"{MULTIPART}; boundary=b"), forms),
        st.tuples(st.just(JSON), st.sampled_from(documents)),
    )


def keys(pool: dict[str, tuple[Any, ...]], share: int) -> Any:
    """A value from ``pool`` for some ``share`` (of 256) of the keys."""

    def choose(picks: bytes) -> dict[str, Any]:
        places = enumerate(pool.items())
        return {k: v[picks[2 * at + 1] % len(v)] for at, (k, v) in places if picks[2 * at] >= 256 - share}

    return st.binary(min_size=2 * len(pool), max_size=2 * len(pool)).map(choose)


def valid() -> st.SearchStrategy[Sent]:
    """Requests as browsers and programs send them."""

    def make(chosen: dict[str, Any], query: str, cookie: str, text: str, content: tuple[str | None, bytes]) -> Sent:
        given = USUAL | chosen | {"QUERY_STRING": query}
        if cookie:
            given["HTTP_COOKIE"] = cookie
        if content[0]:
            given |= {"CONTENT_TYPE": content[0], "CONTENT_LENGTH": str(len(content[1]))}
        return Sent(given, content[1], text)

    forms = multipart(DELIMITERS[:1], PARTS, ENDS[:1])
    return st.builds(
        make, keys(VALID, 90), fragments(PAIRS, 8), fragments(COOKIES, 8), fragments(FIELDS, 6),
        contents(PAIRS, forms, DOCUMENTS),
    )  # fmt: skip


def odd() -> st.SearchStrategy[Sent]:
    """Requests with something wrong in them, as clumsy programs and strange servers send them."""

    def make(
        base: Sent, chosen: dict[str, Any], query: str, cookie: str, text: str, content: Any, picks: bytes
    ) -> Sent:
        given = base.keys | {"QUERY_STRING": query, "HTTP_COOKIE": cookie}
        kind, data = content
        if kind:
            given["REQUEST_METHOD"] = "POST"
            given["CONTENT_TYPE"] = TYPES[picks[0] % len(TYPES)] if picks[0] >= 160 else kind
        given["CONTENT_LENGTH"] = str(max(0, len(data) + (0, 0, 0, 0, 0, 1, -1, 100)[picks[1] % 8]))
        given |= chosen
        if picks[2] >= 160:
            given.pop(MISSABLE[picks[2] % len(MISSABLE)], None)
        return Sent(given, data, text)

    forms = multipart(DELIMITERS, ODD_PARTS, ENDS)
    return st.builds(
        make, st.builds(Sent, keys(VALID, 40)), keys(ODD, 60), fragments(ODD_PAIRS, 12), fragments(ODD_COOKIES, 12),
        fragments(ODD_FIELDS, 10), contents(ODD_PAIRS, forms, ODD_DOCUMENTS), st.binary(min_size=3, max_size=3),
    )  # fmt: skip


HOSTILE_KEYS = (*(key for key in ODD if key.isupper()), "QUERY_STRING", "HTTP_COOKIE", "CONTENT_TYPE")
hostile_text = fragments(SEPARATORS, 24)
hostile_bytes = fragments(BYTES, 24)


def hostile() -> st.SearchStrategy[Sent]:
    """Anything, in any field: text in which all that means something somewhere comes often."""

    def make(base: Sent, names: bytes, one: str, two: str, text: str) -> Sent:
        changed = {HOSTILE_KEYS[pick % len(HOSTILE_KEYS)]: each for pick, each in zip(names, (one, two), strict=True)}
        return Sent(base.keys | changed, base.content, text)

    names = st.binary(min_size=2, max_size=2)
    return st.builds(make, valid(), names, hostile_text, hostile_text, hostile_text)


def hostile_contents() -> st.SearchStrategy[Sent]:
    """Contents of anything, called anything."""

    def make(kind: str, data: bytes, raw: bytes, is_raw: bool, picks: bytes) -> Sent:
        data = raw if is_raw else data
        length = LENGTHS[picks[0] % len(LENGTHS)] if picks[0] >= 192 else str(len(data) + (picks[1] >= 224))
        given = USUAL | {"REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": length}
        if picks[2] >= 224:
            given |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": picks[2] >= 240}
        return Sent(given, data)

    picks = st.binary(min_size=3, max_size=3)
    kinds = st.sampled_from([*TYPES, f"{MULTIPART}; boundary=b", URLENCODED, JSON])
    return st.builds(make, kinds, hostile_bytes, st.binary(max_size=64), st.booleans(), picks)


KINDS = {"valid": valid(), "odd": odd(), "hostile-1": hostile(), "hostile-2": hostile_contents()}

"""Every parser is linear: twice the input takes at most 2.5 times the time, up to 10 MB.

    python tests/benchmarks/linear.py [NAME …] [--to BYTES]

For each parser of both twins and each shape of input that is hard on parsers, the input doubles from 10 kB to 10 MB:
from so little, because what is quadratic would never end with much. The time of a size is the least of five, or of as
many as fit into a second; a row ends early once that is more than three seconds. A ratio above 2.5 counts when it is
there in three attempts, and is said. What is quadratic has ratios of 4 throughout: with 3.3 in the middle of them it
ends with 1. A single step may be a cache that is full, or a busy machine.

With names, only the rows whose names contain one of them are measured. Two rows are measured at a time, on two cores.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import itertools
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gates import Gate

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE
SIZES = [LARGEST >> halvings for halvings in range(10, -1, -1)]
LARGEST_RATIO, QUADRATIC, ATTEMPTS, ROUNDS = 2.5, 3.3, 3, 5
SECONDS_OF_SIZE, MOST_SECONDS = 1.0, 3.0
MEASURABLE = 0.01  # seconds; of what takes less, the ratio is mostly noise
TWINS = [importlib.import_module(f"bizkit.wrappers.{name}") for name in ("by_hand", "on_werkzeug")]
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
HEAD, FILE = (b'--b\r\nContent-Disposition: form-data; name="a"' + more for more in (b"", b'; filename="b"'))
Make = Callable[[int], Any]


def content(media_type: str, attribute: str, make: Make) -> tuple[Any, Make]:
    """Reads ``attribute`` of a request with a content, on which there are no limits."""

    def read(layer: Any, data: bytes) -> None:
        environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": media_type, "CONTENT_LENGTH": str(len(data))}
        with unlimited(layer)(environ | {"wsgi.input": io.BytesIO(data)}) as request:
            read_or_refused(request, attribute)

    return read, make


def read_or_refused(request: Any, attribute: str) -> None:
    """Reads ``attribute``, or is refused with an error of the client's."""
    try:
        getattr(request, attribute)
    except Exception as error:
        if not 400 <= getattr(error, "code", 0) < 500:
            raise


def unlimited(layer: Any) -> Any:
    return type("Request", (layer.Request,), {"max_form_memory_size": None, "max_form_parts": None})


def field(key: str, attribute: str, make: Make) -> tuple[Any, Make]:
    """Reads ``attribute`` of a request whose environment has a text for ``key``."""
    return lambda layer, text: read_or_refused(unlimited(layer)({key: text}), attribute), make


def parsed(name: str, make: Make) -> tuple[Any, Make]:
    return lambda layer, text: getattr(layer, name)(text), make


def repeat(piece: Any, before: Any = "", after: Any = "") -> Make:
    """Makes an input of a size: ``piece`` again and again, between two others."""
    empty = piece[:0]
    return lambda size: (before or empty) + piece * (size // len(piece)) + (after or empty)


def part(piece: bytes, head: bytes = HEAD + b"\r\n\r\n", end: bytes = b"\r\n--b--\r\n") -> Make:
    return repeat(piece, head, end)


ROWS: dict[str, tuple[Any, Make]] = {
    "args: many pairs": field("QUERY_STRING", "args", repeat("a=b&")),
    "args: many keys": field("QUERY_STRING", "args", lambda n: "&".join(f"k{i}=v" for i in range(n // 9))),
    "args: one value": field("QUERY_STRING", "args", repeat("a", "a=")),
    "args: many escapes": field("QUERY_STRING", "args", repeat("%C3%A9", "a=")),
    "args: no escapes": field("QUERY_STRING", "args", repeat("%", "a=")),
    "args: not UTF-8": field("QUERY_STRING", "args", repeat("%ff\xff", "a=")),
    "args: separators": field("QUERY_STRING", "args", repeat("&=+")),
    "form: many pairs": content(URLENCODED, "form", repeat(b"a=b+c&")),
    "form: one value": content(URLENCODED, "form", repeat(b"a", b"a=")),
    "multipart: one field": content(MULTIPART, "form", part(b"a")),
    "multipart: one file": content(MULTIPART, "files", part(b"a", FILE + b"\r\n\r\n")),
    "multipart: many parts": content(MULTIPART, "form", repeat(HEAD + b"\r\n\r\nx\r\n", b"", b"--b--\r\n")),
    "multipart: a field of CR": content(MULTIPART, "form", part(b"\r")),
    "multipart: a file of CR": content(MULTIPART, "files", part(b"\r", FILE + b"\r\n\r\n")),
    "multipart: a file of LF": content(MULTIPART, "files", part(b"\n", FILE + b"\r\n\r\n")),
    "multipart: a file of CR LF": content(MULTIPART, "files", part(b"\r\n", FILE + b"\r\n\r\n")),
    "multipart: look-alikes": content(MULTIPART, "files", part(b"\r\n--bb", FILE + b"\r\n\r\n")),
    "multipart: look-alikes, blanks": content(MULTIPART, "files", part(b"\r\n--b  x", FILE + b"\r\n\r\n")),
    "multipart: blanks": content(MULTIPART, "files", part(b" ", FILE + b"\r\n\r\n\r\n--b")),
    "multipart: no end": content(MULTIPART, "files", part(b"\r\n--", FILE + b"\r\n\r\n", b"\r")),
    "multipart: preamble": content(MULTIPART, "form", repeat(b"\r\n-", b"", b"\r\n--b--")),
    "multipart: preamble of look-alikes": content(MULTIPART, "form", repeat(b"--bb", b"", b"\r\n--b--")),
    "multipart: epilogue": content(MULTIPART, "form", repeat(b"\r\n--b", HEAD + b"\r\n\r\nx\r\n--b--\r\n")),
    "multipart: long name": content(MULTIPART, "form", part(b"a", HEAD[:-2], b'"\r\n\r\nx\r\n--b--\r\n')),
    "multipart: long head": content(MULTIPART, "form", part(b"a", HEAD + b"\r\nX: ", b"\r\n\r\nx\r\n--b--\r\n")),
    "multipart: many fields of head": content(MULTIPART, "form", part(b"\r\nX: y", HEAD, b"\r\n\r\nx\r\n--b--\r\n")),
    "multipart: continued head": content(MULTIPART, "form", part(b"\r\n y", HEAD, b"\r\n\r\nx\r\n--b--\r\n")),
    "multipart: endless head": content(MULTIPART, "form", part(b"a", HEAD + b"\r\nX: ", b"")),
    "multipart: parameters": content(MULTIPART, "form", part(b"; a=b", HEAD, b"\r\n\r\nx\r\n--b--\r\n")),
    "JSON: numbers": content("application/json", "json", repeat(b"1,", b"[", b"1]")),
    "JSON: one string": content("application/json", "json", repeat(b"\\u00e9", b'"', b'"')),
    "JSON: one number": content("application/json", "json", repeat(b"9")),
    "cookies: many pairs": field("HTTP_COOKIE", "cookies", repeat("a=b; ")),
    "cookies: many keys": field("HTTP_COOKIE", "cookies", lambda n: "; ".join(f"k{i}=v" for i in range(n // 10))),
    "cookies: one value": field("HTTP_COOKIE", "cookies", repeat("a", "a=")),
    "cookies: escapes": field("HTTP_COOKIE", "cookies", repeat("\\303\\251", 'a="', '"')),
    **{
        f"cookies: {name}": parsed("parse_cookie", repeat(*pieces))
        for name, pieces in {
            "unclosed quote": ("x", 'a="'),
            "unclosed quotes": ('a="; ',),
            "quotes": ('"',),
            "pairs of quotes": ('a=""; ',),
            "backslashes": ("\\\\", 'a="'),
            "backslashes, end": ("\\\\", 'a="', '"'),
            "semicolons": (";",),
            "blanks": (" ",),
            "blanks in a pair": (" ", "a=b", "c"),
            "blanks around =": (" ", "a", "= b"),
            "equals": ("=",),
            "no UTF-8": ("\xff",),
            "words": ("a b ",),
            "blanks after quotes": (" ", 'a="b"', "c"),
        }.items()
    },
    **{
        f"options: {name}": parsed("parse_options_header", repeat(*pieces))
        for name, pieces in {
            "parameters": ("; a=b",),
            "unclosed quote": ("x", 'a; b="'),
            "unclosed quotes": ('; a="', "x"),
            "semicolons": (";", "a"),
            "backslashes": ("\\\\", 'a; b="'),
            "backslashes, end": ("\\\\", 'a; b="', '"'),
            "blanks": (" ", "a;", "b=c"),
            "name": ("a", "x; "),
            "names": ("a ", "x; "),
            "blanks after ;": ("; ", "a"),
            "parts": ("; a*0*=b", "x"),
            "value": ("a", "x; b="),
            "extended": ("%C3%A9", "x; a*=UTF-8''"),
            "digits": ("1", "x; a*", "=b"),
            "stars": ("*", "x; a", "=b"),
            "quotes": ("'", "x; a*="),
            "escaped quotes": ('\\"', 'x; a="', '"'),
            "quoted quotes": ("%22", 'x; a="', '"'),
        }.items()
    },
    **{
        f"{kind}: {name}": parsed(f"parse_{kind}_header", repeat(*pieces))
        for kind in ("list", "dict", "accept")
        for name, pieces in {
            "members": ("a, ",),
            "pairs": ("a=b,",),
            "quoted": ('"a, b", ',),
            "unclosed quote": ("x,", 'a="'),
            "commas": (",",),
            "quotes": ('"',),
            "backslashes": ("\\\\", '"'),
            "backslashes, end": ("\\\\", '"', '"'),
            "blanks": (" ", "a", "b"),
            "word": ("a",),
            "qualities": ("a/b;q=0.5,",),
            "digits": ("1", "a;q=0."),
            "extended": ("a*=UTF-8''%C3%A9,",),
            "equals": ("=",),
        }.items()
    },
    **{
        f"{function.removeprefix('parse_')}: {name}": parsed(function, repeat(*pieces))
        for function, shapes in {
            "parse_etags": {
                "many": ('"a", ',),
                "weak": ('W/"a",',),
                "unclosed quotes": ('"a,',),
                "quotes": ('"',),
                "blanks": (" ", "a", "b"),
                "commas": (",",),
                "one": ("a",),
                "one quoted": ("a", '"', '"'),
                "words": ("a ",),
                "blanks in front": (" ", "", ",a"),
            },
            "parse_range_header": {
                "descending": ("1-2,", "bytes="),
                "digits": ("1", "bytes=", "-"),
                "blanks": (" ", "bytes=", "x"),
                "units": ("a",),
                "commas": (",", "bytes="),
                "last": ("1", "bytes=0-"),
                "dashes": ("-", "bytes="),
                "blanks after": (" ", "bytes=1", "x"),
            },
            "parse_content_range_header": {
                "digits": ("1", "bytes 0-", "/*"),
                "blanks": (" ", "bytes", "1-2/3"),
                "units": ("a", "", " 1-2/3"),
                "length": ("1", "bytes */"),
            },
            "parse_date": {
                "digits": ("1", "Sun, 06 Nov "),
                "commas": (",",),
                "blanks": (" ", "Sun,", "6"),
                "open comments": ("(",),
                "dates": ("Sun, 06 Nov 1994 08:49:37 GMT ",),
                "colons": ("1:", "Sun, 06 Nov 1994 "),
                "dots": (".",),
                "quotes": ('"',),
                "backslashes": ("\\\\", '"'),
                "dashes": ("-", "6"),
            },
            "parse_if_range_header": {"etag": ("a", '"', '"'), "open comments": ("(",), "digits": ("1",)},
        }.items()
        for name, pieces in shapes.items()
    },
    "authorization: basic": field("HTTP_AUTHORIZATION", "authorization", repeat("QWRh", "Basic ")),
    "authorization: no Base64": field("HTTP_AUTHORIZATION", "authorization", repeat("=", "Basic ")),
    "authorization: digest": field("HTTP_AUTHORIZATION", "authorization", repeat('a="b", ', "Digest ")),
    "authorization: unclosed quote": field("HTTP_AUTHORIZATION", "authorization", repeat("\\\\,", 'Digest a="')),
    "authorization: token": field("HTTP_AUTHORIZATION", "authorization", repeat("=", "Bearer a")),
    "host: labels": field("HTTP_HOST", "host", repeat("a.")),
    "host: Punycode": field("HTTP_HOST", "url", repeat("xn--", "", "a.org")),
    "host: colons": field("HTTP_HOST", "host", repeat(":", "[", "]")),
    "path: bytes": field("PATH_INFO", "url", repeat("\xc3\xa9\xff%C3%A9 ", "/")),
    "query: escapes": field("QUERY_STRING", "url", repeat("%C3%A9%FF%20")),
    "path: slashes": field("PATH_INFO", "path", repeat("/", "", "a")),
    "content type: parameters": field("CONTENT_TYPE", "mimetype_params", repeat("; a=b", "text/plain")),
    "content length: digits": field("CONTENT_LENGTH", "content_length", repeat("9")),
}


def seconds(read: Any, layer: Any, given: Any) -> float:
    """The least time of some rounds; of as many as fit into the time that there is."""
    times: list[float] = []
    while len(times) < ROUNDS and sum(times) < SECONDS_OF_SIZE:
        gc.collect()
        gc.disable()
        started = time.process_time()
        read(layer, given)
        times.append(time.process_time() - started)
        gc.enable()
    return min(times)


def measure(read: Any, make: Make, layer: Any) -> tuple[list[float], list[float]]:
    """The times of each size, and the ratios of two that follow one another, where they can be measured."""
    times: list[float] = []
    for size in SIZES:
        times.append(seconds(read, layer, make(size)))
        if times[-1] > MOST_SECONDS:
            break
    return times, [after / before for before, after in itertools.pairwise(times) if after > MEASURABLE]


def row(name: str, layer_number: int) -> tuple[list[float], float, float]:
    """The times of a row; the largest of its ratios and the one in the middle, in the best of its attempts."""
    read, make = ROWS[name]
    largest = middle = float("inf")
    for _ in range(ATTEMPTS):
        times, ratios = measure(read, make, TWINS[layer_number])
        largest = min(largest, max(ratios, default=1.0))
        middle = min(middle, statistics.median_low(ratios or [1.0]))
        if largest <= LARGEST_RATIO:
            break
    return times, largest, middle


def measured(case: tuple[str, int]) -> tuple[list[float], float, float]:
    """`row`, of a case as a gate has it."""
    return row(*case)


def main(names: list[str]) -> int:
    chosen = [name for name in ROWS if not names or any(each in name for each in names)]
    rows = [(name, number) for name in chosen for number in range(len(TWINS))]
    worst = 0.0
    gate = Gate("linear")
    for (name, number), (times, ratio, middle) in gate.results(rows, measured, lambda _: ["bizkit"]):
        said = "  NOT LINEAR" if middle >= QUADRATIC else "  MISSED" if ratio > LARGEST_RATIO else ""
        shown = "".join(f"{each * 1000:9.1f}" for each in times[-4:])
        layer = TWINS[number].__name__.rpartition(".")[2]
        print(f"{layer:<12} {name:<36} {ratio:5.2f} {shown}{said}", flush=True)
        worst = max(worst, middle)
    return 0 if gate.saw_enough() and worst < QUADRATIC else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="measure only the rows whose names hold one of these")
    parser.add_argument("--to", type=int, default=LARGEST, metavar="BYTES", help="the largest input (default: 10 MB)")
    options = parser.parse_args()
    SIZES[:] = [size for size in SIZES if size <= options.to]
    sys.exit(main(options.names))

"""What a request costs in bizkit, as ratios to Flask and to Falcon in the same run.

    python tests/benchmarks/wrappers.py [ROUNDS] [--calls]

Needs `pip install -e '.[bench]'`. Eight applications take turns in one process, so that a busy machine slows all of
them alike. Both twins of bizkit, Werkzeug and Flask run the very same views; the bare application has no toolkit.

Prints the median microseconds of a request, the median of each round's ratio to Flask, and the calls of Python and C
functions, which are the same in each run; then the targets, and what it takes to import. A ratio over its target is
said and no more, for a busy machine is no fault of a change. A wrong answer ends it with 1, and so do more calls of
bizkit by hand than CEILINGS allows. `--calls` counts only those, which needs nothing but bizkit.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import io
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.util import setup_testing_defaults

from bizkit import App
from bizkit.layers import WRAPPERS

# The calls that bizkit by hand may make for a request: a few more than it does, and for hello at most 40.
CEILINGS = {"hello": 30, "query": 80, "form": 110, "multipart": 330, "JSON": 78, "cookies": 90}
# The ratio of the first to the second is to be at most this.
TARGETS: dict[tuple[str, str], dict[str, float]] = {
    ("bizkit by hand", "Flask"): dict.fromkeys(CEILINGS, 0.1) | {"hello": 0.08, "multipart": 0.15},
    ("bizkit by hand", "Falcon"): dict.fromkeys(CEILINGS, 1) | {"query": 1.3, "form": 1.3},
    ("bizkit on Werkzeug", "Flask"): dict.fromkeys(CEILINGS, 0.5),
}
IMPORTS = {"bizkit": "from bizkit import App, Request, Response", "flask": "import flask", "bottle": "import bottle"}
IMPORT_TARGETS = {"bizkit": 25}  # milliseconds

SECONDS = 0.007  # that an application's turn takes
PACKAGES = ("bottle", "falcon", "flask", "webob", "werkzeug")
PLAIN = "text/plain; charset=utf-8"
PAGE = "<!doctype html>\n<title>Hello</title>\n<h1>Hello, PyCon</h1>\n<p>A fine day for a café.</p>\n"
PAIRS = "name=Ada+Lovelace&city=S%C3%A3o+Paulo&email=ada%40example.com&note=50%25+%26+more"
SHOWN = "Ada Lovelace | São Paulo | ada@example.com | 50% & more"
COOKIES = "theme=dark; user=ada; lang=en; session=0123456789abcdef; seen=3"
MULTIPART = "multipart/form-data; boundary=bench"
PART = b'--bench\r\nContent-Disposition: form-data; name="%b\r\n\r\n%b\r\n'
TEXTS = PART % (b'title"', b"A picture") + PART % (b'note"', b"of a caf\xc3\xa9")
FILE = PART % (b'file"; filename="a.png"\r\nContent-Type: image/png', random.Random(0).randbytes(100_000))
UPLOADED = "A picture | of a café | 100000 bytes"
SENT = b'{"name": "Ada", "born": 1815, "tags": ["maths", "engines"]}'
SAID = {"hello": "Ada"}


@dataclass
class Workload:
    """A request, and the answer that is right: its media type, its text or what its JSON says, and its cookie."""

    fields: dict[str, Any]
    content: bytes
    media_type: str
    answer: Any
    cookie: str = ""

    def __post_init__(self) -> None:
        if self.content:
            self.fields |= {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(self.content))}
        self.fields.setdefault("QUERY_STRING", "")
        setup_testing_defaults(self.fields)

    def environ(self) -> dict[str, Any]:
        """A fresh one, for applications write into it, and read its content to the end."""
        return {**self.fields, "wsgi.input": io.BytesIO(self.content)}


WORKLOADS = {
    "hello": Workload({}, b"", "text/html", PAGE),
    "query": Workload({"QUERY_STRING": PAIRS}, b"", "text/plain", SHOWN),
    "form": Workload({"CONTENT_TYPE": "application/x-www-form-urlencoded"}, PAIRS.encode(), "text/plain", SHOWN),
    "multipart": Workload({"CONTENT_TYPE": MULTIPART}, TEXTS + FILE + b"--bench--\r\n", "text/plain", UPLOADED),
    "JSON": Workload({"CONTENT_TYPE": "application/json"}, SENT, "application/json", SAID),
    "cookies": Workload({"HTTP_COOKIE": COOKIES}, b"", "text/plain", "Hello, ada", "httponly; path=/; seen=4"),
}


def shown(get: Callable[[str], Any]) -> str:
    return f"{get('name')} | {get('city')} | {get('email')} | {get('note')}"


def uploaded(title: str, note: str, length: int) -> str:
    return f"{title} | {note} | {length} bytes"


def with_cookie(response: Any) -> Any:
    response.set_cookie("seen", "4", path="/", httponly=True)
    return response


def views(Response: Any) -> list[Any]:
    """For whatever has Werkzeug's interface: a view for each workload, in their order."""

    def plain(text: str) -> Any:
        return Response(text, mimetype="text/plain")

    return [
        lambda request: Response(PAGE, mimetype="text/html"),
        lambda request: plain(shown(request.args.get)),
        lambda request: plain(shown(request.form.get)),
        lambda request: plain(uploaded(request.form["title"], request.form["note"], len(request.files["file"].read()))),
        lambda request: Response(json.dumps({"hello": request.get_json()["name"]}), mimetype="application/json"),
        lambda request: with_cookie(plain(f"Hello, {request.cookies['user']}")),
    ]


def bare() -> list[Any]:
    def answer(view: Any, fields: list[tuple[str, str]], environ: Any, start_response: Any) -> list[bytes]:
        content = view(environ).encode()
        start_response("200 OK", [*fields, ("Content-Length", str(len(content)))])
        return [content]

    def read(environ: Any) -> bytes:
        return environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))

    def multipart(environ: Any) -> str:
        boundary = b"\r\n--" + environ["CONTENT_TYPE"].partition("boundary=")[2].encode()
        parts = (part.partition(b"\r\n\r\n") for part in (b"\r\n" + read(environ)).split(boundary)[1:-1])
        sent = {head.partition(b'name="')[2].partition(b'"')[0]: content for head, _, content in parts}
        return uploaded(sent[b"title"].decode(), sent[b"note"].decode(), len(sent[b"file"]))

    def cookies(environ: Any) -> str:
        sent = dict(pair.split("=", 1) for pair in environ["HTTP_COOKIE"].split("; "))
        return f"Hello, {sent['user']}"

    plain = [("Content-Type", PLAIN)]
    return [
        partial(answer, lambda environ: PAGE, [("Content-Type", "text/html; charset=utf-8")]),
        partial(answer, lambda environ: shown(dict(parse_qsl(environ["QUERY_STRING"])).get), plain),
        partial(answer, lambda environ: shown(dict(parse_qsl(read(environ).decode())).get), plain),
        partial(answer, multipart, plain),
        partial(
            answer,
            lambda environ: json.dumps({"hello": json.loads(read(environ))["name"]}),
            [("Content-Type", "application/json")],
        ),
        partial(answer, cookies, [*plain, ("Set-Cookie", "seen=4; Path=/; HttpOnly")]),
    ]


def bizkit(layer: str) -> list[Any]:
    return [App(view, wrappers=layer) for view in views(WRAPPERS.load(layer).Response)]


def answer(Request: Any, view: Any, environ: Any, start_response: Any) -> Any:
    return view(Request(environ))(environ, start_response)


def on_werkzeug() -> list[Any]:
    from werkzeug import Request, Response

    return [partial(answer, Request, view) for view in views(Response)]


def on_webob() -> list[Any]:
    from webob import Request, Response

    def plain(text: str) -> Any:
        return Response(text, content_type="text/plain", charset="utf-8")

    views = [
        lambda request: Response(PAGE),
        lambda request: plain(shown(request.GET.get)),
        lambda request: plain(shown(request.POST.get)),
        lambda request: plain(
            uploaded(request.POST["title"], request.POST["note"], len(request.POST["file"].file.read()))
        ),
        lambda request: Response(json={"hello": request.json["name"]}),
        lambda request: with_cookie(plain(f"Hello, {request.cookies['user']}")),
    ]
    return [partial(answer, Request, view) for view in views]


def on_flask() -> list[Any]:
    from flask import Flask, Response, request

    def application(view: Any) -> Any:
        app = Flask(__name__, static_folder=None)
        app.add_url_rule("/", "view", lambda: view(request), methods=["GET", "POST"])
        return app

    return [application(view) for view in views(Response)]


def on_bottle() -> list[Any]:
    from bottle import Bottle, request, response

    def application(view: Any) -> Any:
        app = Bottle()
        app.route("/", ["GET", "POST"], view)
        return app

    def plain(text: str) -> str:
        response.content_type = PLAIN
        return text

    def cookies() -> str:
        with_cookie(response)
        return plain(f"Hello, {request.get_cookie('user')}")

    views = [
        lambda: PAGE,
        lambda: plain(shown(request.query.getunicode)),
        lambda: plain(shown(request.forms.getunicode)),
        lambda: plain(uploaded(request.forms.title, request.forms.note, len(request.files["file"].file.read()))),
        lambda: {"hello": request.json["name"]},
        cookies,
    ]
    return [application(view) for view in views]


def on_falcon() -> list[Any]:
    import falcon

    def application(view: Any, media_type: str = PLAIN) -> Any:
        class Resource:
            def on_get(self, req: Any, resp: Any) -> None:
                resp.content_type, resp.text = media_type, view(req, resp)

            on_post = on_get

        app = falcon.App()
        app.add_route("/", Resource())
        return app

    def multipart(req: Any, resp: Any) -> str:
        sent = {part.name: part.get_data() for part in req.get_media()}
        return uploaded(sent["title"].decode(), sent["note"].decode(), len(sent["file"]))

    def cookies(req: Any, resp: Any) -> str:
        resp.set_cookie("seen", "4", path="/", secure=False, http_only=True)
        return f"Hello, {req.cookies['user']}"

    return [
        application(lambda req, resp: PAGE, falcon.MEDIA_HTML),
        application(lambda req, resp: shown(req.get_param)),
        application(lambda req, resp: shown(req.get_media().get)),
        application(multipart),
        application(lambda req, resp: json.dumps({"hello": req.get_media()["name"]}), falcon.MEDIA_JSON),
        application(cookies),
    ]


APPLICATIONS: dict[str, Callable[[], list[Any]]] = {
    "bare WSGI": bare,
    "bizkit by hand": lambda: bizkit("by_hand"),
    "bizkit on Werkzeug": lambda: bizkit("werkzeug"),
    "Werkzeug": on_werkzeug,
    "WebOb": on_webob,
    "Flask": on_flask,
    "Bottle": on_bottle,
    "Falcon": on_falcon,
}
HARNESS_CALLS = 5  # serve, start_response, join, hasattr, and the setprofile that ends the count


def start_response(status: str, headers: Any, exc_info: Any = None) -> None:
    """As little as a server can do."""


def serve(application: Any, environ: Any, start_response: Any = start_response) -> bytes:
    chunks = application(environ, start_response)
    content = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return content


def check(name: str, application: Any, workload: Workload) -> None:
    """Raises SystemExit when the answer is wrong."""
    began: list[Any] = []
    content = serve(application, workload.environ(), lambda *arguments: began.extend(arguments))
    fields = {key.lower(): value for key, value in began[1]}
    media_type = fields["content-type"].partition(";")[0]
    cookie = "; ".join(sorted(fields.get("set-cookie", "").lower().split("; ")))
    answer = json.loads(content) if media_type == "application/json" else content.decode()
    right = ("200 OK", workload.media_type, workload.answer, workload.cookie)
    if (answered := (began[0], media_type, answer, cookie)) != right:
        raise SystemExit(f"{name} answered {answered}, and right is {right}.")


def calls(application: Any, workload: Workload) -> int:
    """Of functions in Python and in C for one request, once all is made that is made once."""
    for _ in range(30):
        serve(application, workload.environ())
    gc.collect()
    environ, events = workload.environ(), list[str]()
    sys.setprofile(lambda frame, event, argument: events.append(event))
    serve(application, environ)
    sys.setprofile(None)
    return events.count("call") + events.count("c_call") - HARNESS_CALLS


def seconds(application: Any, workload: Workload, requests: int) -> float:
    """Of one request, when there are so many in a row."""
    gc.collect()
    started = time.perf_counter()
    for _ in range(requests):
        serve(application, workload.environ())
    return (time.perf_counter() - started) / requests


def measure(made: dict[str, list[Any]], rounds: int) -> dict[str, dict[str, list[float]]]:
    """The seconds of a request in each round, for each application and workload."""
    times: dict[str, dict[str, list[float]]] = {name: {what: [] for what in WORKLOADS} for name in made}
    turns = []
    for index, (what, workload) in enumerate(WORKLOADS.items()):
        for name, applications in made.items():
            requests = round(SECONDS / seconds(applications[index], workload, 50)) or 1
            turns.append((times[name][what], applications[index], workload, requests))
    for _ in range(rounds):
        for taken, *turn in turns:
            taken.append(seconds(*turn))
    return times


def ratio(times: list[float], base: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(times, base, strict=True))


def imports(rounds: int = 9) -> dict[str, float]:
    """The milliseconds of each above a bare interpreter's, where all is compiled and nothing is set."""
    unset = ("PYTHONDONTWRITEBYTECODE", "BIZKIT_WRAPPERS")
    environment = {key: value for key, value in os.environ.items() if key not in unset}
    codes = {"": "pass"} | IMPORTS
    times: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(rounds + 1):
        for name, code in codes.items():
            started = time.perf_counter()
            subprocess.run([sys.executable, "-P", "-c", code], env=environment, check=True)
            times[name].append((time.perf_counter() - started) * 1000)
    above = {name: [one - base for one, base in zip(times[name], times[""], strict=True)] for name in IMPORTS}
    return {name: statistics.median(each[1:]) for name, each in above.items()}  # the first round compiles


def row(title: str, cells: Iterable[object]) -> None:
    print(f"{title:<28}" + "".join(f"{cell:>12}" for cell in cells))


def header(title: str, cells: Iterable[object]) -> None:
    print()
    row(title, cells)


def compare(title: str, measured: dict[str, float], limits: dict[str, float]) -> bool:
    """Prints what was measured above what it is to be at most. Whether it is."""
    missed = {what for what, limit in limits.items() if measured[what] > limit}
    header(title, measured)
    row("measured", (f"{each:.3g}" for each in measured.values()))
    row("at most", (f"{'MISSED ' * (what in missed)}{limits.get(what, '')}" for what in measured))
    return not missed


def print_times(times: dict[str, dict[str, list[float]]]) -> None:
    header("microseconds", WORKLOADS)
    for name, each in times.items():
        row(name, (f"{statistics.median(times) * 1e6:.1f}" for times in each.values()))
    header("ratio to Flask", WORKLOADS)
    for name, each in times.items():
        row(name, (f"{ratio(*pair):.3f}" for pair in zip(each.values(), times["Flask"].values(), strict=True)))
    for (name, base), limits in TARGETS.items():
        compare(f"{name} / {base}", {what: ratio(times[name][what], times[base][what]) for what in WORKLOADS}, limits)


def main() -> int:
    parser = argparse.ArgumentParser(description="What a request costs in bizkit, beside other toolkits.")
    parser.add_argument("rounds", metavar="ROUNDS", nargs="?", type=int, default=30)
    parser.add_argument("--calls", action="store_true", help="only count the calls of bizkit by hand")
    options = parser.parse_args()
    missing = [name for name in PACKAGES if not importlib.util.find_spec(name)]
    if missing and not options.calls:
        print(f"Not installed: {', '.join(missing)}. Try: pip install -e '.[bench]'", file=sys.stderr)
        return 2
    gc.disable()  # what is to be collected, is collected before each turn, and takes no part's time
    made = {name: make() for name, make in APPLICATIONS.items() if name == "bizkit by hand" or not options.calls}
    workloads = list(WORKLOADS.values())
    gc.freeze()  # what stays for ever need not be looked at each time
    for name, applications in made.items():
        for application, workload in zip(applications, workloads, strict=True):
            check(name, application, workload)
    counted = {name: dict(zip(WORKLOADS, map(calls, each, workloads), strict=True)) for name, each in made.items()}
    if not options.calls:
        print_times(measure(made | {"the harness alone": [lambda *_: []] * len(WORKLOADS)}, options.rounds))
        header("calls", WORKLOADS)
        for name, each in counted.items():
            row(name, each.values())
        compare("import, ms", imports(), IMPORT_TARGETS)
    return 0 if compare("calls of bizkit by hand", counted["bizkit by hand"], CEILINGS) else 1


if __name__ == "__main__":
    sys.exit(main())

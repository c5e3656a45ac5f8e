"""The page and what it asks for, as a WSGI application made with bizkit, on loopback and for this machine alone.

It runs code of the kit only, and guards it all the same: a request for another host is refused (that is how a page
elsewhere would reach it, by DNS rebinding), and what starts something needs the token that the page carries.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
import webbrowser
from collections.abc import Callable, Iterable
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

from bizkit import App, serving
from bizkit.workshop.kit.exercises import Exercise, KitError
from bizkit.workshop.kit.runs import Choice, choices
from bizkit.workshop.processes import ending_signals
from bizkit.workshop.teaching import look
from bizkit.workshop.teaching.present import rows
from bizkit.workshop.teaching.present.stage import Stage
from bizkit.workshop.teaching.present.steps import Step, steps
from bizkit.workshop.teaching.slides.serving import THREADS, listen
from bizkit.wrappers.by_hand import Request, Response

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MOST_SENT = 10_000
"""Bytes that a request may hold."""
POLICY = (
    "default-src 'self'; img-src data:; frame-src 'self' http://127.0.0.1:* http://localhost:*;"
    " base-uri 'none'; form-action 'none'"
)
FILES = {"/page.css": "text/css", "/page.js": "text/javascript"}


class Refused(Exception):
    """The demo refuses a request, with a status and a sentence that says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Demo:
    """The demo of one exercise as a WSGI application. ``hosts`` are the names that it answers to, with their port."""

    def __init__(
        self,
        exercise: Exercise,
        made: list[Step],
        stage: Stage,
        hosts: Iterable[str],
        deck: WSGIApplication | None = None,
        deck_page: str | None = None,
    ) -> None:
        self.exercise, self.steps, self.stage, self.hosts = exercise, made, stage, frozenset(hosts)
        self.deck, self.deck_page = deck, deck_page or f"{exercise.name}.html"
        self.token = secrets.token_urlsafe()
        self._lock = threading.Lock()
        self._own = App(self._view, wrappers="by_hand")
        self._actions: dict[str, Callable[[dict[str, Any]], object]] = {
            "/api/grade": self._grade,
            "/api/run": self._run,
            "/api/stop": self._stop,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if self.deck is not None and path.startswith("/deck/") and environ.get("HTTP_HOST") in self.hosts:
            inside = environ | {"SCRIPT_NAME": environ.get("SCRIPT_NAME", "") + "/deck", "PATH_INFO": path[5:]}
            return self.deck(inside, start_response)
        return self._own(environ, start_response)

    def _view(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except Refused as error:
            return _json({"error": str(error)}, error.status)
        except KitError as error:
            return _json({"error": str(error)}, 500)

    def _answer(self, request: Request) -> Response:
        if request.headers.get("Host") not in self.hosts:
            raise Refused(421, "This demo answers on its own address only: the one that the terminal shows.")
        if action := self._actions.get(request.path):
            if request.method != "POST":
                raise Refused(405, f"{request.path} wants a POST.")
            given = request.headers.get("X-Token", "")
            if not secrets.compare_digest(given.encode("latin-1", "replace"), self.token.encode()):
                raise Refused(403, "The token is missing or old: the demo was started anew. Load the page again.")
            return _json(self._in_turn(action, _sent(request)))
        if request.method not in ("GET", "HEAD"):
            raise Refused(405, f"{request.path} can only be read.")
        match request.path:
            case "/":
                return _no_cache(Response(self._page(), headers={"Content-Security-Policy": POLICY}))
            case "/api/steps":
                return _json(self._all())
            case "/look.css":
                return _no_cache(Response(look.TOKENS + look.CHOSEN, mimetype="text/css"))
            case path if path in FILES:
                return _no_cache(Response(_file(path[1:]), mimetype=FILES[path]))
        raise Refused(404, f"There is nothing at {request.path}. The page is at /.")

    def _in_turn(self, action: Callable[[dict[str, Any]], object], sent: dict[str, Any]) -> object:
        with self._lock:
            return action(sent)

    def _page(self) -> str:
        deck = f"/deck/{self.deck_page}" if self.deck is not None else ""
        values = {"title": self.exercise.title, "token": self.token, "deck": deck}
        page = _file("page.html")
        for name, value in values.items():
            page = page.replace("{{" + name + "}}", escape(value))
        return page

    def _all(self) -> dict[str, object]:
        found = rows.as_json(self.steps)
        for number, step in enumerate(found):
            there = choices(self.exercise, number)
            step["runs"] = [{"name": each.name, "words": each.words} for each in there]
            step["about_runs"] = " ".join(dict.fromkeys(each.run.about for each in there if each.run.about))
        return {"exercise": self.exercise.name, "title": self.exercise.title, "steps": found}

    def _grade(self, sent: dict[str, Any]) -> object:
        return self.stage.grade(self._step(sent))

    def _run(self, sent: dict[str, Any]) -> object:
        step = self._step(sent)
        made = self.stage.run(step, self._choice(step, sent.get("run")))
        url = made.address if made.address.startswith("http") else ""
        found = {"what": made.what, "url": url, "address": made.address, "printed": made.printed}
        return found | {"running": made.is_running}

    def _choice(self, step: Step, wanted: object) -> Choice:
        there = choices(self.exercise, self.steps.index(step))
        for each in there:
            if wanted in (each.name, None, ""):
                return each
        names = ", ".join(each.name for each in there) or "none: there is nothing to run"
        raise Refused(400, f"The step {step.id} has no run {wanted!r}. It has {names}.")

    def _stop(self, sent: dict[str, Any]) -> object:
        self.stage.stop()
        return {"url": ""}

    def _step(self, sent: dict[str, Any]) -> Step:
        wanted = sent.get("step")
        for step in self.steps:
            if step.id == wanted:
                return step
        known = ", ".join(step.id for step in self.steps)
        raise Refused(400, f"There is no step {wanted!r}. There are {known}.")


def _sent(request: Request) -> dict[str, Any]:
    if (request.content_length or 0) > MOST_SENT:
        raise Refused(413, f"More than {MOST_SENT} bytes are more than a step and its wrappers need.")
    try:
        sent = json.loads(request.get_data() or b"{}")
    except ValueError:
        raise Refused(400, 'That is not valid JSON. A request looks like {"step": "stub"}.') from None
    if not isinstance(sent, dict):
        raise Refused(400, 'The JSON must be an object, such as {"step": "stub"}.')
    return sent


def _json(value: object, status: int = 200) -> Response:
    return _no_cache(Response(json.dumps(value), status=status, mimetype="application/json"))


def _no_cache(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(name: str) -> str:
    return resources.files("bizkit.workshop.teaching.present").joinpath(name).read_text(encoding="utf-8")


def present(
    exercise: Exercise,
    deck: WSGIApplication | None = None,
    port: int | None = None,
    open_browser: bool = True,
    deck_page: str | None = None,
) -> int:
    """Show the demo of ``exercise`` until Ctrl+C. Returns the exit status.

    ``deck`` is the slides as a WSGI application, mounted under /deck/; ``deck_page`` is where they begin (default:
    ``exN.html``). Raises `KitError` when the exercise can't be shown, or nothing can listen on ``port``.
    """
    made = steps(exercise)
    with listen(port or 0) as listener, ending_signals(), Stage(exercise) as stage:
        url, number = serving.url(listener), listener.getsockname()[1]
        hosts = [f"{name}:{number}" for name in ("127.0.0.1", "localhost")]
        demo = Demo(exercise, made, stage, hosts, deck, deck_page)
        print(f"{exercise.title}, on {url} (Ctrl+C ends it)", flush=True)
        if open_browser:
            webbrowser.open(url)
        with contextlib.suppress(KeyboardInterrupt):
            serving.serve(demo, listener, threads=THREADS)
    return 0

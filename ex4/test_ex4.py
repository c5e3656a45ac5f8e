"""Grades ex4: the entry point, as a framework (it finds the app), as a library (the app imports it), or as both.

Each entry point that is there is graded; a stub's, which still raises its TODO, counts as not there.
"""

import os
import re
import sys
import textwrap

import pytest

from bizkit.workshop.judge.exchange import Request
from bizkit.workshop.judge.expect.html import visible_text
from bizkit.workshop.judge.expect.servers import DEFAULT_PORT, serve, waitress_serve
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.learner import follow_the_protocol
from bizkit.workshop.processes import free_port

FRAMEWORK, LIBRARY = "framework.application", "framework.App"

BROUGHT = """\
import functools

from {framework} import Response

NOT_A_VIEW = "just a text"

def echo(request):
    return Response(f"{{request.method}} {{request.path}} {{request.args.get('a')}}")

def teapot(request):
    return Response("short and stout", status=418, headers=[("X-Kit", "1")])

def stream(request):
    return Response(iter([b"one", b"two"]))

class Page:
    def __init__(self, text):
        self.text = text

    def __call__(self, request):
        return Response(self.text)

page = Page("a callable object")
partial = functools.partial(lambda text, request: Response(text), "a partial function")

def application(request):
    return Response("a view that is called application")
"""
BROKEN = "import a_package_that_nobody_has\n\ndef view(request):\n    return None\n"


@pytest.fixture
def brought(learner, tmp_path):
    """Starts a process in which the grader's own modules can be imported and BIZKIT_APP is set."""
    framework = learner.module("framework")
    (tmp_path / "brought_app.py").write_text(BROUGHT.format(framework=framework), encoding="utf-8")
    (tmp_path / "brought_package").mkdir()
    (tmp_path / "brought_package" / "__init__.py").touch()
    (tmp_path / "brought_package" / "views.py").write_text(BROUGHT.format(framework=framework), encoding="utf-8")
    (tmp_path / "broken_app.py").write_text(BROKEN, encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return lambda app: learner.fresh(PYTHONPATH=path, **({} if app is None else {"BIZKIT_APP": app}))


def entry_points(process, app):
    """The entry points that the learner has, each as the application that it makes of ``app`` ("module:view")."""
    framework = process.module("framework")
    module, _, view = app.partition(":")
    found = process.evaluate(
        "framework",
        f"import {framework} as framework",
        "[name for name in ('application', 'App') if callable(getattr(framework, name, None))]",
    )
    if "application" in found:
        yield FRAMEWORK, process.application("framework")
    if "App" in found:
        setup = f"from {framework} import App\nfrom {module} import {view}\napplication = App({view})"
        yield LIBRARY, process.application("framework", setup)


def each_exchange(process, app, request):
    """What each entry point that is not a stub answers. Raises the stub's `Failure` when there is none."""
    exchanges, stubs = {}, []
    for name, application in entry_points(process, app):
        try:
            exchanges[name] = application.send(request)
        except Failure as failure:
            if failure.outcome != "not started":
                raise
            stubs.append(failure)
    if stubs and not exchanges:
        raise stubs[0]
    if not exchanges:
        raise Failure(
            expected="An entry point in framework.py: `application` (a framework) or `App` (a library).",
            got="Neither of the two names is there.",
            why="Somebody has to call somebody: the framework finds your app, or your app imports the library.",
            try_next="Decide, and call it exactly `application` or `App`, at the top level of framework.py.",
        )
    return exchanges


def expect_answer(process, app, request, *, body=None, says=None, status=200, headers=(), why, try_next):
    """Each entry point answers ``request`` with what the view ``app`` returned."""
    for name, exchange in each_exchange(process, app, request).items():
        follow_the_protocol(exchange)
        wrong = []
        if body is not None and exchange.body != body:
            wrong.append(f"the body {exchange.body[:200]!r}, not {body!r}")
        if says is not None and says not in visible_text(exchange.text):
            wrong.append(f"a page that says {visible_text(exchange.text)[:200]!r}")
        if exchange.status_code != status:
            wrong.append(f"the status {exchange.status!r}, not {status}")
        wrong += [f"no header {key}: {value}" for key, value in headers if exchange.header(key) != value]
        if wrong:
            raise Failure(
                expected=f"{name} answers with the response of the view `{app}`" + (f": “{says}”" if says else ""),
                got="\n".join(wrong),
                why=why,
                try_next=try_next,
                transcript=exchange,
            )


# --- 4.1 the entry point ---------------------------------------------------------------------------------------------


@pytest.mark.task("4.1")
def test_the_entry_point_serves_the_hello_view(learner, brought):
    app = f"{learner.module('hello')}:hello"
    with brought(app) as process:
        expect_answer(
            process,
            app,
            Request(),
            says="Hello, PyCon",
            why="The entry point is where a server's call becomes the call of your view.",
            try_next="Make a Request of the environ, call the view, then call its response as a WSGI application.",
        )


@pytest.mark.task("4.1")
def test_a_library_is_made_into_an_application_by_hello(learner, brought):
    app = f"{learner.module('hello')}:hello"
    with brought(app) as process:
        started = each_exchange(process, app, Request())
        if FRAMEWORK in started or LIBRARY not in started:
            return  # the framework's app is its view alone
        exchange = process.application("hello").get("/")
        follow_the_protocol(exchange)
        if "Hello, PyCon" not in visible_text(exchange.text):
            raise Failure(
                expected=f"{learner.path('hello')} has `application`, which greets PyCon.",
                got=f"A page that says: {visible_text(exchange.text)[:200]!r}",
                why="A library is called by the app; so the app is what a server gets to see.",
                try_next="Write `application = App(hello)` below the view.",
                transcript=exchange,
            )


# --- 4.2 invoked for real -------------------------------------------------------------------------------------------


def commands(learner, process, app):
    """The servers that the README's commands start, each on a free port."""
    started = each_exchange(process, app, Request())
    package = learner.package

    def waitress(application, **environment):
        port, elsewhere = free_port(), free_port()  # PORT is not for waitress, so here it names another one
        said = "".join(f"{name}={value} " for name, value in environment.items())
        shown = f"{said}waitress-serve --port={port} {application}"
        arguments = [*waitress_serve(), f"--port={port}", "--host=127.0.0.1", application]
        return serve(arguments, shown, learner.root, learner.limit, port, environment | {"PORT": str(elsewhere)})

    if FRAMEWORK in started:
        yield waitress(f"{package}.framework:application", BIZKIT_APP=app)
    if LIBRARY in started and (FRAMEWORK not in started or has_application(process)):
        yield waitress(f"{package}.hello:application")
        port = free_port()
        arguments, shown = [sys.executable, "-m", f"{package}.hello"], f"PORT={port} python -m {package}.hello"
        environment = {"PORT": str(port)}
        yield serve(arguments, shown, learner.root, learner.limit, port, environment, or_port=DEFAULT_PORT)


def has_application(process):
    """Whether hello.py goes the library's way, too."""
    hello = process.module("hello")
    return process.evaluate("hello", f"import {hello} as hello", "callable(getattr(hello, 'application', None))")


@pytest.mark.task("4.2")
def test_the_app_is_served_by_a_real_server(learner, brought):
    app = f"{learner.module('hello')}:hello"
    with brought(app) as process:
        ways = list(commands(learner, process, app))
    for way in ways:
        with way as server:
            answer = server.get("/")
            if answer.status != 200 or "Hello, PyCon" not in visible_text(answer.text):
                raise Failure(
                    expected=f"`{server.shown}` serves the page that says “Hello, PyCon”.",
                    got=f"{answer.status} {answer.reason}, and a page that says: "
                    f"{visible_text(answer.text)[:200]!r}\n{server.told()}",
                    why="Until now a grader called your code. From here on, a server does.",
                    try_next="Run that command, and look at what the server prints.",
                    transcript=answer.transcript,
                )


# --- 4.3 somebody else's app -----------------------------------------------------------------------------------------


@pytest.mark.task("4.3")
@pytest.mark.parametrize(
    ("app", "sent", "expected"),
    [
        pytest.param(
            "brought_app:echo", Request("GET", "/x/y?a=1"), {"body": b"GET /x/y 1"}, id="a view that reads the request"
        ),
        pytest.param("brought_app:echo", Request("POST", "/z"), {"body": b"POST /z None"}, id="another method"),
        pytest.param(
            "brought_app:teapot",
            Request(),
            {"body": b"short and stout", "status": 418, "headers": [("X-Kit", "1")]},
            id="a status and a header of its own",
        ),
        pytest.param("brought_app:stream", Request(), {"body": b"onetwo"}, id="a body in pieces"),
        pytest.param(
            "brought_package.views:page", Request(), {"body": b"a callable object"}, id="a callable object in a package"
        ),
        pytest.param("brought_app:partial", Request(), {"body": b"a partial function"}, id="a partial function"),
        pytest.param(
            "brought_app:application", Request(), {"body": b"a view that is called application"}, id="any name"
        ),
    ],
)
def test_an_app_that_you_have_not_seen_is_served(brought, app, sent, expected):
    with brought(app) as process:
        expect_answer(
            process,
            app,
            sent,
            why="An entry point that knows only your own app is no framework yet.",
            try_next="Look for your own app's name in framework.py; take what BIZKIT_APP or App(view) gives instead.",
            **expected,
        )


# --- 4.4 what can't be found -----------------------------------------------------------------------------------------

WRONG = {
    "a module that does not exist": ("no_such_module:view", r"no_such_module"),
    "a package that does not exist": ("no_such_package.views:view", r"no_such_package"),
    "a module that its package does not have": ("brought_package.no_such_module:view", r"no_such_module"),
    "a name that the module does not have": ("brought_app:no_such_view", r"no_such_view"),
    "a name that is not callable": ("brought_app:NOT_A_VIEW", r"NOT_A_VIEW|callable|just a text"),
    "an import error inside the module": ("broken_app:view", r"a_package_that_nobody_has"),
    "no colon": ("brought_app", ""),
    "no view after the colon": ("brought_app:", ""),
    "an empty value": ("", ""),
    "no BIZKIT_APP at all": (None, ""),
}
"""What is wrong -> BIZKIT_APP, and what the error has to speak of (a regular expression)."""
FORM = r"[\w.>}\])]:[A-Za-z_<{\[(]"
"""Two names with a colon between them, such as module:view or <module>:<name>."""


def what_it_says(application):
    """The error that an application gives: the messages of what it raised, or its error page. None without an error."""
    try:
        exchange = application.get("/")
    except Failure as failure:
        if failure.outcome in ("timeout", "not started"):
            raise
        return failure.messages or failure.got
    return visible_text(exchange.text) if exchange.status_code >= 400 else None


@pytest.fixture(scope="session")
def known():
    """What is found out once a run."""
    return {}


@pytest.fixture
def framework_is_there(brought, known):
    """Whether the learner has decided for a framework (perhaps beside a library)."""
    if "framework" not in known:
        with brought("brought_app:echo") as process:
            known["framework"] = FRAMEWORK in each_exchange(process, "brought_app:echo", Request())
    return known["framework"]


@pytest.mark.task("4.4")
@pytest.mark.parametrize("case", WRONG)
def test_an_app_that_is_not_found_is_explained(brought, framework_is_there, case):
    if not framework_is_there:
        return  # a library is given its view, and has no BIZKIT_APP to read
    app, detail = WRONG[case]
    with brought(app) as process:
        said = what_it_says(process.application("framework"))
    expected = f"An error, when BIZKIT_APP is {app!r}" if app is not None else "An error, when there is no BIZKIT_APP"
    if said is None:
        raise Failure(
            expected=f"{expected} ({case}).",
            got="An answer, as if nothing were wrong.",
            why="Whoever mistyped the name would look at some other page and wonder.",
            try_next="Raise an exception of your own where the view is looked up.",
        )
    missing = [
        word
        for word, there in (
            ("BIZKIT_APP", "BIZKIT_APP" in said),
            ("the form that it wants, such as module:view", re.search(FORM, said.replace(app, "") if app else said)),
            (f"what is wrong ({case})", re.search(detail, said)),
        )
        if not there
    ]
    if missing:
        raise Failure(
            expected=f"{expected} ({case}). It names BIZKIT_APP, shows the form that it wants and says what is wrong.",
            got=f"An error without {' and without '.join(missing)}:\n{textwrap.indent(said.strip(), '  ')}",
            why="Its reader may never have seen your code: name the setting, show the form, say what is wrong.",
            try_next="Catch the error of each step (split, import, getattr, callable) apart, and raise ... from error.",
        )


@pytest.mark.task("4.4")
def test_a_missing_module_a_missing_name_and_a_broken_module_are_told_apart(brought, framework_is_there):
    if not framework_is_there:
        return
    messages, told = {}, {}
    for app in ("brought_app:absent", "absent:absent", "broken_app:absent"):
        with brought(app) as process:
            told[app] = said = what_it_says(process.application("framework")) or ""
        for word in ("absent", "brought_app", "broken_app", "a_package_that_nobody_has", "nobody_has"):
            said = said.replace(word, "…")
        messages[app] = " ".join(said.split())
    if alike := [app for app, said in messages.items() if list(messages.values()).count(said) > 1]:
        raise Failure(
            expected="Three messages: for a module that isn't there, a name that isn't in it, and a broken module.",
            got=f"For {' and '.join(alike)}, messages that differ in names only:\n"
            + "\n".join(textwrap.indent(told[app].strip(), "  ") for app in alike),
            why="“Not found” sends the reader to look for a typing mistake, when the fault is inside the module.",
            try_next="A ModuleNotFoundError has a .name: is it the module that you asked for, or another one?",
        )


@pytest.mark.task("4.4")
@pytest.mark.parametrize("wrong", ["None", "'ex4.hello:hello'", "42"])
def test_a_library_refuses_what_is_not_callable(learner, brought, framework_is_there, wrong):
    if framework_is_there:
        return  # the framework's errors are the ones that count then
    setup = f"from {learner.module('framework')} import App\napplication = App({wrong})"
    with brought("brought_app:echo") as process:
        said = what_it_says(process.application("framework", setup))
    if said is None:
        raise Failure(
            expected=f"App({wrong}) is an error, at the latest when it is called.",
            got="An answer, as if nothing were wrong.",
            why="Otherwise the first visitor finds the mistake, and nobody hears of it.",
            try_next="Ask callable(view) in __init__, and raise a TypeError.",
        )
    if "callable" not in said and "view" not in said:
        raise Failure(
            expected=f"App({wrong}) says what it wants: something callable, view(request).",
            got=said,
            why="A message says what happened, what was expected, and what to do.",
            try_next="Name what came and what is wanted: “App wants a callable view(request), and got …”.",
        )


# --- 4.5 two applications -----------------------------------------------------------------------------------------


@pytest.mark.task("4.5")
@pytest.mark.parametrize(
    "source",
    [
        pytest.param("application, other = App(first), App(second)", id="one after the other"),
        pytest.param("other = App(second)\napplication = App(first)", id="the other way round"),
        pytest.param(
            "application, other = App(first), App(second)\nlist(other(environ, lambda *a, **k: None))",
            id="after the other was called",
        ),
    ],
)
def test_two_apps_in_one_process_do_not_mix(learner, brought, source):
    with brought("brought_app:echo") as process:
        setup = f"""\
from {learner.module("framework")} import App, Response

def first(request):
    return Response("the first")

def second(request):
    return Response("the second")

{source}
"""
        exchange = process.application("framework", setup).get("/")
        follow_the_protocol(exchange)
    if exchange.body != b"the first":
        raise Failure(
            expected="Two Apps in one process each answer with their own view.",
            got=f"The first one answered {exchange.body[:200]!r}.",
            why="Tests make an app each; a site serves several. What they share, they overwrite.",
            try_next="Keep the view in self, not in a global name and not on the class.",
            transcript=exchange,
        )


@pytest.mark.task("4.5")
def test_an_app_may_call_another_while_it_answers(learner, brought):
    with brought("brought_app:echo") as process:
        setup = f"""\
from {learner.module("framework")} import App, Response

def inner(request):
    return Response(f"inner saw {{request.path}}")

def outer(request):
    chunks = App(inner)(dict(environ, PATH_INFO="/inner"), lambda *args: None)
    return Response(b"".join(chunks).decode() + f", outer saw {{request.path}}")

application = App(outer)
"""
        exchange = process.application("framework", setup).get("/outer")
        follow_the_protocol(exchange)
    if exchange.body != b"inner saw /inner, outer saw /outer":
        raise Failure(
            expected="An App that calls another one while it answers keeps its own request.",
            got=f"{exchange.body[:200]!r}",
            why="Servers run requests side by side: what belongs to one of them must not be shared.",
            try_next="Keep the request in a local name, not on the App.",
            transcript=exchange,
        )

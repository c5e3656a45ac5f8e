"""A made-up exercise of all that an exercise may consist of, in a kit of its own.

It has a template, a package, an SQL file, a binary given file, a TCP server, and a run of two processes. Nothing in
bizkit/ knows it: what is special about it stands in its exercise.toml.
"""

from pathlib import Path

from kits import ROOT

from bizkit.workshop.kit.exercises import Exercise, Kit

LOGO = bytes(range(256))
MANIFEST = """\
files = ["*.py", "shop/**/*.py", "templates/**", "schema.sql"]
given = ["static/logo.bin"]

[time_limits]
"5.3" = 20

[notes]
"5.2" = "Now it has a table."

[[runs]]
name = "pages"
task = "5.1"
kind = "wsgi"
application = "hello:application"

[[runs]]
name = "server"
task = "5.3"
kind = "tcp"
command = ["{python}", "{folder}/server.py", "{port}"]

[[runs]]
name = "chat"
task = "5.3"
kind = "tcp"
command = ["{python}", "{folder}/server.py", "{port}"]
environment = { BACKEND = "{backend.port}" }
needs = ["backend"]

[[services]]
name = "backend"
kind = "udp"
command = ["{python}", "-u", "-c", "import time; print('backend is up'); time.sleep(600)"]
ready = "is up"
"""
README = """\
# ex5 – A bookshop

## 5.1 A page out of a template
## 5.2 A table of books
## 5.3 A server that sends the logo
"""
HELLO = '''\
"""The shop's page."""

from .shop.pages import render


def application(environ, start_response):
    """The WSGI application."""
    # region 5.1
    page = render("page.html").encode("utf-8")
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))])
    return [page]
    # endregion 5.1
'''
PAGES = '''\
"""Pages out of templates."""

from pathlib import Path

TEMPLATES = Path(__file__).parents[1] / "templates"


def render(name):
    """The page that the template makes."""
    return (TEMPLATES / name).read_text(encoding="utf-8")  # task 5.1
'''
TEMPLATE = """\
<!doctype html>
<title>Shop</title>
<h1>Books</h1>
{# region 5.2 #}
<p>They are in a table.</p>
{# endregion 5.2 #}
<p>Come in.</p> {# task 5.1-words #}
"""
EARLIER = """\
{# region 5.1-words #}
<p>Closed.</p>
{# endregion 5.1-words #}
"""
SCHEMA = """\
-- What the shop has.
-- region 5.2
CREATE TABLE book (title TEXT NOT NULL);
-- endregion 5.2
"""
SERVER = '''\
"""It sends the logo to everybody who connects."""

import os
import socket
import sys
from pathlib import Path


def main(port):
    """Serve forever."""
    # region 5.3
    logo = (Path(__file__).parent / "static" / "logo.bin").read_bytes()
    with socket.create_server(("127.0.0.1", port)) as server:
        while True:
            connection, _ = server.accept()
            with connection:
                connection.sendall(logo + os.environ.get("BACKEND", "").encode("ascii"))
    # endregion 5.3


if __name__ == "__main__":
    main(int(sys.argv[1]))
'''
ANSWER = {
    "hello.py": HELLO,
    "shop/__init__.py": '"""The shop, a package."""  # task 5.1\n',
    "shop/pages.py": PAGES,
    "templates/page.html": TEMPLATE,
    "schema.sql": SCHEMA,
    "server.py": SERVER,
}
STUB = {
    "hello.py": "def application(environ, start_response):\n"
    '    # TODO 5.1: return the page\n    raise NotImplementedError("TODO 5.1: return the page")\n',
    "templates/page.html": "<!doctype html>\n<title>Shop</title>\n",
    "schema.sql": "-- TODO 5.2: make a table of books\n",
    "server.py": 'import sys\n\n# TODO 5.3: send the logo\nraise NotImplementedError("TODO 5.3: send the logo")\n',
}
GRADER = '''\
"""Grades ex5."""

import contextlib
import socket
import sqlite3
import sys

import pytest

from bizkit.workshop.judge.expect.servers import serve
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.processes import free_port, is_taken, wait_until


@pytest.mark.task("5.1")
def test_the_page_comes_out_of_the_template(learner):
    text = learner.application("hello").get("/").text
    if "<h1>Books</h1>" not in text:
        raise Failure(expected="A page of books.", got=repr(text), why="It has books.", try_next="Read the template.")


@pytest.mark.task("5.2")
def test_there_is_a_table(learner):
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.executescript((learner.folder / "schema.sql").read_text(encoding="utf-8"))
        tables = database.execute("SELECT name FROM sqlite_master").fetchall()
    if ("book",) not in tables:
        raise Failure(expected="A table called book.", got="No table.", why="Books lie in it.", try_next="CREATE it.")


@pytest.mark.task("5.3")
def test_the_server_sends_the_logo(learner):
    assert learner.limit == 20
    port = free_port()
    command = [sys.executable, f"{learner.package.replace('.', '/')}/server.py", str(port)]
    with serve(command, "python server.py", learner.root, learner.limit, port, {}) as server:
        if not wait_until(lambda: is_taken(port) or server.process.poll() is not None, learner.limit):
            raise server.failure("Nobody listens.")
        if server.process.poll() is not None:
            raise server.failure("It ended.")
        with socket.create_connection(("127.0.0.1", port)) as client:
            got = client.makefile("rb").read()
    if got != (learner.root / "ex5" / "static" / "logo.bin").read_bytes():
        raise Failure(expected="The logo.", got=f"{got[:20]!r}", why="It is ours.", try_next="Send all of it.")
'''


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def make_bookshop(root: Path) -> Exercise:
    """The exercise in a new kit at ``root``, as it is handed out."""
    write(root, {"pyproject.toml": (ROOT / "pyproject.toml").read_bytes()})
    hints = "".join(f"## 5.{task}\n\n1. One.\n2. Two.\n3. Three.\n\n" for task in (1, 2, 3))
    own = {"README.md": README, "HINTS.md": hints, "exercise.toml": MANIFEST, "__init__.py": "", "test_ex5.py": GRADER}
    write(root / "ex5", own | STUB | {"static/logo.bin": LOGO})
    write(root / "solutions" / "ex5", {"__init__.py": ""} | ANSWER | {"static/logo.bin": LOGO})
    write(root / "solutions", {"__init__.py": ""})
    write(root / "slides" / "steps" / "ex5", {"templates/page.html": EARLIER})
    return Kit(root).exercise("ex5")

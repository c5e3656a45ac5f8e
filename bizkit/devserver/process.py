"""The server process of ``bizkit run``: it loads an application and serves it, on a socket that is open already.

A mistake in a file must not end the server. The process prints what is wrong, and serves a page that says it in the
place of the application. What happens to an exception during a request is in `bizkit.devserver.middleware`.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from bizkit import loading, serving
from bizkit.application import App
from bizkit.devserver.banner import classes_that_answer
from bizkit.devserver.middleware import error_middleware, explain, problem_page, was_reported
from bizkit.exceptions import ConfigurationError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["load_application", "main", "serve"]

ENDING_LIMIT = 6.0
"""Seconds that a process may take to end: as long as the server's limit for requests that have begun, and a little."""


def load_application(spec: str) -> WSGIApplication:
    """The WSGI application that ``spec`` names, or an `App` around the view that it names.

    Raises `ConfigurationError` when there is neither.
    """
    found = loading.find(spec, f"{spec!r} (MODULE:NAME)")
    return found if loading.is_wsgi_application(found, spec) else App(found)


def serve(
    application: WSGIApplication, listener: socket.socket, debug: bool, has_ended: Callable[[], bool] = lambda: False
) -> None:
    """Serve ``application`` until ``has_ended()``: say whose classes answer, and report exceptions.

    With ``debug``, the page of an exception shows the traceback.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request has to wait is normal in development
    if banner := classes_that_answer(application):
        print(banner, flush=True)
    wrapped = error_middleware(application, debug)
    serving.serve(wrapped, listener, has_ended=has_ended, was_reported=was_reported)


def main() -> None:
    """Serve as standard input orders (a line of JSON, from `bizkit.devserver.Supervisor`), until it ends."""
    # Ctrl+C goes to every process of the terminal. The supervisor alone decides what follows.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # the supervisor has blocked it until now
    orders = os.fdopen(os.dup(0), "rb")
    line = orders.readline()
    if not line:  # the supervisor has ended before it could say what to serve
        return
    order = json.loads(line)
    _give_back_the_terminal(order["terminal"])
    listener = _take_over(order["listener"])
    loaded, ended = threading.Event(), threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(orders, loaded, ended), daemon=True).start()
    sys.path.insert(0, os.getcwd())
    application = _application(order["spec"], order["problem"])
    loaded.set()
    serve(application, listener, order["debug"], ended.is_set)


def _application(spec: str, problem: str | None) -> WSGIApplication:
    if problem is None:
        try:
            return load_application(spec)
        except ConfigurationError as error:
            problem = explain(error)
    print(f"{problem}\n\nThe server is still running. Fix the error and save; it reloads.", file=sys.stderr, flush=True)
    return problem_page(problem)


def _wait_for_the_end(orders: IO[bytes], loaded: threading.Event, ended: threading.Event) -> None:
    orders.read()
    if loaded.is_set():
        ended.set()
        time.sleep(ENDING_LIMIT)
    os._exit(0)  # the application never finishes loading, or never finishes a request


def _take_over(listener: int | str) -> socket.socket:
    """The supervisor's socket: a file descriptor, or on Windows what `socket.share` gave, in hexadecimal digits."""
    if sys.platform == "win32":
        return socket.fromshare(bytes.fromhex(str(listener)))
    return socket.socket(fileno=int(listener))


def _give_back_the_terminal(there_is_one: bool) -> None:
    """Make standard input the terminal again, for breakpoint(); if there is no terminal, make it empty."""
    name = ("CONIN$" if sys.platform == "win32" else "/dev/tty") if there_is_one else os.devnull
    with contextlib.suppress(OSError):
        source = os.open(name, os.O_RDONLY)
        os.dup2(source, 0)
        os.close(source)

"""The server process of ``bizkit run``: it loads an application and serves it, on a socket that is open already.

A file with a mistake in it must not end the server: what goes wrong is told in the terminal, and on the page where
there is nothing else to serve. What an application tells while it is served is in `bizkit.devserver.middleware`.
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
from typing import IO, TYPE_CHECKING, Any

from bizkit import loading
from bizkit.application import App
from bizkit.devserver.middleware import describe, telling, trouble_page, was_told
from bizkit.exceptions import ConfigurationError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

GRACE = 5.0
"""Seconds that a process may take to finish the requests that it has begun, once it is told to end."""

TICK = 0.1
"""Seconds between two looks at whether it was."""


def load_application(spec: str, debug: bool = False) -> WSGIApplication:
    """The WSGI application that ``spec`` names, or one around the view that it names. Raises `ConfigurationError`.

    With ``debug``, a client is shown the traceback of an exception.
    """
    found = loading.find(spec, f"{spec!r} (MODULE:NAME)")
    return telling(found if loading.is_wsgi_application(found, spec) else App(found), debug)


def serve(application: WSGIApplication, listener: socket.socket, ended: Callable[[], bool]) -> None:
    """Serve until ``ended()``. Then accept no more, and finish what was begun within `GRACE` seconds."""
    import waitress  # type: ignore[import-untyped]
    from waitress import wasyncore

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue of one is no news for a developer
    logging.getLogger("waitress").addFilter(_is_news)
    channels: dict[int, Any] = {}
    server = waitress.create_server(application, map=channels, sockets=[listener], clear_untrusted_proxy_headers=True)
    while not ended():
        wasyncore.loop(timeout=TICK, map=channels, count=1)
    server.accepting = False
    latest = time.monotonic() + GRACE
    while time.monotonic() < latest and any(map(_is_busy, server.active_channels.values())):
        wasyncore.loop(timeout=TICK, map=channels, count=1)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether the terminal doesn't have it yet. An exception that cuts a connection was printed on its way."""
    return not (record.exc_info and was_told(record.exc_info[1]))


def _is_busy(channel: Any) -> bool:
    """Whether a connection waits for an answer. A new one does: its first request may be on the way."""
    is_new = channel.last_activity == channel.creation_time
    return bool(is_new or channel.request or channel.requests or channel.total_outbufs_len)


def main() -> None:
    """Serve as standard input orders (a line of JSON, from `bizkit.devserver.Supervisor`), until it ends."""
    # Ctrl+C goes to every process of the terminal. The supervisor alone decides what follows.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    orders = os.fdopen(os.dup(0), "rb")
    order = json.loads(orders.readline())
    _give_back_the_terminal(order["terminal"])
    listener = _take_over(order["listener"])
    serving, ended = threading.Event(), threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(orders, serving, ended), daemon=True).start()
    sys.path.insert(0, os.getcwd())
    application = _application(order["spec"], order["trouble"], order["debug"])
    serving.set()
    serve(application, listener, ended.is_set)


def _application(spec: str, trouble: str | None, debug: bool) -> WSGIApplication:
    if trouble is None:
        try:
            return load_application(spec, debug)
        except ConfigurationError as error:
            trouble = describe(error)
    print(f"{trouble}\n\nThe server stays up. Mend it and save: it is loaded again.", file=sys.stderr, flush=True)
    return trouble_page(trouble)


def _wait_for_the_end(orders: IO[bytes], serving: threading.Event, ended: threading.Event) -> None:
    orders.read()
    if serving.is_set():
        ended.set()
        time.sleep(GRACE + 1)
    os._exit(0)  # it loads without an end, or can't finish what it has begun


def _take_over(listener: int | str) -> socket.socket:
    """The supervisor's socket: a file descriptor, or on Windows what `socket.share` gave, in hexadecimal digits."""
    if sys.platform == "win32":
        return socket.fromshare(bytes.fromhex(str(listener)))
    return socket.socket(fileno=int(listener))


def _give_back_the_terminal(there_is_one: bool) -> None:
    """Make standard input the terminal again, for breakpoint(); where there is none, make it empty."""
    name = ("CONIN$" if sys.platform == "win32" else "/dev/tty") if there_is_one else os.devnull
    with contextlib.suppress(OSError):
        source = os.open(name, os.O_RDONLY)
        os.dup2(source, 0)
        os.close(source)

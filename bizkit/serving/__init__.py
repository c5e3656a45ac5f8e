"""Servers: they accept connections on a listening socket, and call a WSGI application for each request.

- `listen` opens the socket, or says what to do if nothing can listen there. `url` is the address to give to people.
- `serve` runs a server on it. It is `bizkit.serving.on_waitress`, which is only imported when something is served.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from bizkit.exceptions import ConfigurationError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["listen", "serve", "url"]


def listen(host: str, port: int) -> socket.socket:
    """Open a socket that listens on ``host`` and the TCP port ``port`` (0: any free one).

    Raises `ConfigurationError`, with the remedy, when nothing can listen there.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        other = port + 1 if port < 65535 else 8000
        raise ConfigurationError(
            f"Nothing can listen on {host}, port {port}: {_reason(error)}.\nIf another server runs there, stop it,"
            f" or take another port: --port {other}, or PORT={other} in the environment."
        ) from error


def url(listener: socket.socket) -> str:
    """The URL of what is served on ``listener``, such as ``"http://127.0.0.1:8000/"``."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(
    application: WSGIApplication,
    listener: socket.socket,
    *,
    has_ended: Callable[[], bool] = lambda: False,
    threads: int = 4,
    was_reported: Callable[[BaseException], bool] = lambda error: False,
) -> None:
    """Serve ``application`` on ``listener`` until ``has_ended()``. Then accept no more, and finish what has begun.

    At most ``threads`` requests are answered at a time. The server logs an exception that the application lets through,
    unless ``was_reported(error)``. A KeyboardInterrupt ends it at once, and is raised.
    """
    from bizkit.serving import on_waitress

    on_waitress.serve(application, listener, has_ended, threads, was_reported)


def _reason(error: OSError) -> str:
    # create_server adds the address to the system's words; an unknown host has a number that isn't the system's.
    return os.strerror(error.errno) if error.errno is not None and error.errno > 0 else str(error.strerror or error)

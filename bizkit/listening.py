"""A listening socket, or an error that says what to do instead."""

from __future__ import annotations

import os
import socket

from bizkit.exceptions import ConfigurationError


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host`` and the TCP port ``port`` (0: any free one).

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
    """The URL of what is served on ``listener``."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _reason(error: OSError) -> str:
    # create_server adds the address to the system's words; an unknown host has a number that is not the system's.
    return os.strerror(error.errno) if error.errno is not None and error.errno > 0 else str(error.strerror or error)

"""The server on waitress, a WSGI server in pure Python: one thread for all sockets, and some that answer requests."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["serve"]

FINISHING_LIMIT = 5.0
"""Seconds in which requests that have begun may finish when the server ends."""

TICK = 0.1
"""Seconds between two calls of ``has_ended``."""


def serve(
    application: WSGIApplication,
    listener: socket.socket,
    has_ended: Callable[[], bool],
    threads: int,
    was_reported: Callable[[BaseException], bool],
) -> None:
    """Serve as `bizkit.serving.serve` describes it."""
    channels: dict[int, Any] = {}
    server: Any = create_server(
        application, map=channels, sockets=[listener], threads=threads, clear_untrusted_proxy_headers=True
    )

    def is_news(record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return error is None or not was_reported(error)

    server.logger.addFilter(is_news)
    try:
        while not has_ended():
            wasyncore.loop(timeout=TICK, map=channels, count=1)
        server.accepting = False
        latest = time.monotonic() + FINISHING_LIMIT
        while time.monotonic() < latest and any(map(_is_busy, server.active_channels.values())):
            wasyncore.loop(timeout=TICK, map=channels, count=1)
    finally:
        server.logger.removeFilter(is_news)
        server.task_dispatcher.shutdown(timeout=TICK)
        wasyncore.close_all(channels, ignore_all=True)


def _is_busy(channel: Any) -> bool:
    """Whether a connection waits for an answer. A new one does: its first request may be on the way."""
    is_new = channel.last_activity == channel.creation_time
    return bool(is_new or channel.request or channel.requests or channel.total_outbufs_len)

"""Settings that come from environment variables: ``BIZKIT_APP`` and ``PORT``. Those of layers are in `bizkit.layers`.

Each is read when it is asked for, so a process can still change it before it starts to serve.
"""

from __future__ import annotations

import os

from bizkit.exceptions import ConfigurationError

__all__ = ["DEFAULT_PORT", "app", "port", "port_number"]

DEFAULT_PORT = 8000


def app() -> str:
    """The view to serve, ``"module:view"``, from ``BIZKIT_APP``. Raises `ConfigurationError` when it isn't set."""
    value = os.environ.get("BIZKIT_APP", "").strip()
    if not value:
        raise ConfigurationError(
            'BIZKIT_APP is not set. It names the view to serve as "module:view",'
            " for example BIZKIT_APP=shop.views:home."
        )
    return value


def port() -> int:
    """The TCP port in ``PORT`` (default: 8000; 0 is any free one). Raises `ConfigurationError` when it isn't a port."""
    value = os.environ.get("PORT", "").strip() or str(DEFAULT_PORT)
    try:
        return port_number(value)
    except ValueError as error:
        raise ConfigurationError(f"PORT {error}.") from None


def port_number(text: str, lowest: int = 0) -> int:
    """The TCP port that ``text`` names. Where 0, any free port, makes no sense, ``lowest`` is 1.

    Raises ValueError for any other text. Its message goes after a name: "must be a number …; it is 'abc'".
    """
    # int() alone would also take "+80", "8_0" and the digits of other scripts.
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and lowest <= int(text) <= 65535):
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise ValueError(f"must be a number from {lowest} to 65535; it is {shown!r}")
    return int(text)

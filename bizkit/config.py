"""Settings, which come from environment variables: ``BIZKIT_APP``, ``BIZKIT_WRAPPERS`` and ``PORT``.

Each is read when it is asked for, so that a process can be told something else before it starts to serve.
"""

from __future__ import annotations

import os

from bizkit.exceptions import ConfigurationError

DEFAULT_PORT = 8000


def app() -> str:
    """What ``BIZKIT_APP`` names, as ``"module:view"``. Raises `ConfigurationError` when it is not set."""
    value = os.environ.get("BIZKIT_APP", "").strip()
    if not value:
        raise ConfigurationError(
            'BIZKIT_APP is not set. It names the view to serve as "module:view",'
            " for example BIZKIT_APP=ex4.hello:hello."
        )
    return value


def wrappers() -> str:
    """The name of the layer with `Request` and `Response` that ``BIZKIT_WRAPPERS`` chooses (default: by_hand)."""
    return os.environ.get("BIZKIT_WRAPPERS", "").strip() or "by_hand"


def port() -> int:
    """The TCP port in ``PORT`` (default: 8000; 0 is any free one). Raises `ConfigurationError` for what is none."""
    value = os.environ.get("PORT", "").strip() or str(DEFAULT_PORT)
    try:
        return port_number(value)
    except ValueError as error:
        raise ConfigurationError(f"PORT={value}: {error}") from None


def port_number(text: str) -> int:
    """The TCP port that ``text`` names. Raises ValueError when it names none."""
    # int() alone would also take "+80", "8_0" and digits of other scripts.
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
        raise ValueError(f"a port is a whole number from 0 to 65535, for example {DEFAULT_PORT}.")
    return int(text)

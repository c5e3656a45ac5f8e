"""The request and response layer: two twins with one interface, or any module of your own that has it.

- `bizkit.wrappers.by_hand` is written on the standard library alone.
- `bizkit.wrappers.on_werkzeug` stands on Werkzeug, the field's best of breed.

A layer of wrappers is any module that offers ``Request(environ)`` and ``Response(response, status, headers)``, where
a response is itself a WSGI application.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from bizkit.exceptions import ConfigurationError

ALIASES = {"by_hand": "bizkit.wrappers.by_hand", "werkzeug": "bizkit.wrappers.on_werkzeug"}
NAMES = ("Request", "Response")


def load(wrappers: Any) -> Any:
    """The layer of wrappers called ``wrappers``: ``by_hand``, ``werkzeug``, or the name of any module (or a module).

    Raises `ConfigurationError` when it can't be imported, or lacks a name that every layer must offer.
    """
    layer = _import(wrappers) if isinstance(wrappers, str) else wrappers
    name = wrappers if isinstance(wrappers, str) else getattr(layer, "__name__", repr(layer))
    if missing := [each for each in NAMES if not callable(getattr(layer, each, None))]:
        raise ConfigurationError(
            f"The wrappers {name!r} offer no {' and no '.join(missing)}. {_choice()}"
            " Define what is missing at the top level of the module, under exactly that name."
        )
    return layer


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(ALIASES.get(name, name))
    except Exception as error:
        raise ConfigurationError(
            f"The wrappers {name!r} can't be imported ({type(error).__name__}: {error}). {_choice()}"
        ) from error


def _choice() -> str:
    return (
        f"BIZKIT_WRAPPERS takes {', '.join(ALIASES)}, or the name of any module with {' and '.join(NAMES)},"
        " for example ex3.http_objects."
    )

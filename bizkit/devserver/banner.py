"""Which Request and Response an application works with, for the banner of ``bizkit run``.

This asks the code, not the settings. An `App` of bizkit knows the class of its requests. Any other application makes
requests with what its code calls ``Request``, and a view makes responses with what the view's code calls ``Response``.
Code refers to a class by a global name, or by a name of the function around it. If it refers to neither, the banner
says nothing, because a response can be any WSGI application.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from bizkit.application import App
from bizkit.devserver.tracebacks import is_your_code
from bizkit.layers import WRAPPERS

__all__ = ["classes_that_answer"]


def classes_that_answer(application: Callable[..., object]) -> str:
    """Name the classes with their places: ``"Request and Response: shop/http_objects.py (yours)"``.

    There is a line for each if they come from different places, and none for a class that the code doesn't name.
    """
    places = {name: _place_of(found) for name, found in _classes(application).items()}
    if len(places) == 2 and len(set(places.values())) == 1:
        return f"Request and Response: {places['Request']}"
    return "\n".join(f"{name}: {place}" for name, place in places.items())


def _classes(application: Callable[..., object]) -> dict[str, object]:
    names = _names_in(application)
    views = [application.view] if isinstance(application, App) else _kept_by(application)
    request = application.layers[WRAPPERS.name].Request if isinstance(application, App) else names.get("Request")
    responses = [_names_in(view).get("Response") for view in views]
    response = next((found for found in responses if found is not None), names.get("Response"))
    return {name: found for name, found in (("Request", request), ("Response", response)) if callable(found)}


def _kept_by(application: Callable[..., object]) -> list[Callable[..., object]]:
    """The functions that an application keeps, in its attributes or in its closure: its view is one of them."""
    kept = dict(getattr(application, "__dict__", {})) | _closure(application)
    return [each for each in kept.values() if callable(each) and not isinstance(each, type)]


def _names_in(found: Callable[..., object]) -> dict[str, object]:
    """What the code of a callable can refer to: the names of its module, and those of the function around it."""
    function = found if hasattr(found, "__globals__") else type(found).__call__
    return dict(getattr(function, "__globals__", {})) | _closure(function)


def _closure(function: object) -> dict[str, object]:
    names = getattr(getattr(function, "__code__", None), "co_freevars", ())
    found = {}
    for name, cell in zip(names, getattr(function, "__closure__", None) or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # the function around it has not assigned this name yet
            continue
    return found


def _place_of(found: object) -> str:
    """Where a class is from: a twin of bizkit, a file (with its path from here), or an installed package."""
    module = str(getattr(found, "__module__", ""))
    for name, twin in WRAPPERS.twins.items():
        if f"{module}.".startswith(f"{twin}."):
            return f"{name} ({twin.replace('.', '/')}/)"
    file = str(getattr(sys.modules.get(module), "__file__", None) or "")
    if not file or not is_your_code(file):
        return f"{module.partition('.')[0]} (an installed package)"
    here = os.path.join(os.getcwd(), "")
    path = file.removeprefix(here).replace(os.sep, "/")
    # The reference answers lie beside the learner's files, but somebody else wrote them.
    return path if path.startswith("solutions/") else f"{path} (yours)"

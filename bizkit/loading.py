"""Find what a name such as ``"module:view"`` stands for, or say which part of it is wrong."""

from __future__ import annotations

import difflib
import importlib
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeGuard

from bizkit.exceptions import ConfigurationError

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

__all__ = ["SPEC", "find", "find_view", "import_module", "is_wsgi_application"]

SPEC = re.compile(r"(?P<module>[^\W\d]\w*(?:\.[^\W\d]\w*)*):(?P<name>[^\W\d]\w*)")


def find_view(spec: str) -> Callable[..., Any]:
    """The view that ``spec``, the value of ``BIZKIT_APP``, names.

    Raises `ConfigurationError` for each thing that can be wrong: the form, the module (it is missing, or fails while it
    is imported), and the name (it is missing, or isn't a view).
    """
    where = f'BIZKIT_APP={spec!r} (the form is "module:view", for example shop.views:home)'
    found = find(spec, where)
    if is_wsgi_application(found, spec):
        raise ConfigurationError(
            f"{where}: that is a WSGI application, which a server can serve as it is. Name the view: the function"
            " that takes a request and returns a response."
        )
    return found


def find(spec: str, where: str) -> Callable[..., Any]:
    """The callable that ``spec`` names. Raises what `find_view` raises; each message begins with ``where``.

    ``where`` says what the reader wrote, and what form it should have.
    """
    match = SPEC.fullmatch(spec)
    if match is None:
        raise ConfigurationError(f"{where}: this doesn't have that form. Write a module, a colon, and a name in it.")
    module, name = import_module(match["module"], where), match["name"]
    if not hasattr(module, name):
        near = difflib.get_close_matches(name, [each for each in vars(module) if not each.startswith("_")], n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ConfigurationError(f"{where}: the module {module.__name__!r} has no name {name!r}.{hint}")
    found: Callable[..., Any] = getattr(module, name)
    if not callable(found):
        raise ConfigurationError(f"{where}: {name!r} is not callable. It is of type {type(found).__name__}.")
    return found


def is_wsgi_application(found: Callable[..., object], name: str) -> TypeGuard[WSGIApplication]:
    """Whether a callable is a WSGI application (True) or a view (False).

    It is an application when it requires two positional arguments, and a view when it requires one. If its
    arguments don't tell, as with ``*args``, it is an application when it is called ``application`` or ``app``. Raises
    `ConfigurationError` when it requires more than two.
    """
    required = _required(found)
    if len(required) > 2:
        raise ConfigurationError(
            f"{name} takes {len(required)} arguments ({', '.join(required)}). A view takes one, the request; a WSGI"
            " application takes two, environ and start_response."
        )
    return len(required) == 2 if required else name.rpartition(":")[2] in ("application", "app")


def _required(found: Callable[..., object]) -> list[str]:
    """The names of the positional arguments that a call must give."""
    import inspect  # it takes a while to load, and a server that is given its application never needs it

    try:
        # Not what a decorator wrapped: it is the wrapper that will be called.
        parameters = inspect.signature(found, follow_wrapped=False).parameters.values()
    except (TypeError, ValueError):  # some callables that are written in C don't say
        return []
    positional = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    return [each.name for each in positional if each.default is each.empty]


def import_module(name: str, where: str) -> ModuleType:
    """The module called ``name``. Raises `ConfigurationError`, which begins with ``where`` as those of `find` do."""
    if name not in sys.modules:
        importlib.invalidate_caches()  # so that a file that was added a moment ago is found
    try:
        return importlib.import_module(name)
    except ConfigurationError:  # of a layer that the module asked bizkit for: it says what to change
        raise
    except (Exception, SystemExit) as error:
        # "No module named 'a.b'" may be about a.b.c, which was asked for, or about what a.b.c imports.
        if isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}."):
            problem = f"there is no module {error.name!r}. Check its spelling, and the folder you start in."
            raise ConfigurationError(f"{where}: {problem}") from None  # a traceback has nothing to add
        problem = f"the module {name!r} is there, but can't be imported. It raised {type(error).__name__}: {error}"
        raise ConfigurationError(f"{where}: {problem}") from error

"""The layers of bizkit, in one table, and the only code that knows how to choose and load one.

A layer is a part of the framework that exists at least twice, behind one interface. Its twins ship with bizkit. Any
other module can take their place if it offers the names that the layer requires. `LAYERS` has one row per layer, and
each row gives

- the setting ``BIZKIT_WRAPPERS``, an environment variable,
- the option ``--wrappers`` of a command (`add_options`, `settings`),
- the argument ``App(view, wrappers=…)`` (`Layers`),
- the loader, and every error about the layer (`Layer.load`).

To add a layer, add a row here and a folder with its twins, its ``interface`` and, if a module of your own gets more
from bizkit than it must offer, its ``adapter``. Nothing else in bizkit changes.
"""

from __future__ import annotations

import difflib
import importlib
import os
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from bizkit.exceptions import ConfigurationError
from bizkit.loading import import_module

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bizkit.wrappers.interface import Layer as WrappersInterface

__all__ = ["LAYERS", "Adapted", "Choice", "Layer", "Layers", "add_options", "settings"]

Choice = str | ModuleType | None
"""The name of a twin or of any module, or the module itself; None is what the setting says."""


Interface = TypeVar("Interface")
"""The protocol that describes the modules of a layer: ``bizkit.wrappers.interface.Layer``."""


class Layer(NamedTuple, Generic[Interface]):  # a dataclass would load `inspect`, which takes longer than all of bizkit
    """One row of the table: what a layer is called, what fits into it, and what that has to offer."""

    name: str
    """In the plural if it is one: it is an argument of `App`, and part of the setting and the option."""
    twins: Mapping[str, str]
    """Short names, and the modules that they stand for. The first is the default."""
    required: tuple[str, ...]
    """What any module must offer: each is a class or a function. ``interface.Required`` describes them."""
    adapter: str | None = None
    """A module whose ``BUILDERS`` make further names of the interface out of the required ones."""

    @property
    def setting(self) -> str:
        """The environment variable that chooses, such as ``"BIZKIT_WRAPPERS"``."""
        return f"BIZKIT_{self.name.upper()}"

    @property
    def option(self) -> str:
        """The option of a command that chooses, such as ``"--wrappers"``."""
        return f"--{self.name}"

    @property
    def default(self) -> str:
        """The short name of the twin that is loaded when nobody chooses."""
        return next(iter(self.twins))

    @property
    def choices(self) -> str:
        """In words, what can be chosen: ``"by_hand, werkzeug, or any module with Request and Response"``."""
        return f"{', '.join(self.twins)}, or any module with {_listed(self.required)}"

    def load(self, choice: Choice = None) -> Interface:
        """The module that ``choice`` names, complete with what bizkit can build from its required names.

        A twin comes back as it is, any other module as `Adapted`. Raises `ConfigurationError` when there is no such
        module, when importing it fails, or when it lacks a required name.
        """
        loaded = choice if isinstance(choice, Adapted) else self._load(choice)
        return cast("Interface", loaded)

    def _load(self, choice: Choice) -> ModuleType | Adapted:
        asked = f"{self.name}={choice!r}" if isinstance(choice, str) else f"{self.name}={_name_of(choice)}"
        if not choice:
            choice = os.environ.get(self.setting, "").strip() or self.default
            asked = f"{self.setting}={choice}"
        module = self._import(choice, asked) if isinstance(choice, str) else choice
        self._check(module, asked)
        return module if _name_of(module) in self.twins.values() else Adapted(self, module, asked)

    def interface(self) -> frozenset[str]:
        """All names of the layer: those that each twin offers."""
        return frozenset(importlib.import_module(self.twins[self.default]).__all__)

    def _import(self, name: str, asked: str) -> ModuleType:
        try:
            return import_module(self.twins.get(name, name), asked)
        except ConfigurationError as error:
            raise ConfigurationError(f"{error} {self.name.capitalize()} can be {self.choices}.") from error.__cause__

    def _check(self, module: ModuleType, asked: str) -> None:
        lacking = [f"no {name}" for name in self.required if not hasattr(module, name)]
        lacking += [
            f"{name} = {getattr(module, name)!r}, which can't be called"
            for name in self.required
            if hasattr(module, name) and not callable(getattr(module, name))
        ]
        if lacking:
            raise ConfigurationError(
                f"{asked}: the module {_name_of(module)} has {_listed(lacking)}. {self.name.capitalize()} need"
                f" {_listed(self.required)}, at the top level of the module and under exactly"
                f" {'this name' if len(self.required) == 1 else 'these names'}. Write what is missing, or choose"
                f" {_listed(self.twins, 'or')}."
            )


class Adapted:
    """A module of somebody's own, made complete.

    Each name of the layer's interface that the module lacks is built from the names that it must offer, when it is
    first asked for. If bizkit can't build it, asking raises `ConfigurationError`, which says what is missing where.
    """

    def __init__(self, layer: Layer[Any], module: ModuleType, asked: str) -> None:
        self._layer, self._module, self._asked = layer, module, asked

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if hasattr(self._module, name):
            return getattr(self._module, name)
        if build := self._builders().get(name):
            built = build(self._module)
            setattr(self, name, built)
            return built
        if name in self._layer.interface():
            raise ConfigurationError(
                f"{self._asked}: the module {_name_of(self._module)} has no {name}, and bizkit can't build it from"
                f" {_listed(self._layer.required)}. Write {name} in that module, or choose"
                f" {self._layer.name} that have it: {_listed(self._layer.twins, 'or')}."
            )
        raise AttributeError(f"the {self._layer.name} {_name_of(self._module)} have no {name!r}")

    def _builders(self) -> Mapping[str, Callable[[ModuleType], object]]:
        adapter = self._layer.adapter
        return {} if adapter is None else importlib.import_module(adapter).BUILDERS

    def __repr__(self) -> str:
        return f"<the {self._layer.name} {_name_of(self._module)}>"


WRAPPERS: Layer[WrappersInterface] = Layer(
    name="wrappers",
    twins={"by_hand": "bizkit.wrappers.by_hand", "werkzeug": "bizkit.wrappers.on_werkzeug"},
    required=("Request", "Response"),
    adapter="bizkit.wrappers.adapter",
)

LAYERS: dict[str, Layer[Any]] = {layer.name: layer for layer in (WRAPPERS,)}
"""The one table of layers, by name."""


class Layers:
    """The layers of one application: ``layers["wrappers"].Request``.

    Keywords choose them by name. What is chosen this way is loaded at once, so that a mistake shows where it is made;
    each of the others is what its setting says when it is first asked for. Raises TypeError for the name of no layer,
    and what `Layer.load` raises.
    """

    def __init__(self, **choices: Choice) -> None:
        for name in choices:
            if name not in LAYERS:
                near = difflib.get_close_matches(name, LAYERS, n=1)
                hint = f" Did you mean {near[0]!r}?" if near else ""
                raise TypeError(f"There is no layer {name!r}: the layers are {_listed(LAYERS)}.{hint}")
        self._loaded = {name: LAYERS[name].load(choice) for name, choice in choices.items() if choice}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = LAYERS[name].load()
        return self._loaded[name]


def add_options(parser: ArgumentParser, names: Iterable[str] | None = None) -> None:
    """Give ``parser`` one option per layer, such as ``--wrappers``; only of the layers in ``names`` if it is given."""
    for name in LAYERS if names is None else names:
        layer = LAYERS[name]
        parser.add_argument(
            layer.option,
            metavar="MODULE",
            help=f"the {layer.name} to use: {layer.choices} (default: ${layer.setting}, or {layer.default})",
        )


def settings(options: Namespace) -> dict[str, str]:
    """The environment variables that say what the options of `add_options` chose."""
    chosen = {layer.setting: getattr(options, layer.name, None) for layer in LAYERS.values()}
    return {setting: choice for setting, choice in chosen.items() if choice}


def _listed(names: Iterable[str], word: str = "and") -> str:
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def _name_of(module: object) -> str:
    return str(getattr(module, "__name__", None) or repr(module))

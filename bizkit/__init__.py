"""bizkit: the framework that the workshop leads to. Every layer of it exists twice, behind one interface.

    from bizkit import App, Response

    def hello(request):
        return Response("<h1>Hello, PyCon</h1>")

    application = App(hello)

`Request`, `Response`, `redirect`, `send_file` and `send_from_directory` are those of the layer that ``BIZKIT_WRAPPERS``
names, and `abort` answers with an HTTP error. All names are looked up when they are asked for: ``import bizkit`` costs
next to nothing. The framework, which finds your view by ``BIZKIT_APP``, is what a server calls
``bizkit.application:application``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bizkit.application import App, wsgify
    from bizkit.exceptions import abort
    from bizkit.wrappers.by_hand import Request, Response, redirect, send_file, send_from_directory

__all__ = ["App", "Request", "Response", "abort", "redirect", "send_file", "send_from_directory", "wsgify"]


def __getattr__(name: str) -> Any:
    if name in ("Request", "Response", "redirect", "send_file", "send_from_directory"):
        from bizkit import config, wrappers

        return getattr(wrappers.load(config.wrappers()), name)
    if name in ("App", "wsgify"):
        from bizkit import application

        return getattr(application, name)
    if name == "abort":
        from bizkit import exceptions

        return exceptions.abort
    raise AttributeError(f"module 'bizkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

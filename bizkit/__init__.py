"""bizkit: the framework that the workshop leads to. Every layer of it exists twice, behind one interface.

    from bizkit import App, Response

    def hello(request):
        return Response("<h1>Hello, PyCon</h1>")

    application = App(hello)

`Request` and `Response` are those of the layer that ``BIZKIT_WRAPPERS`` names. All names are looked up when they are
asked for, so that ``import bizkit`` costs next to nothing. The framework, which finds your view by ``BIZKIT_APP``, is
what a server calls ``bizkit.application:application``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bizkit.application import App, wsgify
    from bizkit.wrappers.by_hand import Request, Response

__all__ = ["App", "Request", "Response", "wsgify"]


def __getattr__(name: str) -> Any:
    if name in ("Request", "Response"):
        from bizkit import config, wrappers

        return getattr(wrappers.load(config.wrappers()), name)
    if name in ("App", "wsgify"):
        from bizkit import application

        return getattr(application, name)
    raise AttributeError(f"module 'bizkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""bizkit: the framework that the workshop leads to. Each of its layers exists twice, behind one interface.

    from bizkit import App, Response

    def hello(request):
        return Response("<h1>Hello, PyCon</h1>")

    application = App(hello)

`Request`, `Response`, `redirect`, `send_file` and `send_from_directory` come from the module that ``BIZKIT_WRAPPERS``
names, and `abort` answers with an HTTP error. Each name is looked up when you first ask for it, so ``import bizkit``
costs next to nothing. A server finds the framework at ``bizkit.application:application``, and the framework finds your
view by ``BIZKIT_APP``.
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
        from bizkit.layers import WRAPPERS

        return getattr(WRAPPERS.load(), name)
    if name in ("App", "wsgify"):
        from bizkit import application

        return getattr(application, name)
    if name == "abort":
        from bizkit import exceptions

        return exceptions.abort
    raise AttributeError(f"module 'bizkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

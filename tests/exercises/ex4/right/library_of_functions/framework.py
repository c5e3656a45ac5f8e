"""App is a function that returns a function; `run` hangs on that."""

import os

from werkzeug import serving
from werkzeug.wrappers import Request, Response


def App(view):
    if not hasattr(view, "__call__"):  # noqa: B004
        raise ValueError("a view is something callable")

    @Request.application
    def application(request):
        return view(request)

    application.run = lambda: serving.run_simple("127.0.0.1", int(os.environ.get("PORT", 8000)), application)
    return application


__all__ = ["App", "Response"]

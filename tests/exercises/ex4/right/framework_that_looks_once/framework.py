"""A framework that looks its app up once, when it is imported, and answers with an error page if it must."""

import os
import pkgutil
import traceback

from werkzeug.wrappers import Request, Response

APP = os.environ.get("BIZKIT_APP")


def look_up(name):
    if not name or not all(name.partition(":")):
        raise ValueError("Which app?")
    view = pkgutil.resolve_name(name)
    if not callable(view):
        raise TypeError(f"{name.partition(':')[2]} is not callable")
    return view


def error_page(text):
    page = Response(f"BIZKIT_APP={APP} has to look like module:view, and name a view.\n{text}", 500)
    return lambda request: page


VIEW = None


@Request.application
def application(request):
    global VIEW
    if VIEW is None:
        try:
            VIEW = look_up(APP)
        except Exception:
            VIEW = error_page(traceback.format_exc())
    return VIEW(request)

"""The same page on Werkzeug, and both of its objects for whoever asks this module for them.

https://werkzeug.palletsprojects.com/en/stable/wrappers/
"""

from html import escape

from werkzeug import wrappers
from werkzeug.wrappers import Request

__all__ = ["Request", "Response", "application"]


class Response(wrappers.Response):
    """Werkzeug's, but for the media type: its default is text/plain."""

    # region default
    default_mimetype = "text/html"
    # endregion default


# region decorator
@Request.application  # Werkzeug's wsgify  # task 3.7
def application(request: Request) -> Response:
    """Greet whom the query names."""
    # endregion decorator
    name = request.args.get("name", "").strip() or "PyCon"
    page = f'<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, {escape(name)}</h1>\n</html>\n'
    return Response(page)

"""A page that greets its visitor: WSGI by hand, without a framework.

https://peps.python.org/pep-3333/#the-application-framework-side
"""

from html import escape  # task 2.4
from urllib.parse import parse_qs  # task 2.3


# region 2.1
# region application
# region signature
def application(environ, start_response):
    """The WSGI application: a server calls it once for each request."""
    # endregion signature
    page = greeting(visitor(environ)).encode("utf-8")  # task 2.4-page
    # region 2.2
    # region head
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))]
    start_response("200 OK", headers)
    # endregion 2.2
    return [page]
    # endregion head


# endregion application
# endregion 2.1


# region 2.3
# region visitor
def visitor(environ):
    """Whom to greet: the first ``name`` in the query, "PyCon" where it is missing or blank."""
    # PEP 3333: QUERY_STRING is
    # "The portion of the request URL that follows the “?”, if any. May be empty or absent."
    query = environ.get("QUERY_STRING", "")
    # region 2.4
    # A str in the environ holds bytes, each as a character of latin-1 (PEP 3333, Unicode Issues).
    query = query.encode("latin-1").decode("utf-8", "replace")
    # endregion 2.4
    names = parse_qs(query, errors="replace").get("name", [""])
    return names[0].strip() or "PyCon"


# endregion visitor
# endregion 2.3


# region 2.4
# region greeting
def greeting(name):
    """The page that greets ``name``.

    Whatever a visitor typed is text in it, never a part of the page.
    """
    start = '<!doctype html>\n<html lang="en">\n<title>Hello</title>\n'
    return f"{start}<h1>Hello, {escape(name)}</h1>\n</html>\n"


# endregion greeting
# endregion 2.4

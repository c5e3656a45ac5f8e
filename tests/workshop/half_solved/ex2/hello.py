"""A page that greets its visitor: WSGI by hand, without a framework.

https://peps.python.org/pep-3333/#the-application-framework-side

Do one task after the other. Each TODO goes, with its `raise`, when you write what it asks for.
"""


def application(environ, start_response):
    """The WSGI application: a server calls it once for each request.

    environ: a dict; what the visitor sent is in it, as strings.
    start_response(status, headers): a function, to be called before the page goes out.
        status: a str such as "404 Not Found"; headers: a list of (name, value) pairs of str.
    Returns the page: a list (or another iterable) of bytes.
    """
    page = b"<h1>Hello, PyCon</h1>"
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [page]


def visitor(environ):
    """Whom to greet: the first `name` in the query, "PyCon" where there is none or a blank one.

    https://peps.python.org/pep-3333/#environ-variables (QUERY_STRING)
    """
    # TODO 2.3: read the name out of the query, and let application() greet visitor(environ)
    raise NotImplementedError("TODO 2.3: read the name out of the query, and let application() greet visitor(environ)")


def greeting(name):
    """The page that greets `name`, as a str. Whatever a visitor typed is text in it, never a part of the page."""
    # TODO 2.4: put the name into the page as text, and let application() send greeting(…)
    raise NotImplementedError("TODO 2.4: put the name into the page as text, and let application() send greeting(…)")

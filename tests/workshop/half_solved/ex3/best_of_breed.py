"""The same page on Werkzeug: from werkzeug.wrappers import Request, Response

https://werkzeug.palletsprojects.com/en/stable/wrappers/
"""


def application(environ, start_response):
    """A WSGI application. Greets whom the query names, as hello.py does."""
    # TODO 3.7: put a view in the place of this function, with Werkzeug's Request, Response and wsgify
    raise NotImplementedError("TODO 3.7: put a view in the place of this function, on Werkzeug's Request and Response")

"""Request and response as objects: WSGI on one side, a view that knows nothing of it on the other.

https://peps.python.org/pep-3333/ and https://www.rfc-editor.org/rfc/rfc9110

Write them by hand, or put Werkzeug's in their place: README.md says what speaks for each.
"""


class Request:
    """What a visitor asks for, read out of the environ of PEP 3333. No visitor can make it raise."""

    def __init__(self, environ):
        self.environ = environ

    @property
    def method(self):
        """`"GET"`, `"POST"`, …"""
        # TODO 3.1: read the method, the path and the query out of the environ
        raise NotImplementedError("TODO 3.1: read the method out of the environ")

    @property
    def path(self):
        """The path as text, as in `"/café"`: UTF-8, which PEP 3333 shows you as latin-1."""
        raise NotImplementedError("TODO 3.1: read the path out of the environ, as text")

    @property
    def query_string(self):
        """The query just as it was sent, with all its percent signs: bytes, as Werkzeug has it, or a str."""
        raise NotImplementedError("TODO 3.1: read the query out of the environ")

    @property
    def args(self):
        """What the query says: `args["a"]` and `args.get("a")` give the first value, `args.getlist("a")` all."""
        # TODO 3.2: give an object with [], get and getlist
        raise NotImplementedError("TODO 3.2: give an object with [], get and getlist")

    @property
    def headers(self):
        """The header fields, their names in any case: `headers["user-agent"]`, `headers.get(name)`."""
        # TODO 3.3: find the header fields in the environ; then the content, and what a form in it says
        raise NotImplementedError("TODO 3.3: find the header fields in the environ")

    def get_data(self):
        """The content as bytes: as many as Content-Length says, and no more. The same when it is asked again."""
        raise NotImplementedError("TODO 3.3: read the content from wsgi.input, and keep it")

    @property
    def form(self):
        """What a form sent as application/x-www-form-urlencoded says, with the methods of args. Else it is empty."""
        raise NotImplementedError("TODO 3.3: read the form out of the content")


class Response:
    """What a visitor gets. It is a WSGI application itself.

    response: a str, bytes, or an iterable of bytes, which is passed on as it comes.
    status: a code such as 404, or a code and its reason such as "404 Not Found".
    headers: a list of pairs. mimetype: "text/html" where neither it nor a Content-Type is given.

    `.status` is then "404 Not Found", `.status_code` 404. `.headers` can be read, and a header set, by [].
    """

    def __init__(self, response=b"", status=200, headers=None, mimetype=None):
        # TODO 3.4: keep what a response is made of; then send it, in __call__
        raise NotImplementedError("TODO 3.4: keep what a response is made of")

    def __call__(self, environ, start_response):
        raise NotImplementedError("TODO 3.4: call start_response, and return the content as an iterable of bytes")


def wsgify(view):
    """Turn `view(request) -> Response` into a WSGI application."""
    # TODO 3.5: return a function of (environ, start_response) that calls the view
    raise NotImplementedError("TODO 3.5: return a function of (environ, start_response) that calls the view")

"""The application is a generator: what it opens, its finally closes (it is always begun by a server)."""

from solutions.ex3.http_objects import Request
from solutions.ex3.http_objects import Response as Base


class Response(Base):
    """Given a list of pairs or a mapping, as the reference."""

    # region closing
    def __call__(self, environ, start_response):
        start_response(self.status, self.headers.items())
        try:
            yield from self.response
        finally:
            if hasattr(self.response, "close"):
                self.response.close()

    # endregion closing


def wsgify(view):
    def application(environ, start_response):
        yield from view(Request(environ))(environ, start_response)

    return application

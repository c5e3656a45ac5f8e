"""The demo application of the standard library, ready for any WSGI server.

https://docs.python.org/3/library/wsgiref.html#module-wsgiref.simple_server
"""

import contextlib
from wsgiref import simple_server


def demo_app(environ, start_response):
    """A WSGI application: wsgiref's own, under a name that a server can find here."""
    # TODO 1.2: hand the call over to simple_server.demo_app, and return what it returns
    raise NotImplementedError("TODO 1.2: hand the call over to simple_server.demo_app, and return what it returns")


def main():
    """Serve simple_server.demo_app on 127.0.0.1 until it is stopped.

    The port is the environment variable PORT, or 8000 where it is not set.
    """
    # TODO 1.1: make a server with simple_server.make_server, and let it serve for ever
    raise NotImplementedError("TODO 1.1: make a server with simple_server.make_server, and let it serve for ever")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C ends it without a traceback
        main()

"""The demo application of the standard library, ready for any WSGI server.

https://docs.python.org/3/library/wsgiref.html#module-wsgiref.simple_server
"""

import contextlib
import os
from wsgiref import simple_server


def demo_app(environ, start_response):
    """A WSGI application: wsgiref's own, under a name that a server can find here."""
    return simple_server.demo_app(environ, start_response)


def main():
    """Serve simple_server.demo_app on 127.0.0.1 until it is stopped.

    The port is the environment variable PORT, or 8000 where it is not set.
    """
    port = int(os.environ.get("PORT", 8000))
    simple_server.make_server("127.0.0.1", port, demo_app).serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C ends it without a traceback
        main()

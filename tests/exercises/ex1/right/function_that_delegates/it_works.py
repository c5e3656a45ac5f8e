"""demo_app is a function of one's own that hands the call over; the server listens on all addresses."""

import os
import sys
from wsgiref import simple_server


def demo_app(environ, start_response):
    return simple_server.demo_app(environ, start_response)


def main():
    httpd = simple_server.make_server("", int(os.getenv("PORT", 8000)), demo_app)
    sys.stderr.write(f"listening on {httpd.server_port}\n")
    while True:
        httpd.handle_request()


if __name__ == "__main__":
    sys.exit(main())

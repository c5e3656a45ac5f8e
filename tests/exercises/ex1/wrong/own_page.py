# file: it_works.py
# fails: 1.1
# says: Another page.
# It is a page, but not the one that shows the environ.

import os
from wsgiref.simple_server import make_server


def demo_app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello there!"]


if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ.get("PORT", 8000)), demo_app).serve_forever()

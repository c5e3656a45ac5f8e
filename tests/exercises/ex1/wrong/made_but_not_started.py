# file: it_works.py
# fails: 1.1
# says: The command ended with exit status 0.
# The server is made, and never told to serve.

import os
from wsgiref.simple_server import demo_app, make_server

if __name__ == "__main__":
    server = make_server("127.0.0.1", int(os.environ.get("PORT", 8000)), demo_app)

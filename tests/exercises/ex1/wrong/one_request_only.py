# file: it_works.py
# fails: 1.1
# says: handle_request() serves one request and ends
# It serves the first visitor and goes home.

import os
from wsgiref.simple_server import demo_app, make_server

if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ.get("PORT", 8000)), demo_app).handle_request()

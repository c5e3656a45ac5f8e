# file: it_works.py
# fails: 1.1
# hangs: the port that it was told stays silent
# says: It seems to serve on 8000 whatever PORT says.
# The port is written down, and PORT is not read.

from wsgiref.simple_server import demo_app, make_server

if __name__ == "__main__":
    print("Serving on port 8000", flush=True)
    make_server("127.0.0.1", 8000, demo_app).serve_forever()

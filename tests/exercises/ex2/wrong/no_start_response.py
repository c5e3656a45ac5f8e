# file: hello.py
# fails: 2.2
# says: start_response was never called.
# The page is returned, and its status and headers never sent.


def application(environ, start_response):
    return [b"<h1>Hello, PyCon</h1>"]

# file: hello.py
# fails: 2.2
# says: bytes that are not in a list
# Looping over bytes gives numbers.


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return b"<h1>Hello, PyCon</h1>"

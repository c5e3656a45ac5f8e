# file: hello.py
# fails: 2.2
# says: start_response was called only after 1 chunk(s)
# A generator that remembers its headers after the page.


def application(environ, start_response):
    yield b"<h1>Hello, PyCon</h1>"
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])

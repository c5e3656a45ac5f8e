# file: hello.py
# fails: 2.2
# says: Content-Type: text/html
# The browser has to guess the encoding.


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html")])
    return [b"<h1>Hello, PyCon</h1>"]

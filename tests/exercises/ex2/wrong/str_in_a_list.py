# file: hello.py
# fails: 2.2
# says: A piece of the body is a str
# The list is there, the encoding is not.


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return ["<h1>Hello, PyCon</h1>"]

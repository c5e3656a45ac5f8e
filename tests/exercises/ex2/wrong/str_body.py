# file: hello.py
# fails: 2.2
# says: The application returned a str.
# The page itself is returned: the server sends it letter by letter, and each is a str.


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return "<h1>Hello, PyCon</h1>"

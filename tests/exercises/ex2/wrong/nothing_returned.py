# file: hello.py
# fails: 2.1
# says: The application returned None.
# The page is made, and not returned.


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    [b"<h1>Hello, PyCon</h1>"]

# file: hello.py
# fails: 2.1
# says: Text without any HTML element
# The header says HTML, the body has none.


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"Hello, PyCon"]

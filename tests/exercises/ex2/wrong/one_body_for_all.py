# file: hello.py
# fails: 2.1
# says: Text without any HTML element: ''
# One iterator for all visitors: the second one finds it empty.

BODY = iter([b"<h1>Hello, PyCon</h1>"])


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return BODY

# file: hello.py
# fails: 2.2
# says: The status is '200'.
# A code without a reason.


def application(environ, start_response):
    start_response("200", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<h1>Hello, PyCon</h1>"]

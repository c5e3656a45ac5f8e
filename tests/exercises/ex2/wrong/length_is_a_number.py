# file: hello.py
# fails: 2.2
# says: ('Content-Length', 21)
# A header's value is a str, also when it is a number.


def application(environ, start_response):
    page = b"<h1>Hello, PyCon</h1>"
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", len(page))])
    return [page]

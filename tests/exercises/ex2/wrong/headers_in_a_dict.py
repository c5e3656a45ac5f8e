# file: hello.py
# fails: 2.2
# says: The headers are a dict
# A dict is not the list that PEP 3333 asks for.


def application(environ, start_response):
    start_response("200 OK", {"Content-Type": "text/html; charset=utf-8"})
    return [b"<h1>Hello, PyCon</h1>"]

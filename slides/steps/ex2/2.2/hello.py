def application(environ, start_response):
    """The WSGI application: a server calls it once for each request."""
    page = b'<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, PyCon</h1>\n</html>\n'
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))]
    start_response("200 OK", headers)
    return [page]

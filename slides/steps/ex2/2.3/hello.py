def application(environ, start_response):
    """The WSGI application: a server calls it once for each request."""
    name = visitor(environ)
    page = f'<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, {name}</h1>\n</html>\n'.encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))]
    start_response("200 OK", headers)
    return [page]


def visitor(environ):
    """Whom to greet: the first ``name`` in the query, "PyCon" where it is missing or blank."""
    query = environ.get("QUERY_STRING", "")
    names = parse_qs(query).get("name", [""])
    return names[0].strip() or "PyCon"

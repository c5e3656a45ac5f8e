def hello(request: Request) -> Response:
    """Greet everybody."""
    page = '<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, PyCon</h1>\n</html>\n'
    return Response(page)

"""An app, and nothing else: a view that knows a request and a response, and no WSGI."""

from html import escape

from .framework import App, Request, Response


def hello(request: Request) -> Response:
    """Greet whom the query names."""
    name = request.args.get("name", "").strip() or "PyCon"
    page = f'<!doctype html>\n<html lang="en">\n<title>Hello</title>\n<h1>Hello, {escape(name)}</h1>\n</html>\n'
    return Response(page)


# region entry
application = App(hello)  # task 4.1

# region 4.2
if __name__ == "__main__":
    application.run()
# endregion 4.2
# endregion entry

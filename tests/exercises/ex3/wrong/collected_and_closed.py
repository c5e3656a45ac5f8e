# file: http_objects.py
# fails: 3.5
# says: had been made
# The whole content is collected, so that it can be closed; the server waits for the last chunk before the first.

from solutions.ex3.http_objects import Request, Response  # noqa: F401


def wsgify(view):
    def application(environ, start_response):
        body = view(Request(environ))(environ, start_response)
        chunks = list(body)
        if hasattr(body, "close"):
            body.close()
        return chunks

    return application

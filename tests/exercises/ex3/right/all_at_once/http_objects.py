"""Everything is read in the constructor; the names of things are one's own; the response is a generator."""

import http
import io
import re
import urllib.parse


class Many(dict):
    """A dict of lists that shows the first of each."""

    def __getitem__(self, key):
        return dict.__getitem__(self, key)[0]

    def get(self, key, default=None):
        return self[key] if key in self else default

    def getlist(self, key):
        return dict.get(self, key, [])


class Fields(dict):
    """Header fields, kept under their names in lower case; a repeated one in a list."""

    def __init__(self, pairs=()):
        super().__init__()
        for key, value in pairs:
            self.setdefault(key.lower(), []).append((key, value))

    def __getitem__(self, key):
        return super().__getitem__(key.lower())[0][1]

    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), [(key, str(value))])

    def __contains__(self, key):
        return super().__contains__(key.lower())

    def get(self, key, default=None):
        return self[key] if key in self else default


def parse(text):
    return Many(urllib.parse.parse_qs(text, True, errors="replace"))


class Request:
    def __init__(self, environ):
        self.method = environ.get("REQUEST_METHOD", "GET")
        self.path = urllib.parse.unquote(urllib.parse.quote(environ.get("PATH_INFO", ""), encoding="latin-1")) or "/"
        self.query_string = environ.get("QUERY_STRING", "")
        self.args = parse(self.query_string)
        self.headers = Fields(
            (key.replace("HTTP_", "", 1).replace("_", "-"), value)
            for key, value in environ.items()
            if re.match("HTTP_|CONTENT_(TYPE|LENGTH)$", key)
        )
        size = environ.get("CONTENT_LENGTH") or "0"
        body = io.BytesIO()
        for _ in range(int(size) if size.isdigit() else 0):
            body.write(environ["wsgi.input"].read(1))
        self.get_data = body.getvalue
        kind = self.headers.get("content-type", "").lower()
        is_form = re.match(r"application/x-www-form-urlencoded\s*(;|$)", kind)
        self.form = parse(body.getvalue().decode("utf-8", "replace") if is_form else "")


class Response:
    def __init__(self, response=b"", status=200, headers=(), mimetype="text/html; charset=utf-8"):
        if isinstance(status, int):
            phrases = {each.value: each.phrase for each in http.HTTPStatus}
            status = f"{status} {phrases.get(status, 'Unheard Of')}"
        self.status = status
        self.headers = Fields(dict(headers).items() if isinstance(headers, dict) else headers)
        if mimetype == "text/plain":
            mimetype += "; charset=utf-8"
        if "content-type" not in self.headers:
            self.headers["Content-Type"] = mimetype
        self.body = response.encode() if isinstance(response, str) else response
        if isinstance(self.body, bytes):
            self.headers["Content-Length"] = len(self.body)
            self.body = (self.body,)

    @property
    def status_code(self):
        return int(self.status.split()[0])

    def __call__(self, environ, start_response):
        start_response(self.status, [pair for pairs in self.headers.values() for pair in pairs])
        return Closing(self.body)


class Closing:
    def __init__(self, body):
        self.body = body

    def __iter__(self):
        yield from self.body

    def close(self):
        if close := getattr(self.body, "close", None):
            close()


class wsgify:
    """A decorator that is a class."""

    def __init__(self, view):
        self.view = view

    def __call__(self, environ, start_response):
        response = self.view(Request(environ))
        return response(environ, start_response)

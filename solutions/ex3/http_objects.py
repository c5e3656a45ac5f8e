"""Request and response as objects: WSGI on one side, a view that knows nothing of it on the other.

By hand, on the standard library alone. The names are Werkzeug's, and so are their meanings.

https://peps.python.org/pep-3333/
https://www.rfc-editor.org/rfc/rfc9110
"""

from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qsl

URL_ENCODED = "application/x-www-form-urlencoded"


class MultiDict(Mapping):
    """Names and their values, where a name may come more than once: ``[]`` and ``get`` give the first value."""

    def __init__(self, pairs):
        self._values = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    @classmethod
    def from_url_encoded(cls, text):
        """What a query or a form says, as in ``a=1&a=2&b=Zo%C3%AB+x``. Bytes that are not UTF-8 become U+FFFD."""
        return cls(parse_qsl(text, keep_blank_values=True, errors="replace"))

    def __getitem__(self, name):
        return self._values[name][0]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def getlist(self, name):
        """All values of ``name`` in the order in which they came; an empty list where there is none."""
        return list(self._values.get(name, []))


class EnvironHeaders(Mapping):
    """The header fields of a request, in the places where PEP 3333 keeps them. Names in any case (RFC 9110, 5.1)."""

    WITHOUT_PREFIX = ("CONTENT_TYPE", "CONTENT_LENGTH")  # CGI gave them names of their own (RFC 3875, 4.1)

    def __init__(self, environ):
        self._environ = environ

    def __getitem__(self, name):
        key = name.upper().replace("-", "_")
        return self._environ[key if key in self.WITHOUT_PREFIX else f"HTTP_{key}"]

    def __iter__(self):
        for key in self._environ:
            if key.startswith("HTTP_") or key in self.WITHOUT_PREFIX:
                yield key.removeprefix("HTTP_").replace("_", "-").title()

    def __len__(self):
        return sum(1 for _ in self)


class Request:
    """What a visitor asks for. Each part is read when somebody asks for it, and kept."""

    def __init__(self, environ):
        self.environ = environ

    @property
    def method(self):
        """``"GET"``, ``"POST"``, …"""
        return self.environ["REQUEST_METHOD"]

    @cached_property
    def path(self):
        """The path as text. It begins with one slash: a link to ``//evil`` would lead to another host."""
        # The server has undone the percent signs; each byte came as one character of latin-1 (PEP 3333).
        path = self.environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        return "/" + path.lstrip("/")

    @property
    def query_string(self):
        """The query as it was sent: bytes, with all its percent signs."""
        return self.environ.get("QUERY_STRING", "").encode("latin-1")

    @cached_property
    def args(self):
        """What the query says, as a `MultiDict`."""
        return MultiDict.from_url_encoded(self.query_string.decode("utf-8", "replace"))

    @cached_property
    def headers(self):
        """The header fields, their names in any case."""
        return EnvironHeaders(self.environ)

    def get_data(self):
        """The content of the request, as bytes."""
        return self._content

    @cached_property
    def _content(self):
        # RFC 9110, 8.6: "Content-Length = 1*DIGIT". What is anything else promises no content.
        length = self.environ.get("CONTENT_LENGTH", "")
        missing = int(length) if length.isascii() and length.isdigit() else 0
        chunks = []
        # A stream may give less than it was asked for. After Content-Length bytes it may never give anything.
        while missing and (chunk := self.environ["wsgi.input"].read(missing)):
            chunks.append(chunk)
            missing -= len(chunk)
        return b"".join(chunks)

    @cached_property
    def form(self):
        """What a URL-encoded form says, as a `MultiDict`; an empty one for any other content."""
        media_type = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        content = self.get_data() if media_type == URL_ENCODED else b""
        return MultiDict.from_url_encoded(content.decode("utf-8", "replace"))


class Headers:
    """The header fields of a response in their order. Names in any case; a field may be repeated, as Set-Cookie is."""

    def __init__(self, fields=()):
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        self._fields = [(one_line(name), one_line(value)) for name, value in pairs]

    def getlist(self, name):
        """The values of all fields of this name."""
        return [value for other, value in self._fields if other.lower() == name.lower()]

    def get(self, name, default=None):
        """The value of the first field of this name, ``default`` where there is none."""
        return next(iter(self.getlist(name)), default)

    def __contains__(self, name):
        return bool(self.getlist(name))

    def __getitem__(self, name):
        if name not in self:
            raise KeyError(name)
        return self.get(name)

    def __setitem__(self, name, value):
        others = [(other, old) for other, old in self._fields if other.lower() != name.lower()]
        self._fields = [*others, (one_line(name), one_line(value))]

    def items(self):
        """All fields as a list of pairs, as `start_response` wants them."""
        return list(self._fields)


class Response:
    """What a visitor gets. It is a WSGI application itself.

    ``response`` is the content: a str, bytes, or an iterable of them, which is passed on as it comes. ``status`` is a
    code such as 404, or a code with a reason such as "404 Not Found". ``headers`` is a mapping or a list of pairs.
    """

    def __init__(self, response=None, status=200, headers=None, mimetype=None):
        if response is None or isinstance(response, (str, bytes)):
            response = [response or b""]
        self.response = [to_bytes(part) for part in response] if isinstance(response, (list, tuple)) else response
        self.status = status
        self.headers = Headers(headers or ())
        if mimetype or "Content-Type" not in self.headers:
            mimetype = mimetype or "text/html"
            charset = "; charset=utf-8" if mimetype.startswith("text/") else ""
            self.headers["Content-Type"] = mimetype + charset
        if isinstance(self.response, list) and "Content-Length" not in self.headers:
            self.headers["Content-Length"] = str(sum(map(len, self.response)))

    @property
    def status(self):
        """The code and its reason, as in ``"404 Not Found"``. Settable, as is `status_code`."""
        return self._status

    @status.setter
    def status(self, status):
        code, _, reason = str(status).strip().partition(" ")
        if not (len(code) == 3 and code.isascii() and code.isdigit()):
            raise ValueError(f"A status begins with a code of three digits, as '404 Not Found' does. Got {status!r}")
        self._status = one_line(f"{code} {reason or reason_of(int(code))}")

    @property
    def status_code(self):
        """The code alone, as in ``404``."""
        return int(self._status[:3])

    @status_code.setter
    def status_code(self, code):
        self.status = code

    def __call__(self, environ, start_response):
        start_response(self.status, self.headers.items())
        return self.response if isinstance(self.response, list) else EncodedParts(self.response)


class EncodedParts:
    """An iterable passed on part by part: each str as UTF-8, and `close` to whom it belongs.

    Not a generator: one that was never begun ends without its ``finally``.
    """

    def __init__(self, parts):
        self._parts = parts

    def __iter__(self):
        return map(to_bytes, self._parts)

    def close(self):
        """The server calls this when it is done, also when a visitor left early (PEP 3333)."""
        if hasattr(self._parts, "close"):
            self._parts.close()


def wsgify(view):
    """Turn ``view(request) -> Response`` into a WSGI application."""

    def application(environ, start_response):
        response = view(Request(environ))
        return response(environ, start_response)

    return application


def to_bytes(part):
    """A part of the content as it is sent."""
    return part.encode("utf-8") if isinstance(part, str) else part


def one_line(text):
    """``text`` as a str for the head of a response. Raises ValueError when it would break out of its line."""
    text = str(text)
    # PEP 3333: a header value "must not include any control characters, including carriage returns or linefeeds".
    if any(character < " " or character == "\x7f" for character in text):
        raise ValueError(f"A status, and a header's name and value, is one line without control characters: {text!r}")
    return text


def reason_of(code):
    """The reason that goes with a status code: "Not Found" for 404."""
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "UNKNOWN"

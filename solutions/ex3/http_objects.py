"""Request and response as objects: WSGI on one side, a view that knows nothing of it on the other.

By hand, on the standard library alone. The names are Werkzeug's, and so are their meanings.

https://peps.python.org/pep-3333/
https://www.rfc-editor.org/rfc/rfc9110
"""

from collections.abc import Callable, Iterable, Iterator, Mapping  # task 3.2
from http import HTTPStatus  # task 3.4
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl  # task 3.2
from wsgiref.headers import Headers  # task 3.4
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

if TYPE_CHECKING:
    cached_property = property  # to a type checker, a value that is computed once is a property like any other
else:
    from functools import cached_property

URL_ENCODED = "application/x-www-form-urlencoded"  # task 3.3


# region 3.2
class MultiDict(Mapping[str, str]):
    """Names and their values, where a name may come more than once: ``[]`` and ``get`` give the first value."""

    # region values
    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    # endregion values

    @classmethod
    def from_url_encoded(cls, text: str) -> Self:
        """What a query or a form says, as in ``a=1&a=2&b=Zo%C3%AB+x``. Bytes that are not UTF-8 become U+FFFD."""
        # region pairs
        return cls(parse_qsl(text, keep_blank_values=True, errors="replace"))
        # endregion pairs

    # region mapping
    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    # endregion mapping

    def getlist(self, name: str) -> list[str]:
        """All values of ``name`` in the order in which they came; an empty list where there is none."""
        return list(self._values.get(name, []))


# endregion 3.2


# region 3.3
class EnvironHeaders:
    """The header fields of a request, in the places where PEP 3333 keeps them. Names in any case (RFC 9110, 5.1)."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        # region header
        key = name.upper().replace("-", "_")
        # Two of them have names of their own, which CGI gave them (RFC 3875, 4.1).
        return str(self._environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"])
        # endregion header

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of the field, ``default`` where there is none."""
        try:
            return self[name]
        except KeyError:
            return default


# endregion 3.3


# region 3.1
class Request:
    """What a visitor asks for. Each part is read when somebody asks for it, and kept."""

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ

    @property
    def method(self) -> str:
        """``"GET"``, ``"POST"``, …"""
        return str(self.environ["REQUEST_METHOD"])

    @cached_property
    def path(self) -> str:
        """The path as text. It begins with one slash: a link to ``//evil`` would lead to another host."""
        # region path
        # The server has undone the percent signs; each byte came as one character of latin-1 (PEP 3333).
        path: str = self.environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        return "/" + path.lstrip("/")
        # endregion path

    @property
    def query_string(self) -> bytes:
        """The query as it was sent: bytes, with all its percent signs."""
        query: str = self.environ.get("QUERY_STRING", "")
        return query.encode("latin-1")

    # endregion 3.1

    # region 3.2
    @cached_property
    def args(self) -> MultiDict:
        """What the query says, as a `MultiDict`."""
        return MultiDict.from_url_encoded(self.query_string.decode("utf-8", "replace"))

    # endregion 3.2

    # region 3.3
    @cached_property
    def headers(self) -> EnvironHeaders:
        """The header fields, their names in any case."""
        return EnvironHeaders(self.environ)

    def get_data(self) -> bytes:
        """The content of the request, as bytes."""
        return self._content

    # region content
    @cached_property
    def _content(self) -> bytes:
        # RFC 9110, 8.6: "Content-Length = 1*DIGIT". What is anything else promises no content.
        length = self.environ.get("CONTENT_LENGTH", "")
        missing = int(length) if length.isascii() and length.isdigit() else 0
        chunks = []
        # A stream may give less than it was asked for. Past Content-Length it may never answer.
        while missing and (chunk := self.environ["wsgi.input"].read(missing)):
            chunks.append(chunk)
            missing -= len(chunk)
        return b"".join(chunks)

    # endregion content

    @cached_property
    def form(self) -> MultiDict:
        """What a URL-encoded form says, as a `MultiDict`; an empty one for any other content."""
        media_type = (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        content = self.get_data() if media_type == URL_ENCODED else b""
        return MultiDict.from_url_encoded(content.decode("utf-8", "replace"))

    # endregion 3.3


# region 3.4
class Response:
    """What a visitor gets. It is a WSGI application itself.

    ``response`` is the content: a str, bytes, or an iterable of bytes, which is passed on as it comes. ``status`` is a
    code such as 404, or a code with a reason such as "404 Not Found". ``headers`` is a mapping or a list of pairs.
    """

    def __init__(
        self,
        response: str | bytes | Iterable[bytes] = b"",
        status: int | str = 200,
        headers: Mapping[str, str] | list[tuple[str, str]] | None = None,
        mimetype: str | None = None,
    ) -> None:
        # region response
        if isinstance(status, int):
            status = f"{status} {HTTPStatus(status).phrase}"
        self.status = status
        # The standard library has a class for this: names in any case, and Set-Cookie may be there twice.
        self.headers = Headers(list(headers.items() if isinstance(headers, Mapping) else headers or ()))
        if mimetype or "Content-Type" not in self.headers:
            mimetype = mimetype or "text/html"
            charset = "; charset=utf-8" if mimetype.startswith("text/") else ""
            self.headers["Content-Type"] = mimetype + charset
        if isinstance(response, str):
            response = response.encode("utf-8")
        if isinstance(response, bytes):
            self.headers["Content-Length"] = str(len(response))
            response = [response]
        self.response = response
        # endregion response

    @property
    def status_code(self) -> int:
        """The code alone, as in ``404``."""
        return int(self.status[:3])

    # region send
    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers.items())
        # The server iterates, and in the end calls close() on what it got (PEP 3333):
        # so it gets the iterable itself.
        return self.response

    # endregion send


# endregion 3.4


# region 3.5
def wsgify(view: Callable[[Request], WSGIApplication]) -> WSGIApplication:
    """Turn ``view(request) -> Response`` into a WSGI application."""

    # region wsgify
    def application(
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        response = view(Request(environ))
        return response(environ, start_response)

    return application
    # endregion wsgify


# endregion 3.5

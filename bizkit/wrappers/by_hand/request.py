"""What the client asked for, read from a WSGI environment (PEP 3333), and only what somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from bizkit.datastructures import EnvironHeaders, ImmutableMultiDict, parse_date
from bizkit.wrappers.by_hand import urls
from bizkit.wrappers.by_hand.accept import MIMEAccept, parse_accept_header
from bizkit.wrappers.by_hand.authorization import Authorization
from bizkit.wrappers.by_hand.cookies import cookie_lists
from bizkit.wrappers.by_hand.etags import ETags, parse_etags
from bizkit.wrappers.by_hand.lazy import lazy
from bizkit.wrappers.by_hand.ranges import IfRange, Range, parse_if_range_header, parse_range_header
from bizkit.wrappers.by_hand.request_content import RequestContent
from bizkit.wrappers.by_hand.urlencoded import parse_urlencoded

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment


class Request(RequestContent):
    """What the client asked for. Nothing is read or parsed before it is asked for, and nothing twice.

    A subclass can set the limits of `RequestContent`, and ``trusted_hosts``: the hosts that a client may ask for (None:
    any).
    """

    trusted_hosts: Iterable[str] | None = None

    def __init__(self, environ: WSGIEnvironment) -> None:
        self.environ = environ

    # What stands in the request line

    @lazy
    def method(self) -> str:
        """``"GET"``, ``"POST"``, …"""
        return str(self.environ.get("REQUEST_METHOD", "GET")).upper()

    @lazy
    def path(self) -> str:
        """The path within the application, decoded, and always with one slash in front."""
        return "/" + _decoded(self.environ.get("PATH_INFO")).lstrip("/")

    @lazy
    def root_path(self) -> str:
        """The path that the application is mounted at, decoded: empty, or with one slash in front, none at the end."""
        path = _decoded(self.environ.get("SCRIPT_NAME")).strip("/")
        return f"/{path}" if path else ""

    @lazy
    def query_string(self) -> bytes:
        """What follows the question mark, as it came."""
        return str(self.environ.get("QUERY_STRING", "")).encode("latin-1")

    @lazy
    def args(self) -> ImmutableMultiDict[str, str]:
        """The parameters in the query string."""
        return ImmutableMultiDict.from_lists(parse_urlencoded(self.environ.get("QUERY_STRING", "")))

    @lazy
    def values(self) -> ImmutableMultiDict[str, str]:
        """`args`, and then, unless the method is GET, what is in the `form`."""
        both = self.args.copy()
        if self.method != "GET":
            both.update(self.form)
        return ImmutableMultiDict.from_lists(both.to_dict(flat=False))

    @property
    def full_path(self) -> str:
        """The path with the query string, and with a question mark between them, even where there is none."""
        return f"{self.path}?{self.query_string.decode('utf-8', 'replace')}"

    # Where it was sent

    @property
    def scheme(self) -> str:
        """``"http"`` or ``"https"``."""
        return str(self.environ.get("wsgi.url_scheme", "http"))

    @property
    def is_secure(self) -> bool:
        """Whether it came over an encrypted connection."""
        return self.scheme in ("https", "wss")

    @property
    def remote_addr(self) -> str | None:
        """The address that the request came from."""
        return self.environ.get("REMOTE_ADDR")

    @lazy
    def host(self) -> str:
        """The host that the client names, with its port where that is not the usual one. See `urls.get_host`."""
        try:
            server = (self.environ["SERVER_NAME"], int(self.environ["SERVER_PORT"]))
        except (KeyError, ValueError):  # a server on a Unix socket has neither
            server = None
        return urls.get_host(self.scheme, self.environ.get("HTTP_HOST"), server, self.trusted_hosts)

    @lazy
    def url(self) -> str:
        """The whole URL, as a person would write it (an IRI)."""
        return urls.current_url(self.scheme, self.host, self.root_path, self.path, self.query_string)

    @lazy
    def base_url(self) -> str:
        """The URL without its query string."""
        return urls.current_url(self.scheme, self.host, self.root_path, self.path)

    @lazy
    def root_url(self) -> str:
        """The URL of the application."""
        return urls.current_url(self.scheme, self.host, self.root_path)

    @lazy
    def host_url(self) -> str:
        """The URL of the host."""
        return urls.current_url(self.scheme, self.host)

    # What stands in the header

    @lazy
    def headers(self) -> EnvironHeaders:
        """The header fields."""
        return EnvironHeaders(self.environ)

    @lazy
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies that the client sent back."""
        return ImmutableMultiDict.from_lists(cookie_lists(self.environ.get("HTTP_COOKIE")))

    @lazy
    def authorization(self) -> Authorization | None:
        """Who the client says it is."""
        return Authorization.from_header(self.environ.get("HTTP_AUTHORIZATION"))

    @lazy
    def accept_mimetypes(self) -> MIMEAccept:
        """The media types that the client would like to have."""
        return parse_accept_header(self.environ.get("HTTP_ACCEPT"), MIMEAccept)

    @lazy
    def if_match(self) -> ETags:
        """The versions of which one must be the current one."""
        return parse_etags(self.environ.get("HTTP_IF_MATCH"))

    @lazy
    def if_none_match(self) -> ETags:
        """The versions that the client has already."""
        return parse_etags(self.environ.get("HTTP_IF_NONE_MATCH"))

    @lazy
    def if_modified_since(self) -> datetime | None:
        """How old that is which the client has already."""
        return parse_date(self.environ.get("HTTP_IF_MODIFIED_SINCE"))

    @lazy
    def if_unmodified_since(self) -> datetime | None:
        """Since when nobody must have changed it."""
        return parse_date(self.environ.get("HTTP_IF_UNMODIFIED_SINCE"))

    @lazy
    def if_range(self) -> IfRange:
        """On what condition the client wants a range rather than the whole."""
        return parse_if_range_header(self.environ.get("HTTP_IF_RANGE"))

    @lazy
    def range(self) -> Range | None:
        """The part of the content that the client wants."""
        return parse_range_header(self.environ.get("HTTP_RANGE"))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method} {self.path!r}>"


def _decoded(path: str | None) -> str:
    """A path of the environment as text. PEP 3333 has bytes disguised as latin-1 there; they should be UTF-8."""
    if not path or path.isascii():
        return path or ""
    return path.encode("latin-1").decode("utf-8", "replace")

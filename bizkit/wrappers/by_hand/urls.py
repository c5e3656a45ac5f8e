"""Where a request was sent: the host that the client names, and the URLs that are put together from it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote_to_bytes

from bizkit.exceptions import SecurityError

_HOST = re.compile(r"([A-Za-z0-9.-]+|\[([A-Fa-f0-9]*:[A-Fa-f0-9.:]+)\])(?::([1-9][0-9]{0,4}))?")
USUAL_PORTS = {"http": ":80", "ws": ":80", "https": ":443", "wss": ":443"}
_WITH_HOST = re.compile(r"((?:[a-z][a-z0-9+.-]*+:)?//(?:[^/?#@]*@)?)([^/?#@:]+)", re.IGNORECASE)
# What stands for itself in a path; in a query the question mark does too. https://url.spec.whatwg.org/#url-code-points
_SAFE = "!$&'()*+,/:;=@%"
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
_UNDECODABLE = re.compile("[\udc80-\udcff]")
# Decoded, these would be hard to see, or would mean something else than what was sent.
_UNREADABLE = {*range(0x21), 0x25, 0x7F}
_KEPT_IN_PATH = _UNREADABLE | set(b"/?#")
_KEPT_IN_QUERY = _UNREADABLE | set(b"&=+#")


def get_host(scheme: str, host: str | None, server: tuple[str, int] | None, trusted: Iterable[str] | None) -> str:
    """The host, with its port where that is not the usual one: the field Host, or without one the ``server``'s.

    Raises `SecurityError` for a Host that isn't a name or an address with a port (an ``@`` or a slash in it would make
    another URL of it), and for one that is not in ``trusted``, if that is given (``".example.org"`` trusts all below).
    """
    is_clients = host is not None
    if host is None:
        if server is None:
            return ""
        name, port = server
        host = f"[{name}]:{port}" if ":" in name and not name.startswith("[") else f"{name}:{port}"
    if not host:
        return ""
    host = host.removesuffix(USUAL_PORTS.get(scheme, "\0"))
    match = _HOST.fullmatch(host)
    if match is None or int(match[3] or 0) > 65535 or not _is_address(match[2]) or not _is_readable(host):
        if not is_clients:  # a server on a Unix socket, or one that does not know its name
            return ""
        raise SecurityError("The field Host names no host.")
    if trusted and not any(_trusts(each, match[1]) for each in trusted):
        raise SecurityError("The field Host names a host that is not served here.")
    return host


def _is_address(literal: str | None) -> bool:
    """Whether what stood in brackets is an IPv6 address; without brackets there is nothing to say against it."""
    if literal is None:
        return True
    import ipaddress  # it takes a while to load, and few requests need it

    try:
        return bool(ipaddress.IPv6Address(literal))
    except ValueError:
        return False


def _is_readable(host: str) -> bool:
    try:
        return bool(_readable_host(host))
    except UnicodeError:
        return False


def _trusts(pattern: str, name: str) -> bool:
    pattern = pattern.partition(":")[0].lower()
    name = name.lower()
    return name == pattern.lstrip(".") or (pattern.startswith(".") and name.endswith(pattern))


def current_url(scheme: str, host: str, root_path: str = "", path: str | None = None, query_string: bytes = b"") -> str:
    """The URL in a readable form (an IRI, RFC 3987): letters of all languages stand in it as they are."""
    url = f"{scheme}://{_readable_host(host)}{_readable(quote(root_path.rstrip('/'), _SAFE), _KEPT_IN_PATH)}/"
    if path is not None:
        url += _readable(quote(path.lstrip("/"), _SAFE), _KEPT_IN_PATH)
    if query_string:
        url += "?" + _readable(quote(query_string, _SAFE + "?"), _KEPT_IN_QUERY)
    return url


def _readable(quoted: str, kept: set[int]) -> str:
    """``quoted`` with each escape decoded, but for bytes in ``kept`` and those that are not UTF-8."""
    return _ESCAPES.sub(lambda match: _readable_run(match[0], kept), quoted) if "%" in quoted else quoted


def _readable_run(escapes: str, kept: set[int]) -> str:
    parts, decodable = [], bytearray()
    for place, byte in enumerate(unquote_to_bytes(escapes)):
        if byte in kept:
            parts += [_decoded(decodable), escapes[3 * place : 3 * place + 3]]
            decodable.clear()
        else:
            decodable.append(byte)
    return "".join([*parts, _decoded(decodable)])


def _decoded(data: bytearray) -> str:
    return _UNDECODABLE.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", data.decode("utf-8", "surrogateescape"))


def _readable_host(host: str) -> str:
    """The host in lower case, and what is in Punycode (``xn--…``) in the letters that it stands for.

    Raises UnicodeError for what is no Punycode.
    """
    host = host.lower()
    if "xn--" not in host:
        return host
    name, colon, port = host.partition(":")
    return name.encode("ascii").decode("idna") + colon + port


def to_uri(iri: str) -> str:
    """An IRI as the Location of an answer: in ASCII, with everything escaped that can't stand in a URL as it is.

    A host in other letters is written in Punycode.
    """
    match = None if iri.isascii() else _WITH_HOST.match(iri)
    if match is not None:
        with contextlib.suppress(UnicodeError):
            iri = match[1] + match[2].encode("idna").decode("ascii") + iri[match.end() :]
    return quote(iri, safe="!#$%&'()*+,/:;=?@[]~")

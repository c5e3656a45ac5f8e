"""Who the client says it is: the field Authorization (RFC 9110, section 11.6.2)."""

from __future__ import annotations

import base64
from typing import Self

from bizkit.datastructures import dump_header, parse_dict_header
from bizkit.grammar import BLANKS


class Authorization:
    """Credentials: their scheme in lower case as ``type``, and either a ``token`` or ``parameters``.

    Each parameter is an attribute too: with the scheme ``basic``, ``username`` and ``password`` are what the client
    sent, and a parameter that was not sent is None. Nothing of it is checked here.
    """

    def __init__(self, auth_type: str, data: dict[str, str | None] | None = None, token: str | None = None) -> None:
        self.type, self.token = auth_type, token
        self.parameters = {} if data is None else data

    def __getattr__(self, name: str) -> str | None:
        parameters: dict[str, str | None] = self.__dict__.get("parameters", {})  # not set yet while it is copied
        if name.startswith("__"):
            raise AttributeError(name)
        return parameters.get(name)

    def get(self, key: str, default: str | None = None) -> str | None:
        """The parameter ``key``, or ``default``."""
        return self.parameters.get(key, default)

    def __getitem__(self, key: str) -> str | None:
        return self.parameters.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self.parameters

    @classmethod
    def from_header(cls, value: str | None) -> Self | None:
        """The credentials in the field; None when there are none, or none that can be read."""
        if not value:
            return None
        scheme, _, rest = value.partition(" ")
        scheme, rest = scheme.lower(), rest.strip(BLANKS)
        if scheme == "basic":
            try:
                username, _, password = base64.b64decode(rest, validate=True).decode().partition(":")
            except ValueError:  # no Base64, or no UTF-8
                return None
            return cls(scheme, {"username": username, "password": password})
        if "=" in rest.rstrip("="):  # what a token may end with are equals signs too
            return cls(scheme, parse_dict_header(rest))
        return cls(scheme, token=rest)

    def to_header(self) -> str:
        """The value of the field."""
        if self.type == "basic":
            pair = f"{self.username}:{self.password}".encode()
            return f"Basic {base64.b64encode(pair).decode('ascii')}"
        rest = dump_header(self.parameters) if self.token is None else self.token
        return f"{self.type.title()} {rest}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Authorization):
            return NotImplemented
        return (self.type, self.parameters, self.token) == (other.type, other.parameters, other.token)

    def __str__(self) -> str:
        return self.to_header()

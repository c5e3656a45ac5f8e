"""A file that came with a form."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from typing import IO, Any

from bizkit.datastructures.field_values import parse_options_header
from bizkit.datastructures.headers import Headers


class FileStorage:
    """An uploaded file: its content as the open binary file ``stream``, and what the client said about it.

    ``filename`` is what the client calls it, and nothing to build a path from: see `safe_join`. Every attribute that
    is not here is the stream's, so that it can be read like a file. Without a name it is false: nothing was chosen.
    """

    def __init__(
        self,
        stream: IO[bytes] | None = None,
        filename: str | os.PathLike[str] | None = None,
        name: str | None = None,
        content_type: str | None = None,
        content_length: int | None = None,
        headers: Headers | None = None,
    ) -> None:
        self.stream: IO[bytes] = io.BytesIO() if stream is None else stream
        self.name = name
        self.filename = _name_of(self.stream) if filename is None else os.fsdecode(filename)
        self.headers = Headers() if headers is None else headers
        if content_type is not None:
            self.headers["Content-Type"] = content_type
        if content_length is not None:
            self.headers["Content-Length"] = content_length

    @property
    def content_type(self) -> str | None:
        """The media type with its parameters, as the client gave it."""
        value: str | None = self.headers.get("Content-Type")
        return value

    @property
    def content_length(self) -> int:
        """The length that the client gave, which few do; else 0."""
        text = self.headers.get("Content-Length", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0

    @property
    def mimetype(self) -> str:
        """The media type alone, in lower case."""
        return parse_options_header(self.content_type)[0].lower()

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, as in ``{"charset": "utf-8"}``."""
        return parse_options_header(self.content_type)[1]

    def save(self, dst: str | os.PathLike[str] | IO[bytes], buffer_size: int = 16384) -> None:
        """Write the content to a path or into an open binary file, ``buffer_size`` bytes at a time."""
        import shutil  # it takes a while to load, and few requests need it

        if isinstance(dst, (str, os.PathLike)):
            with open(dst, "wb") as file:
                shutil.copyfileobj(self.stream, file, buffer_size)
        else:
            shutil.copyfileobj(self.stream, dst, buffer_size)

    def close(self) -> None:
        """Close the stream, and with it remove the temporary file that a large upload is in."""
        with contextlib.suppress(Exception):
            self.stream.close()

    def __bool__(self) -> bool:
        return bool(self.filename)

    def __getattr__(self, name: str) -> Any:
        if name == "stream":  # not set yet, as while it is being copied
            raise AttributeError(name)
        return getattr(self.stream, name)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.stream)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.filename!r} ({self.content_type!r})>"


def _name_of(stream: IO[bytes]) -> str | None:
    """The name of an open file; such as ``<stdin>`` and the number of a temporary file are none."""
    name = getattr(stream, "name", None)
    if not isinstance(name, (str, bytes, os.PathLike)):
        return None
    text = os.fsdecode(name)
    return None if text.startswith("<") and text.endswith(">") else text

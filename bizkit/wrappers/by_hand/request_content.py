"""The content of a request: as it came, as a form, or as JSON. Nothing is read before it is asked for, or twice."""

from __future__ import annotations

import io
import json
from typing import IO, TYPE_CHECKING, Any, Literal, Self, overload

from bizkit.datastructures import FileStorage, ImmutableMultiDict, parse_options_header
from bizkit.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from bizkit.grammar import BLANKS, MULTIPART, URLENCODED, is_json
from bizkit.wrappers.by_hand import streams
from bizkit.wrappers.by_hand.lazy import lazy
from bizkit.wrappers.by_hand.urlencoded import parse_urlencoded

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

Fields = ImmutableMultiDict[str, str]
Files = ImmutableMultiDict[str, FileStorage]


class RequestContent:
    """The half of `Request` that is about its content, and the limits that a subclass can set. More answers 413:

    - ``max_content_length``: bytes of the whole content
    - ``max_form_memory_size``: bytes of a form field, or of a URL-encoded form as a whole
    - ``max_form_parts``: fields and files in a form
    """

    environ: WSGIEnvironment
    max_content_length: int | None = None
    max_form_memory_size: int | None = 500_000
    max_form_parts: int | None = 1000

    @property
    def content_type(self) -> str | None:
        """The media type of the content with its parameters."""
        return self.environ.get("CONTENT_TYPE")

    @lazy
    def mimetype(self) -> str:
        """The media type of the content, in lower case and without parameters; ``""`` when the client gave none."""
        return str(self.environ.get("CONTENT_TYPE", "")).partition(";")[0].strip(BLANKS).lower()

    @lazy
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, as in ``{"charset": "utf-8"}``."""
        return parse_options_header(self.content_type)[1]

    @lazy
    def content_length(self) -> int | None:
        """How many bytes of content the client announced, or None. See `streams.content_length`."""
        return streams.content_length(self.environ)

    @lazy
    def stream(self) -> IO[bytes]:
        """The content as a stream, which can be read once. After `get_data` there is nothing left in it."""
        if "_data" in self.__dict__:
            return io.BytesIO()
        return streams.content_stream(self.environ, self.max_content_length)

    @lazy
    def _data(self) -> bytes:
        if "stream" in self.__dict__:
            return self.stream.read()
        return streams.read_content(self.environ, self.max_content_length)

    @overload
    def get_data(self, cache: bool = True, as_text: Literal[False] = False, parse_form_data: bool = False) -> bytes: ...
    @overload
    def get_data(self, cache: bool = True, *, as_text: Literal[True], parse_form_data: bool = False) -> str: ...
    @overload
    def get_data(self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False) -> bytes | str: ...
    def get_data(self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False) -> bytes | str:
        """The content of the request, as bytes, or as text in UTF-8; with ``parse_form_data``, empty for a form.

        It is read once, never beyond Content-Length, and kept unless told otherwise. Raises `ClientDisconnected` (400)
        when the client stops before it has sent what it announced, and `RequestEntityTooLarge` (413).
        """
        if parse_form_data and self.mimetype in (URLENCODED, MULTIPART):
            return "" if as_text else b""
        data = self._data
        if not cache:
            self.__dict__["_data"] = b""
        return data.decode("utf-8", "replace") if as_text else data

    @property
    def data(self) -> bytes:
        """The content, if it isn't a form: a form is in `form` and `files`."""
        return self.get_data(parse_form_data=True)

    @lazy
    def _forms(self) -> tuple[Fields, Files]:
        """The fields and the files of a form; both are empty for content of any other type."""
        if self.mimetype == URLENCODED:
            return self._urlencoded_form(), ImmutableMultiDict()
        boundary = self.mimetype_params.get("boundary", "") if self.mimetype == MULTIPART else ""
        if not boundary or not boundary.isascii():
            return ImmutableMultiDict(), ImmutableMultiDict()
        return self._multipart_form(boundary.encode("ascii"))

    def _urlencoded_form(self) -> Fields:
        most = self.max_form_memory_size
        if most is not None and (self.content_length or 0) > most:
            raise RequestEntityTooLarge(f"The form has more than {most} bytes.")
        data = self._data
        if most is not None and len(data) > most:
            raise RequestEntityTooLarge(f"The form has more than {most} bytes.")
        return ImmutableMultiDict.from_lists(parse_urlencoded(data.decode("latin-1"), self.max_form_parts))

    def _multipart_form(self, boundary: bytes) -> tuple[Fields, Files]:
        from bizkit.wrappers.by_hand.multipart import MalformedForm, MultipartParser

        stream = io.BytesIO(self._data) if "_data" in self.__dict__ else self.stream
        parser = MultipartParser(stream.read, boundary, self.max_form_memory_size, self.max_form_parts)
        try:
            parser.parse()
        except MalformedForm:
            return ImmutableMultiDict(), ImmutableMultiDict()
        return ImmutableMultiDict.from_lists(parser.fields), ImmutableMultiDict.from_lists(parser.files)

    @property
    def form(self) -> Fields:
        """The fields of a form. One that can't be read is empty; one that is too large raises 413."""
        return self._forms[0]

    @property
    def files(self) -> Files:
        """The files that came with a form, as `FileStorage`."""
        return self._forms[1]

    @property
    def is_json(self) -> bool:
        """Whether the content is said to be JSON."""
        return is_json(self.mimetype)

    @property
    def json(self) -> Any:
        """The content, read as JSON. See `get_json`."""
        return self.get_json()

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The content, read as JSON.

        Raises `UnsupportedMediaType` (415) when it is not said to be JSON (unless ``force``), and `BadRequest` (400)
        when it isn't; with ``silent`` it gives None instead.
        """
        if not force and not self.is_json:
            if silent:
                return None
            raise UnsupportedMediaType("The content must be JSON, and its Content-Type must say application/json.")
        if self._json is None and not silent:
            raise BadRequest("The content is no JSON.")
        return self._json[0] if self._json else None

    @lazy
    def _json(self) -> tuple[Any] | None:
        """What the JSON says; None when there is none that can be read."""
        try:
            return (json.loads(self._data),)
        except (ValueError, RecursionError):  # RecursionError: it is nested too deep
            return None

    def close(self) -> None:
        """Close the files that came with a form, and with it remove those that are on disk."""
        if "_forms" in self.__dict__:
            for _, file in self.files.items(multi=True):
                file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

"""Files as answers, and paths that don't leave their folder."""

from __future__ import annotations

import io
import os
import posixpath
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from time import time
from typing import IO, TYPE_CHECKING, Unpack
from urllib.parse import quote

from bizkit.datastructures import Headers, http_date
from bizkit.datastructures.paths import is_portable
from bizkit.exceptions import NotFound, RequestedRangeNotSatisfiable
from bizkit.wrappers.by_hand.response import Response
from bizkit.wrappers.by_hand.response_head import content_type_of
from bizkit.wrappers.by_hand.streams import PIECE

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from bizkit.wrappers.interface import HasEnviron, SendFileOptions

Path = str | os.PathLike[str]


def safe_join(directory: str, *untrusted: str) -> str | None:
    """A path below ``directory``; None when one of the ``untrusted`` parts would leave it, or names a device."""
    parts = [directory or "."]
    for part in untrusted:
        if not part:
            continue
        part = posixpath.normpath(part)
        if part.startswith(("/", "../")) or part == ".." or os.path.isabs(part) or not is_portable(part):
            return None
        parts.append(part)
    return posixpath.join(*parts)


def send_from_directory(
    directory: Path, path: Path, environ: WSGIEnvironment | HasEnviron, **options: Unpack[SendFileOptions]
) -> Response:
    """The file at ``path`` in ``directory``. See `send_file` for the options.

    Raises `NotFound` for a path that leaves the directory, and when there is no such file.
    """
    joined = safe_join(os.fspath(directory), os.fspath(path))
    if joined is None or not os.path.isfile(joined):
        raise NotFound
    return send_file(joined, environ, **options)


def send_file(
    path_or_file: Path | IO[bytes],
    environ: WSGIEnvironment | HasEnviron,
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
    response_class: type[Response] = Response,
) -> Response:
    """A file, or a part of it, or 304 where the client has it already. Nothing of it is kept in memory.

    - ``path_or_file``: a path that you trust (else take `send_from_directory`), or a file that is open in binary mode
    - ``environ``: the WSGI environment, or the request
    - ``mimetype``: the media type; without it, what the name says
    - ``as_attachment``: to be saved, under the name ``download_name``, rather than shown
    - ``conditional``: whether ranges, etags and dates count; ``etag``: its version, or True to make one of the path's
    - ``max_age``: seconds that it may be kept without asking again, or a function from path to seconds

    Raises `RequestedRangeNotSatisfiable`, OSError for a path that can't be opened, TypeError where the name is missing,
    and ValueError for a file in text mode.
    """
    path = os.path.abspath(path_or_file) if isinstance(path_or_file, (str, os.PathLike)) else None
    name = download_name if download_name is not None or path is None else os.path.basename(path)
    headers = _headers_for(name, mimetype, as_attachment)
    size: int | None = None
    if isinstance(path_or_file, (str, os.PathLike)):
        file: IO[bytes] = open(path_or_file, "rb")  # noqa: SIM115 - the response closes it
        found = os.fstat(file.fileno())
        size, last_modified = found.st_size, found.st_mtime if last_modified is None else last_modified
        if etag is True:
            etag = f"{found.st_mtime}-{size}-{zlib.adler32(os.fsencode(os.path.abspath(path_or_file)))}"
    else:
        file = path_or_file
        if isinstance(file, io.TextIOBase):
            raise ValueError("A file to be sent is opened in binary mode: open(…, 'rb').")
        if isinstance(file, io.BytesIO):
            size = file.getbuffer().nbytes
    response = response_class(FileChunks(file), headers=headers)
    response.content_length, response.last_modified = size, last_modified
    _let_it_be_kept(response, max_age(path) if callable(max_age) else max_age)
    if isinstance(etag, str):
        response.set_etag(etag)
    if conditional:
        try:
            response.make_conditional(environ, accept_ranges=True, complete_length=size)
        except RequestedRangeNotSatisfiable:
            file.close()
            raise
    return response


def _headers_for(name: str | None, mimetype: str | None, as_attachment: bool) -> Headers:
    """Content-Type and Content-Disposition, and Content-Encoding for what is shown and compressed (RFC 6266)."""
    headers = Headers()
    if mimetype is None:
        if name is None:
            raise TypeError("The media type is in the name, and there is none: give mimetype, or download_name.")
        import mimetypes  # it takes a while to load, and few applications send files

        mimetype, encoding = mimetypes.guess_type(name)
        if encoding is not None and not as_attachment:
            headers["Content-Encoding"] = encoding
    headers["Content-Type"] = content_type_of(mimetype or "application/octet-stream")
    disposition = "attachment" if as_attachment else "inline"
    if name is not None:
        if name.isascii():
            headers.set("Content-Disposition", disposition, filename=name)
        else:
            simple = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
            names = {"filename": simple, "filename*": f"UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"}
            headers.set("Content-Disposition", disposition, **names)
    elif as_attachment:
        raise TypeError("An attachment has a name: give download_name.")
    return headers


def _let_it_be_kept(response: Response, max_age: int | None) -> None:
    if max_age is None:
        response.headers["Cache-Control"] = "no-cache"
        return
    response.headers["Cache-Control"] = f"{'public' if max_age > 0 else 'no-cache'}, max-age={max_age}"
    response.headers["Expires"] = http_date(int(time() + max_age))


class FileChunks:
    """An open file as the content of a response: piece by piece, from any place, and closed at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.close = file.close
        if hasattr(file, "seekable") and file.seekable():
            self.seek = file.seek

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(PIECE):
            yield piece

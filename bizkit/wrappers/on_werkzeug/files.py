"""Werkzeug's files as answers, and paths that don't leave their folder on any system."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import IO, TYPE_CHECKING, Unpack

from werkzeug import security, utils
from werkzeug.exceptions import NotFound

from bizkit.datastructures.paths import is_portable
from bizkit.wrappers.on_werkzeug.response import Response

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from bizkit.wrappers.interface import HasEnviron, SendFileOptions


def safe_join(directory: str, *untrusted: str) -> str | None:
    """Werkzeug's, which on every system refuses what Windows would take for a device, or for a way out."""
    if not all(is_portable(part) for part in untrusted):
        return None
    return security.safe_join(directory, *untrusted)


def send_from_directory(
    directory: str | os.PathLike[str],
    path: str | os.PathLike[str],
    environ: WSGIEnvironment | HasEnviron,
    **options: Unpack[SendFileOptions],
) -> Response:
    """Werkzeug's, with `safe_join` from here."""
    joined = safe_join(os.fspath(directory), os.fspath(path))
    if joined is None or not os.path.isfile(joined):
        raise NotFound
    return send_file(joined, environ, **options)


def send_file(
    path_or_file: str | os.PathLike[str] | IO[bytes],
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
    """Werkzeug's, which also takes the request for its environment."""
    sent = utils.send_file(
        path_or_file,
        environ if isinstance(environ, dict) else environ.environ,
        mimetype,
        as_attachment,
        download_name,
        conditional,
        etag,
        last_modified,
        max_age,
        response_class=response_class,
    )
    return sent  # type: ignore[return-value]

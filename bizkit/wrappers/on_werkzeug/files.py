"""Werkzeug's files as answers, and paths that don't leave their folder on any system."""

from __future__ import annotations

import os
from typing import IO, Any

from werkzeug import security, utils
from werkzeug.exceptions import NotFound

from bizkit.datastructures.paths import is_portable
from bizkit.wrappers.on_werkzeug.response import Response


def safe_join(directory: str, *untrusted: str) -> str | None:
    """Werkzeug's, which on every system refuses what Windows would take for a device, or for a way out."""
    if not all(is_portable(part) for part in untrusted):
        return None
    return security.safe_join(directory, *untrusted)


def send_from_directory(
    directory: str | os.PathLike[str], path: str | os.PathLike[str], environ: Any, **options: Any
) -> Response:
    """Werkzeug's, with `safe_join` from here."""
    joined = safe_join(os.fspath(directory), os.fspath(path))
    if joined is None or not os.path.isfile(joined):
        raise NotFound
    return send_file(joined, environ, **options)


def send_file(path_or_file: str | os.PathLike[str] | IO[bytes], environ: Any, *args: Any, **options: Any) -> Response:
    """Werkzeug's, which also takes the request for its environment."""
    options = {"response_class": Response, **options}
    sent = utils.send_file(path_or_file, getattr(environ, "environ", environ), *args, **options)
    return sent  # type: ignore[return-value]

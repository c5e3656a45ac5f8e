"""Werkzeug's files as answers, and paths that don't leave their folder on any system."""

from __future__ import annotations

import os
from typing import IO, Any

from werkzeug import security, utils
from werkzeug.exceptions import NotFound

from bizkit.wrappers.on_werkzeug.response import Response

# Windows opens a device for these, whatever the folder. Werkzeug refuses them on Windows alone.
DEVICES = frozenset(
    {"AUX", "CON", "CONIN$", "CONOUT$", "NUL", "PRN"}
    | {f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"}
)


def safe_join(directory: str, *untrusted: str) -> str | None:
    """Werkzeug's, which on every system refuses what Windows would take for a device, or for a way out."""
    for part in untrusted:
        names = [name.partition(":")[0].partition(".")[0].strip().upper() for name in part.split("/")]
        if "\\" in part or "\0" in part or any(name in DEVICES for name in names):
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


def redirect(location: str, code: int = 302, Response: type[Response] = Response) -> Response:
    """Werkzeug's, which takes codes that redirect, and no other."""
    if code not in (301, 302, 303, 305, 307, 308):
        raise ValueError(f"{code!r} redirects nowhere: the codes that do are 301, 302, 303, 307 and 308.")
    return utils.redirect(location, code, Response)  # type: ignore[return-value]

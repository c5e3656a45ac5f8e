"""What ``bizkit run`` starts: a supervisor that starts the server anew whenever a file is saved.

The supervisor opens the listening socket once and keeps it, so that a browser never finds the port closed: while a
server process (`bizkit.devprocess`) loads the application again, a connection waits in the socket's queue. A server
process ends when its standard input does. So none is left behind, even when the supervisor is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bizkit.exceptions import ConfigurationError

TICK = 100
"""Milliseconds between two looks at the server process."""

# -P: a learner's http.py or logging.py must not be imported by the server in the place of Python's own. The folder
# that bizkit is in goes to the end of the path, for a bizkit that is not installed. -B: compiled files are told from
# stale ones by whole seconds, and a file can be saved twice in one.
SERVER_PROCESS = "import sys; sys.path.append(sys.argv[1]); from bizkit.devprocess import main; main()"


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on ``host`` and ``port``. Raises `ConfigurationError`, with the remedy, when it can't."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise ConfigurationError(
            f"Nothing can listen on {host}, port {port}: {_reason(error)}.\nIf another server runs there, stop it,"
            f" or take another port: --port {port + 1 if port < 65535 else 8001}"
        ) from error


def _reason(error: OSError) -> str:
    is_system_error = error.errno is not None and error.errno > 0  # and not an error of the look-up of a host's name
    return os.strerror(error.errno) if is_system_error and error.errno else str(error.strerror or error)


class Supervisor:
    """Runs server processes on one socket: one that serves, and those before it that finish what they began."""

    def __init__(self, spec: str, listener: socket.socket, folder: Path, poll: bool = False) -> None:
        self._spec, self._listener, self._folder, self._poll = spec, listener, folder, poll
        self._serving: subprocess.Popen[bytes] | None = None
        self._finishing: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Serve until KeyboardInterrupt, which is raised when all processes have ended."""
        try:
            self._serving = self._start()
            for saved in self._saves():
                self._finishing = [process for process in self._finishing if process.poll() is None]
                status = self._serving.poll()
                if saved:
                    print(f"{', '.join(sorted(saved))} saved: loading again.", file=sys.stderr, flush=True)
                    self._replace()
                elif status is not None:
                    self._replace(f"Your code ended the process that served it (exit status {status}).")
        finally:
            self._end()

    def _saves(self) -> Iterator[set[str]]:
        """The names of the Python files that were saved; each `TICK` without one, an empty set."""
        try:
            yield from _saves(self._folder, self._poll)
        except (OSError, RuntimeError) as error:  # such as "OS file watch limit reached"
            print(f"No news of saves from the file system ({error}): polling instead.", file=sys.stderr, flush=True)
            yield from _saves(self._folder, poll=True)

    def _start(self, trouble: str | None = None) -> subprocess.Popen[bytes]:
        """A new server process. Where there is ``trouble`` already, it shows that instead of the application."""
        command = [sys.executable, "-P", "-B", "-c", SERVER_PROCESS, str(Path(__file__).parents[1])]
        listener: int | str
        if sys.platform == "win32":
            process = subprocess.Popen(command, cwd=self._folder, stdin=subprocess.PIPE)
            listener = self._listener.share(process.pid).hex()
        else:
            listener = self._listener.fileno()
            process = subprocess.Popen(command, cwd=self._folder, stdin=subprocess.PIPE, pass_fds=[listener])
        has_terminal = sys.stdin is not None and sys.stdin.isatty()
        order = {"listener": listener, "spec": self._spec, "trouble": trouble, "terminal": has_terminal}
        if process.stdin is not None:
            with contextlib.suppress(OSError):  # it has ended already, which `run` will see
                process.stdin.write(json.dumps(order).encode() + b"\n")
                process.stdin.flush()
        return process

    def _replace(self, trouble: str | None = None) -> None:
        if self._serving is not None:
            _tell_to_end(self._serving)
            self._finishing.append(self._serving)
        self._serving = self._start(trouble)

    def _end(self) -> None:
        processes = [*self._finishing, *([self._serving] if self._serving else [])]
        for process in processes:
            _tell_to_end(process)
        for process in processes:
            try:
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _saves(folder: Path, poll: bool) -> Iterator[set[str]]:
    from watchfiles import PythonFilter, watch

    for changes in watch(
        folder,
        watch_filter=PythonFilter(),
        force_polling=poll or None,
        poll_delay_ms=TICK,
        rust_timeout=TICK,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        yield {os.path.relpath(path, folder) for _, path in changes}


def _tell_to_end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()

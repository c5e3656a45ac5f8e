"""The development server of ``bizkit run``: a supervisor starts a new server process whenever a file is saved.

The supervisor opens the listening socket once and keeps it, so a browser never finds the port closed: while a server
process (`process`) reloads the application, a connection waits in the socket's queue. A server process ends when its
standard input does, so none is left behind, even if the supervisor is killed.
"""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bizkit.watching import PYTHON, saves

__all__ = ["Supervisor"]

# -P: your own http.py or logging.py must not be imported by the server in the place of Python's. The folder
# that bizkit is in goes to the end of the path, for a bizkit that is not installed. -B: compiled files are told from
# stale ones by whole seconds, and a file can be saved twice in one.
SERVER_PROCESS = "import sys; sys.path.append(sys.argv[1]); from bizkit.devserver.process import main; main()"


class Supervisor:
    """Runs server processes on one socket: one that serves, and those before it that finish what they began."""

    def __init__(
        self,
        spec: str,
        listener: socket.socket,
        folder: Path,
        poll: bool = False,
        debug: bool = False,
        reload_on: tuple[str, ...] = (),
    ) -> None:
        self._spec, self._listener, self._folder, self._poll, self._debug = spec, listener, folder, poll, debug
        self._patterns = (*PYTHON, *reload_on)
        self._serving: subprocess.Popen[bytes] | None = None
        self._finishing: list[subprocess.Popen[bytes]] = []

    def run(self) -> None:
        """Serve until KeyboardInterrupt, which is raised when all processes have ended."""
        try:
            self._serving = self._start()
            for saved in saves(self._folder, self._poll, self._patterns):
                self._finishing = [process for process in self._finishing if process.poll() is None]
                status = self._serving.poll()
                if saved:
                    print(f"{', '.join(sorted(saved))} saved: reloading.", file=sys.stderr, flush=True)
                    self._replace()
                elif status is not None:
                    self._replace(f"Your code ended the process that served it (exit status {status}).")
        finally:
            self._end()

    def _start(self, problem: str | None = None) -> subprocess.Popen[bytes]:
        """Start a server process. If there is a ``problem`` already, it shows that instead of the application."""
        command = [sys.executable, "-P", "-B", "-c", SERVER_PROCESS, str(Path(__file__).parents[2])]
        listener: int | str
        if sys.platform == "win32":
            process = subprocess.Popen(command, cwd=self._folder, stdin=subprocess.PIPE)
            listener = self._listener.share(process.pid).hex()
        else:
            listener = self._listener.fileno()
            with _ctrl_c_blocked():
                process = subprocess.Popen(command, cwd=self._folder, stdin=subprocess.PIPE, pass_fds=[listener])
        has_terminal = sys.stdin is not None and sys.stdin.isatty()
        order = {
            "listener": listener,
            "spec": self._spec,
            "problem": problem,
            "terminal": has_terminal,
            "debug": self._debug,
        }
        if process.stdin is not None:
            with contextlib.suppress(OSError):  # it has ended already, which `run` will see
                process.stdin.write(json.dumps(order).encode() + b"\n")
                process.stdin.flush()
        return process

    def _replace(self, problem: str | None = None) -> None:
        if self._serving is not None:
            _tell_to_end(self._serving)
            self._finishing.append(self._serving)
        self._serving = self._start(problem)

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


@contextlib.contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Make Ctrl+C wait. A process that is started meanwhile inherits that, so it can't be hit before it is ready."""
    if sys.platform == "win32":  # it has no such mask
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _tell_to_end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()

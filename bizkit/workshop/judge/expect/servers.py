"""Real processes for the graders: started on a free port, waited for by polling, and always stopped."""

from __future__ import annotations

import contextlib
import http.client
import io
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from bizkit.workshop.judge.exchange import Request
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.process import KEPT, learners_environment
from bizkit.workshop.judge.server_output import advice, error_in, without_strangers
from bizkit.workshop.judge.transcript import ByteTranscript, Transcript
from bizkit.workshop.kit.results import Outcome
from bizkit.workshop.processes import Output, end, is_taken, start, wait_until
from bizkit.workshop.text import shorten

HOSTS = ("127.0.0.1", "::1")
DEFAULT_PORT = 8000
LONGEST_CONTENT = 1_000_000
PATIENCE = 1.0
"""Seconds in which a server may come up on the port that it was told, before another one is looked at."""


def waitress_serve() -> list[str]:
    """The command ``waitress-serve`` of this environment."""
    script = shutil.which("waitress-serve", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "waitress"]


@dataclass
class HttpTranscript(ByteTranscript):
    """The bytes of a GET request and its answer: curl sends the same, and is easier to type than nc."""

    target: str = "/"

    def replay(self) -> str:
        curl = Request("GET", self.target).curl(self.port) if self.host == HOSTS[0] else ""
        return curl or super().replay()


@dataclass
class HttpAnswer:
    """What a server answered over HTTP."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes
    transcript: HttpTranscript

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Server:
    """A server that a learner's code runs in. ``shown`` is the command as the learner would type it."""

    shown: str
    port: int
    process: subprocess.Popen[bytes]
    deadline: float
    limit: float
    root: Path
    ports: tuple[int, ...]
    """Where an answer may come from: ``port``, and another one that the learner's code may have settled on."""
    printed: Output

    def get(self, target: str = "/") -> HttpAnswer:
        """The answer to ``GET target``, as soon as the server listens.

        Raises `Failure` when the process ends, listens nowhere, or doesn't answer before the time limit.
        """
        while time.monotonic() < self.deadline:
            patient = self.deadline - time.monotonic() > self.limit - PATIENCE
            for port, host in product(self.ports[:1] if patient else self.ports, HOSTS):
                with contextlib.suppress(ConnectionRefusedError):
                    answer = self._request(host, port, target)
                    if port == self.port or self._answered_on(port):
                        return answer
            if self.process.poll() is not None:
                self.printed.wait()
                raise self.failure(f"The command ended with exit status {self.process.returncode}.", "error")
            time.sleep(0.02)
        raise self._not_there()

    def _answered_on(self, port: int) -> bool:
        """Whether it was this server that answered on another port than its own: then nobody does once it has ended."""
        end(self.process)
        return not is_taken(port)

    def _request(self, host: str, port: int, target: str) -> HttpAnswer:
        left = max(0.01, self.deadline - time.monotonic())
        transcript = ByteTranscript(port, f"`{self.shown}` runs", host)
        connection = http.client.HTTPConnection(host, port, timeout=left)
        try:
            with socket.create_connection((host, port), left) as opened:
                connection.sock = Recorded(opened, transcript)
                connection.request("GET", target)
                with connection.getresponse() as response:
                    fields, content = response.getheaders(), self._content(response)
                    http_transcript = HttpTranscript(**vars(transcript), target=target)
                    return HttpAnswer(response.status, response.reason, fields, content, http_transcript)
        except ConnectionRefusedError:
            raise
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() >= self.deadline:
                got = f"It took the request and did not finish its answer in {self.limit:g} s."
                raise self.failure(got, "timeout", transcript) from None
            if isinstance(error, http.client.IncompleteRead) and error.expected:
                got = f"The answer ended {error.expected} bytes before the end that its Content-Length announces."
                raise self.failure(got, transcript=transcript) from None
            if isinstance(error, http.client.HTTPException) and not isinstance(error, ConnectionError):
                what_is_wrong = f"What it sent is no HTTP ({type(error).__name__}: {error})."
                raise self.failure(what_is_wrong, transcript=transcript) from None
            raise ConnectionRefusedError from error  # not listening yet, or not in this address family
        finally:
            connection.close()

    def _content(self, response: http.client.HTTPResponse) -> bytes:
        content = b""
        while len(content) < LONGEST_CONTENT and (chunk := response.read1(LONGEST_CONTENT)):
            content += chunk
            if time.monotonic() > self.deadline:
                raise TimeoutError
        if response.length and len(content) < LONGEST_CONTENT:  # less than its Content-Length has said
            raise http.client.IncompleteRead(content, response.length)
        return content

    def _not_there(self) -> Failure:
        got = f"Nothing listened on port {self.port} in {self.limit:g} s."
        if self.port != DEFAULT_PORT and f"{DEFAULT_PORT}" in self.output():
            got += f" It seems to serve on {DEFAULT_PORT} whatever PORT says."
        return self.failure(got, "timeout")

    def failure(self, got: str, outcome: Outcome = "failed", transcript: Transcript | None = None) -> Failure:
        """The failure that ``got`` words, with what the server printed."""
        output = self.output().strip()
        if "NotImplementedError: TODO" in output:
            outcome, got = "not started", output[output.rindex("TODO ") :].partition("\n")[0]
        return Failure(
            expected=f"`{self.shown}` serves on port {self.port}.",
            got=f"{got}\n{self.told()}",
            why="A page is there for others only while a process listens on the port that they were told.",
            try_next=advice(output, self.root, self.process.poll())
            or f"Run that command yourself, and open http://127.0.0.1:{self.port}/ in a browser.",
            outcome=outcome,
            transcript=transcript,
        )

    def told(self) -> str:
        """What it printed, in words: an error first, and then all of it but the frames that are not the learner's."""
        output = self.output().strip()
        if not output:
            return "It printed nothing."
        error, _ = error_in(output, self.root)
        return f"{_cut(error)}\nIt printed:\n{_cut(without_strangers(output, self.root))}".lstrip("\n")

    def error_page(self, answer: HttpAnswer) -> Failure:
        """The failure of an application that raised. Its traceback may come later than its page."""
        wait_until(lambda: "Error" in self.output(), PATIENCE)
        time.sleep(0.05)  # the rest of the same write
        return self.failure(f"It answered {answer.status}: the application raised.", transcript=answer.transcript)

    def output(self) -> str:
        """What the process printed so far."""
        return self.printed.text()


class Recorded:
    """A socket for http.client that takes down in ``transcript`` what goes over it. `http.client` needs no more of one.

    The caller, which opened the socket, also closes it.
    """

    def __init__(self, opened: socket.socket, transcript: ByteTranscript) -> None:
        self._socket, self._transcript = opened, transcript

    def sendall(self, data: bytes) -> None:
        self._socket.sendall(data)
        self._transcript.sent(bytes(data))

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_RecordedStream(self._socket, self._transcript))

    def close(self) -> None:
        """Do nothing: http.client closes its socket while the answer is still to be read."""


class _RecordedStream(io.RawIOBase):
    def __init__(self, opened: socket.socket, transcript: ByteTranscript) -> None:
        self._socket, self._transcript = opened, transcript

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._socket.recv_into(buffer)
        self._transcript.received(bytes(buffer[:count]))
        return count


@contextlib.contextmanager
def serve(
    command: Sequence[str],
    shown: str,
    root: Path,
    limit: float,
    port: int,
    environment: dict[str, str],
    *,
    cwd: Path | None = None,
    or_port: int | None = None,
) -> Iterator[Server]:
    """Run ``command``, which is to serve on ``port``, from the kit's ``root`` or in ``cwd``; then end all of it.

    ``or_port`` is where it may serve as well, unless somebody else listens there already.
    """
    ports = (port,) if or_port is None or is_taken(or_port) else (port, or_port)
    process = start(
        list(command),
        learners_environment(root) | environment,
        cwd=cwd or root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    printed = Output(process, KEPT)
    server = Server(shown, port, process, time.monotonic() + limit, limit, root, ports, printed)
    # A head that trickles forever keeps each single read in time. The clock ends it, and the wait with it.
    clock = threading.Timer(limit, end, [process])
    clock.daemon = True
    clock.start()
    try:
        yield server
    finally:
        clock.cancel()
        end(process)
        printed.wait()


def _cut(text: str) -> str:
    return "\n".join(f"  {line}" for line in shorten(text, 2_000).splitlines())

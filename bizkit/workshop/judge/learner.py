"""What a grader works with: a learner's modules, which run in a process of their own.

`Learner` words every way in which an answer can fail to come back (an endless loop, an exit, a missing file) as a
`Failure`; `Application` sends requests to a WSGI application there.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from bizkit.workshop.judge.exchange import Exchange, Request, WsgiTranscript, value_of
from bizkit.workshop.judge.expect.wsgi import Violation, endless, violation
from bizkit.workshop.judge.failure import Failure
from bizkit.workshop.judge.no_answer import Code, died, flooded, garbled, raised, stuck, timed_out
from bizkit.workshop.judge.pool import ProcessPool
from bizkit.workshop.judge.process import KEPT, Budget, Flooded, Gone, Process
from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.kit.manifest import Run
from bizkit.workshop.text import as_code, shorten

T = TypeVar("T")
Reply = dict[str, Any]
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
MOST_CHUNKS = 1_000
"""Where a body that never ends is given up."""


class Learner:
    """A learner's exercise as a grader sees it.

    ``package`` is where their modules are: ``"exN"``, or ``"solutions.exN"`` when the reference is graded. A process
    is taken from the ``pool`` when it is first needed, and another one after it ended or was stopped. ``limit`` is in
    seconds per task, and ``environment`` is added to the variables of the process.
    """

    def __init__(
        self,
        root: Path,
        package: str,
        limit: float,
        pool: ProcessPool,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.root, self.package, self.pool = root, package, pool
        self.folder = root.joinpath(*package.split("."))
        self.environment = dict(environment or {})
        self.limit = limit
        self.budget = Budget(limit)
        self._budgets: dict[str, Budget] = {}
        self._stdout = ""
        self._process: Process | None = None
        self._broken: dict[str, Failure] = {}
        self.stuck: dict[str, str] = {}
        """The applications that did not answer a plain ``GET /`` in time, and the task in which they did not."""
        self.task = ""

    @cached_property
    def usual_runs(self) -> tuple[Run, ...]:
        """The runs of which `workshop run` starts one."""
        with contextlib.suppress(KitError):  # a package that isn't an exercise has none
            return Kit(self.root).exercise(self.package.rpartition(".")[2]).manifest.usual_runs
        return ()

    def begin(self, task: str, limit: float | None = None) -> None:
        """From now on, time counts for ``task``, which has ``limit`` seconds (default: as many as the task before)."""
        self.task = task
        self.limit = limit or self.limit
        self.budget = self._budgets.setdefault(task, Budget(self.limit))

    def take_stdout(self) -> str:
        """What the learner's code printed since this was asked last."""
        text, self._stdout = self._stdout, ""
        return shorten(text, KEPT) if text else ""

    def is_broken(self, module: str) -> bool:
        """Whether ``module`` can't be imported, or never ends to be."""
        return module in self._broken

    def module(self, name: str) -> str:
        """The importable name of one of the learner's files: ``"hello"`` -> ``"exN.hello"``."""
        return f"{self.package}.{name}"

    def path(self, name: str) -> str:
        """One of the learner's files as a learner writes it: ``"hello"`` -> ``"exN/hello.py"``."""
        return f"{self.package.replace('.', '/')}/{name}.py"

    @contextlib.contextmanager
    def fresh(self, **environment: str) -> Iterator[Learner]:
        """The same learner in another process, with these environment variables and none of this one's modules."""
        other = Learner(self.root, self.package, self.limit, self.pool, environment)
        other.budget, other._broken = self.budget, dict(self._broken)
        try:
            yield other
        finally:
            self._stdout += other.take_stdout()
            if other._process is not None:
                self.pool.give_back(other._process)

    def application(self, module: str, setup: str = "", name: str = "application") -> Application:
        """A WSGI application of the learner's: ``name``, found in ``module``, or made by the lines of ``setup``."""
        return Application(self, self.module(module), setup or f"from {self.module(module)} import {name}", name)

    def evaluate(self, module: str, setup: str, expression: str, request: Request | None = None) -> Any:
        """The value of ``expression`` after ``setup``, with the ``environ`` of ``request`` at hand."""
        return self.answer(module, setup, expression, request).value

    def answer(self, module: str, setup: str, expression: str, request: Request | None = None) -> Value:
        """As `evaluate`, and what the content stream was asked for."""
        command = {"modules": [self.module(module)], "setup": setup, "expression": expression}
        code = as_code(f"{setup.strip()}\n{expression}" if setup else expression)
        transcript = WsgiTranscript(request or Request())

        def read(said: Reply) -> Value:
            return Value(value_of(said["value"]), int(said["overread"]), transcript)

        return self.ask(command, transcript, read, f"A value for this:\n{code}")

    def ask(
        self,
        command: dict[str, Any],
        sent: WsgiTranscript,
        read: Callable[[Reply], T],
        expected: str,
        exchange_of: Callable[[Request, Reply], Exchange] | None = None,
    ) -> T:
        """What ``read`` makes of the worker's reply, or a `Failure` that says in plain words why there is none.

        Such a failure shows what ``exchange_of`` makes of the request and the reply, or else what was ``sent``.
        """
        for module in command["modules"]:
            if module in self._broken:
                raise self._broken[module].again()
        if self.budget.spent_by is not None:
            raise self.budget.spent_by.again()
        process = self._process
        if process is None or not process.alive:
            self._end_process()
            process = self.pool.take()
        code = Code(self.root, self.package, command["modules"][0].replace(".", "/") + ".py", self.budget.limit)
        request = sent.request
        body = request.content.decode("latin-1")
        command = {"example": uuid.uuid4().hex, "environ": request.environ(), "body": body, **command}
        phases: list[str] = []
        try:
            if process is not self._process:
                self._process = process
                process.begin(self.root, self.folder, self.environment)
            answer = process.ask(command, self.budget, phases)
            problem = answer.get("raised")
            if problem is None:
                return read(answer)
            transcript = exchange_of(request, answer) if exchange_of and answer.get("exchange") else sent
            failure, usable = raised(problem, code, command["modules"], expected, transcript), True
        except TimeoutError:
            failure, usable = timed_out(code, phases, expected, sent), False
            self.budget.spent_by = failure
        except Flooded:
            failure, usable = flooded(code, phases, expected, sent), False
            self.budget.spent_by = failure
        except Gone:
            failure, usable = died(code, phases, expected, sent, process.exit_status()), False
        except MALFORMED:  # a reply that our worker would not write
            failure, usable = garbled(code, phases, expected, sent), False
        finally:
            self._stdout += process.printed()
        if phases[-1:] == ["import"]:
            self._broken.update(dict.fromkeys(command["modules"], failure))
        if not usable:
            self._end_process()
        raise failure

    def close(self) -> None:
        """Do without the process. It is the pool's again."""
        if self._process is not None:
            self.pool.finish(self._process)
            self._process = None

    def _end_process(self) -> None:
        """End the process. The next question takes another."""
        if self._process is not None:
            self._process.close()
            self._process = None


@dataclass(frozen=True)
class Value:
    """The value of an expression, and how many bytes too many were read for it (-1: without a size)."""

    value: Any
    overread: int
    transcript: WsgiTranscript


@dataclass(frozen=True)
class Application:
    """A WSGI application in the learner's process. Each call sends one request to it."""

    learner: Learner
    module: str
    setup: str
    name: str
    example: str = field(default_factory=lambda: uuid.uuid4().hex)
    """What `setup` made in the learner's process is kept under this name, so that two requests meet the same object."""

    def get(self, target: str = "/", **options: Any) -> Exchange:
        return self.send(Request("GET", target, **options))

    def post(self, target: str, content: bytes, **options: Any) -> Exchange:
        return self.send(Request("POST", target, content=content, **options))

    def send(self, request: Request) -> Exchange:
        """The exchange. Raises `Failure` when the application raised, ended, or never answered."""
        return self.ask(request)[0]

    def ask(
        self, request: Request, expression: str = "None", *, most_chunks: int | None = None
    ) -> tuple[Exchange, Any]:
        """The exchange, and what ``expression`` is worth after it.

        With ``most_chunks`` the visitor leaves after so many chunks; without, a body that never ends is a `Failure`.
        """
        expected = f"An answer to {request.method} {request.target} from `{self.name}`"
        expected += f" in this example:\n{as_code(self._source)}" if self._source else f" in {self._file}."
        command = {
            "modules": [self.module],
            "example": self.example,
            "setup": self.setup,
            "application": self.name,
            "expression": expression,
            "most_chunks": most_chunks or MOST_CHUNKS,
        }

        def read(said: Reply) -> tuple[Exchange, Any]:
            return self._exchange(request, said), value_of(said["value"])

        learner, sent = self.learner, WsgiTranscript(request, is_served=self._is_served)
        before = learner.stuck.get(self.setup, learner.task)
        if before != learner.task:
            raise stuck(expected, before, sent)
        has_its_time = learner.budget.left > 0.9 * learner.limit
        try:
            exchange, value = learner.ask(command, sent, read, expected, self._exchange)
        except Failure as failure:
            is_plain = request == Request() and not self._source
            if failure.outcome == "timeout" and is_plain and has_its_time and not learner.is_broken(self.module):
                learner.stuck[self.setup] = learner.task  # whatever else it is asked, nobody need wait for it again
            raise
        if exchange.end == "cut off" and most_chunks is None:
            raise failure_of(endless(exchange), exchange)
        return exchange, value

    def _exchange(self, request: Request, said: Reply) -> Exchange:
        record, overread = said["exchange"], int(said["overread"])
        file, example = self._file, self._source
        return Exchange(request, record, overread, file=file, example=example, is_served=self._is_served)

    @property
    def _source(self) -> str:
        """The lines of an example, "" for an application that stands in a file."""
        return "" if self.setup.startswith(f"from {self.module} import {self.name}") else self.setup

    @property
    def _file(self) -> str:
        return self.learner.path(self.module.rpartition(".")[2])

    @property
    def _is_served(self) -> bool:
        """Whether it is the one that `workshop run` serves."""
        return not self._source and any(self._is_of(run) for run in self.learner.usual_runs)

    def _is_of(self, run: Run) -> bool:
        environment, package = self.learner.environment, self.learner.package
        wanted = {name: value.replace("{package}", package) for name, value in run.environment.items()}
        is_same = f"{self.module}:{self.name}" == f"{package}.{run.application}"
        return is_same and all(environment.get(name) == value for name, value in wanted.items())


def follow_the_protocol(exchange: Exchange, expected: str = "") -> None:
    """Raise a `Failure` when ``exchange`` breaks a rule of PEP 3333, whatever the page says."""
    if found := violation(exchange):
        raise failure_of(found, exchange, expected)


def failure_of(violation: Violation, exchange: Exchange, expected: str = "") -> Failure:
    """A broken rule of the protocol as a `Failure`."""
    request = exchange.request
    return Failure(
        expected=expected or f"An answer to {request.method} {request.target} that follows the protocol (PEP 3333).",
        got=violation.got,
        why=violation.why,
        try_next=violation.try_next,
        transcript=exchange,
    )

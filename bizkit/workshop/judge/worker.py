"""The learner's end of the pipe: the one process in which a learner's code runs.

The judge (`process.py`) starts it, writes one JSON command per line to it, and reads one JSON reply per line.
A command `begin` says which exercise comes next, and `forget` that it is over (see `leftovers.py`). Any other
command names the modules to import, a few lines of setup, and then a WSGI application to call or an expression to
evaluate. A reply only ever holds a *portrait* of what came out: plain data, which the judge weighs in a process that
the learner's code never enters. Each reply begins with the token of its command, so nothing else
that is written into that pipe counts as one. Code that takes this process over can still answer in its place, but then
it has to know the answer.

Standard library only, and little of it: an attendee waits for these imports on every save.
"""

from __future__ import annotations

import io
import json
import linecache
import os
import queue
import sys
import threading
from collections.abc import Callable
from types import ModuleType

from bizkit.workshop.judge.gateway import Gateway, Input
from bizkit.workshop.judge.handshake import BROKEN, READY
from bizkit.workshop.judge.leftovers import Baseline
from bizkit.workshop.judge.portraits import Json, describe, portrait

_exit = os._exit  # as it is now: a learner's code may put something else there

EXAMPLE = "<the example>"
"""The file name that a traceback shows for a grader's lines of setup."""


def main() -> None:
    """Obey commands until the judge closes the pipe. ``sys.argv[1:]`` are modules to import ahead of time."""
    try:
        _obey_all()
    finally:  # it ends by an exception alone. The judge says so in plain words
        _exit(BROKEN)


def _obey_all() -> None:
    commands, replies = _take_the_pipes()
    _limit_memory()
    ahead, sys.argv = sys.argv[1:], [""]
    sys.dont_write_bytecode = True  # two saves in one second would otherwise run the first one twice
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read_commands, args=(commands, waiting.put), daemon=True).start()
    baseline = Baseline(ahead, _take_bizkit_out())
    replies.write(READY)
    replies.flush()
    while True:
        command = json.loads(waiting.get())
        if begin := command.get("begin"):
            _begin(**begin)
            baseline.listen()
        elif command.get("forget"):
            _answer(command, replies, lambda *_: _forget(baseline))
        else:
            _answer(command, replies, obey)


def _take_bizkit_out() -> list[ModuleType]:
    """Leave no module of bizkit's for the learner's ``import bizkit`` to find. Returns those that are needed here."""
    names = [name for name in sys.modules if name.partition(".")[0] == "bizkit"]
    return [sys.modules.pop(name) for name in names]


def _begin(root: str, folder: str, environment: dict[str, str]) -> None:
    """Serve the exercise in ``folder`` of the kit at ``root``, with ``environment`` added to the variables.

    The root comes first on the path, so that `exN.hello` is this kit's. The folder comes last: `import helpers`
    works there as it does for `cd exN; waitress-serve hello:application`, and a file called random.py shadows nothing.
    PYTHONPATH counts from here on only (the judge starts Python with -E): nothing in the kit can shadow what this file
    imports.
    """
    os.environ.update(environment)
    os.chdir(root)
    sys.path[:0] = dict.fromkeys([root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
    sys.path.append(folder)
    _own_packages(root, folder)


def _forget(baseline: Baseline) -> Json:
    """Leave nothing of the learner's code behind, and say what could not be undone."""
    _examples.clear()
    try:
        return {"libraries": baseline.restore(), "differences": baseline.differences()}
    except BaseException as error:  # a __del__ of the learner's, or what they put in place of something else
        return {"libraries": [], "differences": [type(error).__name__]}


def _own_packages(root: str, folder: str) -> None:
    """Make `exN` the one in this kit, though it have no __init__.py and another kit be installed.

    "If no regular package is found, a namespace package is created" (PEP 420): elsewhere on the path there may be one.
    """
    names = os.path.relpath(folder, root).split(os.sep)
    for depth in range(1, len(names) + 1):
        package = os.path.join(root, *names[:depth])
        if not os.path.isfile(os.path.join(package, "__init__.py")):
            module = type(sys)(".".join(names[:depth]))
            module.__path__ = [package]
            sys.modules[module.__name__] = module


def _answer(
    command: Json, replies: io.BufferedWriter, carry_out: Callable[[Json, Callable[[str], None]], Json]
) -> None:
    token = command["token"].encode("ascii")

    def reply(words: str) -> None:
        # The line break before it ends what somebody else may have left on the pipe.
        replies.write(b"\n" + token + words.encode("ascii") + b"\n")
        replies.flush()

    answer = carry_out(command, reply)
    _flush_what_was_printed(command["marker"])
    reply(json.dumps(answer))


def _take_the_pipes() -> tuple[io.BufferedReader, io.BufferedWriter]:
    """Keep standard input and output for the judge; the learner has an empty keyboard and prints on the error pipe."""
    commands, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, replies


def _read_commands(commands: io.BufferedReader, put: Callable[[bytes], None]) -> None:
    for line in commands:
        put(line)
    _exit(0)  # the judge is gone: even an endless loop in the main thread must not outlive it


def _limit_memory() -> None:
    """Let a list that grows forever end in a MemoryError here, and not in a frozen laptop."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _flush_what_was_printed(marker: str) -> None:
    """Close what was printed during this command with a marker, so that the judge knows where it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # a learner may have closed or replaced it; there is nothing left to flush then
            continue
    try:
        os.write(2, marker.encode("ascii"))
    except OSError:
        return


def obey(command: Json, announce: Callable[[str], None]) -> Json:
    """Carry out one command; ``announce`` tells the judge what is going on, in case it never ends."""
    body = command.get("body")
    content = Input((body or "").encode("latin-1"))
    environ = dict(command.get("environ") or {}) | {"wsgi.input": content, "wsgi.errors": sys.stderr}
    environ |= {"wsgi.version": (1, 0), "wsgi.url_scheme": "http"}
    environ |= {"wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False}
    answer: Json = {}
    phase = "import"
    try:
        for module in command["modules"]:
            if module not in sys.modules:
                announce(phase)
                __import__(module)
        phase = "example"
        if command["example"] not in _examples:
            announce(phase)
            _set_up(command["example"], command["setup"], environ)
        names = _examples[command["example"]] | {"environ": environ}
        if application := command.get("application"):
            phase = "call"
            announce(phase)
            server = Gateway(command["most_chunks"])
            answer["exchange"] = server.record
            server.run(eval(application, names), environ)
        if expression := command.get("expression"):
            phase = "expression"
            announce(phase)
            answer["value"] = portrait(eval(expression, names))
    except BaseException as error:  # SystemExit too: whatever ends a learner's code, the judge hears of it
        answer["raised"] = describe(error, phase)
    answer["overread"] = content.overread
    return answer


_examples: dict[str, Json] = {}


def _set_up(example: str, source: str, environ: Json) -> None:
    """Run the lines of an example, and keep the names that they made for the commands that follow."""
    names: Json = {"__name__": "example", "environ": environ}
    # With the source in linecache, a traceback shows the example's line as it would show a file's.
    linecache.cache[EXAMPLE] = (len(source), None, source.splitlines(keepends=True), EXAMPLE)
    exec(compile(source, EXAMPLE, "exec"), names)
    _examples.clear()
    _examples[example] = names

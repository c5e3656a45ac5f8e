"""The command ``bizkit``."""

from __future__ import annotations

import argparse
import ipaddress
import os
import socket
import sys
import webbrowser
from pathlib import Path

from bizkit import config, layers, serving
from bizkit.exceptions import ConfigurationError
from bizkit.loading import SPEC

__all__ = ["main"]

DESCRIPTION = """\
Serve a view or a WSGI application on this machine, and reload it whenever you
save a Python file.

MODULE:NAME is a module, as you would import it here, and a name in it:
  a callable with one required argument   is a view: def hello(request)
  a callable with two                     is a WSGI application, as is an App
If its arguments don't tell, as with *args, NAME is a WSGI application when it
is called "application" or "app", and a view otherwise.
"""

EXAMPLES = """\
examples:
  bizkit run shop.views:home                      a view, on bizkit's own wrappers
  bizkit run shop.views:home --wrappers werkzeug
  bizkit run shop.views:home --debug              when your code fails, the page shows where
  bizkit run shop.wsgi:application --port 8001    a WSGI application
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Returns its exit status: 0, 1 when an application can't be loaded, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bizkit", description="The framework that the workshop leads to.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    run = commands.add_parser(
        "run",
        help="serve a view or a WSGI application, and reload it on save",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument("spec", metavar="MODULE:NAME", type=_spec, help="what to serve, for example shop.views:home")
    run.add_argument("--port", type=_port, metavar="N", help="the port to listen on (default: $PORT, or 8000)")
    run.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    layers.add_options(run)
    run.add_argument(
        "--debug",
        action="store_true",
        help="when your code fails, show where on the page, with the source and the local values. Anyone who can reach"
        " the server sees them, too (default: the page says only that it failed; the traceback is in the terminal)",
    )
    run.add_argument("--open", action="store_true", help="open it in the browser")
    run.add_argument("--no-reload", action="store_true", help="don't reload on save")
    run.add_argument(
        "--reload-on",
        action="append",
        default=[],
        metavar="PATTERN",
        help="reload when a file like this is saved, too, for example 'templates/**' (Python files always count)",
    )
    run.add_argument(
        "--poll", action="store_true", help="look for saves by itself, if the file system doesn't report them"
    )
    return parser


def _spec(text: str) -> str:
    if not SPEC.fullmatch(text):
        raise argparse.ArgumentTypeError(f'{text!r} is not of the form "module:name", for example shop.views:home')
    return text


def _port(text: str) -> int:
    try:
        return config.port_number(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _run(options: argparse.Namespace) -> int:
    from bizkit import devserver  # only now: `bizkit --help` needs no server

    try:
        listener = serving.listen(options.host, config.port() if options.port is None else options.port)
    except ConfigurationError as error:
        print(f"bizkit run: {error}", file=sys.stderr)
        return 2
    os.environ.update(layers.settings(options))  # the server process inherits them, and so does all that it imports
    with listener:
        url = serving.url(listener)
        print(f"Serving {options.spec} on {url} (Ctrl+C ends it)", flush=True)
        if options.debug:
            _warn_of_others(listener)
        if options.open:
            webbrowser.open(url)
        if options.no_reload:
            return _serve_once(options.spec, listener, options.debug)
        devserver.Supervisor(
            options.spec, listener, Path.cwd(), options.poll, options.debug, tuple(options.reload_on)
        ).run()
    return 0


def _warn_of_others(listener: socket.socket) -> None:
    # The address that it got, not the one that was asked for: a name such as localhost stands for either kind.
    if not ipaddress.ip_address(listener.getsockname()[0]).is_loopback:
        print(
            f"Warning: with --debug, anyone who can reach {serving.url(listener)} sees local values of your code when"
            " it fails. Leave out --host, and only this machine can reach it.",
            file=sys.stderr,
            flush=True,
        )


def _serve_once(spec: str, listener: socket.socket, debug: bool) -> int:
    from bizkit.devserver import middleware, process

    sys.path.insert(0, os.getcwd())
    try:
        application = process.load_application(spec)
    except ConfigurationError as error:
        print(middleware.explain(error), file=sys.stderr)
        return 1
    process.serve(application, listener, debug)
    return 0


if __name__ == "__main__":
    sys.exit(main())

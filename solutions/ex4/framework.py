# region 4.5-words
"""A framework in one file, with both entry points: it finds your view (`application`), or you call it (`App`).

    BIZKIT_APP=solutions.ex4.hello:hello waitress-serve --port=8000 solutions.ex4.framework:application
    python -m solutions.ex4.hello

Request and Response come from the answer to exercise 3, or from what BIZKIT_WRAPPERS names: "by_hand" or "werkzeug",
which are bizkit's, or any module that has the two names.
"""
# endregion 4.5-words

import importlib
import os

import waitress  # task 4.2

# region 4.5-import
# endregion 4.5-import
# region 4.4
FORM = 'BIZKIT_APP wants the form "module:view", as in BIZKIT_APP=ex4.hello:hello'
# endregion 4.4
# region 4.5
# Short names mean what they mean to bizkit, because it reads the same setting.
WRAPPERS = {"by_hand": "bizkit.wrappers.by_hand", "werkzeug": "bizkit.wrappers.on_werkzeug"}
STEP_3 = "solutions.ex3.http_objects"
# endregion 4.5


# region 4.4
class ConfigurationError(Exception):
    """An environment variable says something that can't be done. The message says which, and what it wants."""


# endregion 4.4
# region 4.5
def load_wrappers(name):
    """The module that `BIZKIT_WRAPPERS` names. Raises `ConfigurationError` when it lacks Request or Response."""
    module = importlib.import_module(WRAPPERS.get(name, name))
    missing = [wanted for wanted in ("Request", "Response") if not hasattr(module, wanted)]
    if missing:
        raise ConfigurationError(f"BIZKIT_WRAPPERS={name}: {module.__name__} has no {' and no '.join(missing)}.")
    return module


# endregion 4.5


# region 4.5
# region wrappers
wrappers = load_wrappers(os.environ.get("BIZKIT_WRAPPERS") or STEP_3)
Request, Response = wrappers.Request, wrappers.Response
# endregion wrappers
# endregion 4.5


class App:
    """A WSGI application around one view. A library: your module makes it, and calls it."""

    def __init__(self, view):
        # region 4.4
        if not callable(view):
            raise TypeError(f"App wants a view, a callable view(request) that returns a Response. It got {view!r}.")
        # endregion 4.4
        self.view = view  # task 4.5-keep

    # region call
    def __call__(self, environ, start_response):
        response = self.view(Request(environ))  # task 4.5-call
        # region 4.4
        if not callable(response):
            # region 4.5-told
            raise TypeError(f"The view {self.view!r} is to return a Response. It returned {response!r}.")
            # endregion 4.5-told
        # endregion 4.4
        return response(environ, start_response)

    # endregion call

    # region 4.2
    def run(self, host="127.0.0.1", port=None):
        """Serve it until it is stopped, on ``port``: by default what PORT says, or 8000."""
        port = int(os.environ.get("PORT", "8000")) if port is None else port
        server = waitress.create_server(self, host=host, port=port)
        print(f"Serving on http://{host}:{server.effective_port}/ (Ctrl+C stops it)", flush=True)
        server.run()

    # endregion 4.2


# region 4.1
# region 4.5-application
def application(environ, start_response):
    """The WSGI application of the framework: it finds the view that `BIZKIT_APP` names, and calls it.

    It looks each time: Python keeps what it imported, so there is nothing to keep here, and no two threads to part.
    """
    # region find-and-call
    return App(find_view(os.environ.get("BIZKIT_APP", "")))(environ, start_response)
    # endregion find-and-call


# endregion 4.5-application
# endregion 4.1


# region find-view
# region 4.4-find-view
def find_view(spec):
    """The view that ``"module:view"`` names. Raises `ConfigurationError`, which says what is not there."""
    if not spec:
        raise ConfigurationError(f"BIZKIT_APP is not set. {FORM}.")
    module_name, _, name = spec.partition(":")
    if not all(part.isidentifier() for part in (*module_name.split("."), name)):
        raise ConfigurationError(f"BIZKIT_APP={spec} can't be read. {FORM}.")
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        raise ConfigurationError(f"BIZKIT_APP={spec}: {why_not_imported(module_name, error)} {FORM}.") from error
    if not hasattr(module, name):
        raise ConfigurationError(f"BIZKIT_APP={spec}: the module {module_name} has no name {name!r}. {FORM}.")
    view = getattr(module, name)
    if not callable(view):
        raise ConfigurationError(f"BIZKIT_APP={spec}: {name} is not callable, it is {view!r}. {FORM}.")
    return view


# endregion 4.4-find-view
# endregion find-view


# region 4.4
def why_not_imported(module_name, error):
    """Tell a module that is not there from one that is there and fails."""
    # The module "shop.pages" may lack "shop", or "shop.pages"; any other name is missing inside it.
    if isinstance(error, ModuleNotFoundError) and f"{module_name}.".startswith(f"{error.name}."):
        return f"there is no module {error.name!r}."
    return f"the module {module_name} is there, but importing it failed with {type(error).__name__}: {error}."


# endregion 4.4

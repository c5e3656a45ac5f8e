def application(environ, start_response):
    """The WSGI application of the framework: it finds the view that `BIZKIT_APP` names, and calls it."""
    view = find_view(os.environ.get("BIZKIT_APP", ""))
    response = view(Request(environ))
    return response(environ, start_response)


def find_view(spec):
    """The view ``hello`` of the module that ``"module:view"`` names."""
    module_name, _, _ = spec.partition(":")
    return importlib.import_module(module_name).hello


class App:
    """A WSGI application around one view. A library: your module makes it, and calls it."""

    def __init__(self, view):
        App.view = view

    def __call__(self, environ, start_response):
        response = App.view(Request(environ))
        return response(environ, start_response)

# region 4.5-words
"""A framework in one file, with both entry points: it finds your view (`application`), or you call it (`App`)."""
# endregion 4.5-words

# region 4.5-import
from bizkit import Request, Response

# endregion 4.5-import

# region 4.5-keep
App.view = view
# endregion 4.5-keep

# region 4.5-call
response = App.view(Request(environ))
# endregion 4.5-call

# region 4.5-told
raise TypeError(f"The view {App.view!r} is to return a Response. It returned {response!r}.")
# endregion 4.5-told


# region 4.5-application
def application(environ, start_response):
    """The WSGI application of the framework: it finds the view that `BIZKIT_APP` names, and calls it."""
    view = find_view(os.environ.get("BIZKIT_APP", ""))
    response = view(Request(environ))
    return response(environ, start_response)
    # endregion 4.5-application


# region 4.4-find-view
# region 4.3-find-view
def find_view(spec):
    """The view that ``"module:view"`` names."""
    module_name, _, name = spec.partition(":")
    return getattr(importlib.import_module(module_name), name)
    # endregion 4.3-find-view
    # endregion 4.4-find-view


# region 4.3-find-view
def find_view(spec):
    """The view ``hello`` of the module that ``"module:view"`` names."""
    module_name, _, _ = spec.partition(":")
    return importlib.import_module(module_name).hello
    # endregion 4.3-find-view

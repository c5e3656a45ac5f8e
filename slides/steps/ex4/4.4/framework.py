class App:
    """A WSGI application around one view. A library: your module makes it, and calls it."""

    def __init__(self, view):
        if not callable(view):
            raise TypeError(f"App wants a view, a callable view(request) that returns a Response. It got {view!r}.")
        App.view = view

    def __call__(self, environ, start_response):
        response = App.view(Request(environ))
        if not callable(response):
            raise TypeError(f"The view {App.view!r} is to return a Response. It returned {response!r}.")
        return response(environ, start_response)

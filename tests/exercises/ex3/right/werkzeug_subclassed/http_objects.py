"""The decision for Werkzeug, with the default that the exercise asks for."""

import functools

import werkzeug


class Request(werkzeug.Request):
    parameter_storage_class = werkzeug.datastructures.ImmutableMultiDict


class Response(werkzeug.Response):
    default_mimetype = "text/html"


def wsgify(view):
    @functools.wraps(view)
    def application(environ, start_response):
        return view(Request(environ))(environ, start_response)

    return application

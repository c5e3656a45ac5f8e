"""The decision for Werkzeug, in one line. Its Response is text/plain unless told."""

from werkzeug.wrappers import Request, Response

wsgify = Request.application

__all__ = ["Request", "Response", "wsgify"]

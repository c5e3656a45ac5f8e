"""The layer of wrappers: `Request` wraps a WSGI environment, and `Response` is a WSGI application that says one thing.

- `bizkit.wrappers.by_hand` is written on the standard library alone.
- `bizkit.wrappers.on_werkzeug` is built on Werkzeug, which most people would pick.

Any module takes their place if it offers ``Request(environ)`` and ``Response(response, status, headers, mimetype)``.
`bizkit.wrappers.adapter` builds more from those two, and `bizkit.layers` loads the module that you choose.
"""

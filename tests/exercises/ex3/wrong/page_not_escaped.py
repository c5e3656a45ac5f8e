# file: hello.py
# fails: 3.6
# says: a <script> element that the visitor wrote
# The bonus of ex2 is forgotten.

from .http_objects import Response, wsgify


@wsgify
def application(request):
    return Response(f"<h1>Hello, {request.args.get('name') or 'PyCon'}</h1>")

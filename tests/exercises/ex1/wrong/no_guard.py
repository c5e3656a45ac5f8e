# file: it_works.py
# fails: 1.2
# hangs: importing it never ends
# says: Nothing listened on port
# The server starts when the file is imported, so waitress never gets to the name.

import os
from wsgiref.simple_server import demo_app, make_server

make_server("127.0.0.1", int(os.environ.get("PORT", 8000)), demo_app).serve_forever()

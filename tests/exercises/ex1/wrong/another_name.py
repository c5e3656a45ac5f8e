# file: it_works.py
# fails: 1.2
# says: The command ended with exit status
# waitress is told a name that the file does not have.

import os
from wsgiref import simple_server

if __name__ == "__main__":
    port = int(os.environ.get("PORT", 8000))
    simple_server.make_server("127.0.0.1", port, simple_server.demo_app).serve_forever()

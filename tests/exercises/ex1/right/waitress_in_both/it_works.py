"""The file itself serves with waitress, too."""

import os
from wsgiref.simple_server import demo_app

if __name__ == "__main__":
    import waitress

    waitress.serve(demo_app, host="localhost", port=os.environ.get("PORT", "8000"))

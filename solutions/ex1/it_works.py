"""The demo application of the standard library, ready for any WSGI server.

https://docs.python.org/3/library/wsgiref.html#module-wsgiref.simple_server
"""

import contextlib
import os
from wsgiref import simple_server

# region 1.2
# region demo-app
demo_app = simple_server.demo_app
# endregion demo-app
# endregion 1.2


def main():
    """Serve the demo application on PORT (8000 where it is not set) of this machine, until it is stopped."""
    # region 1.1
    # region serve
    port = int(os.environ.get("PORT", "8000"))
    with simple_server.make_server("127.0.0.1", port, demo_app) as server:  # task 1.2-served
        print(f"Serving on http://127.0.0.1:{port}/ (Ctrl+C stops it)", flush=True)
        server.serve_forever()
    # endregion serve
    # endregion 1.1


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C ends it without a traceback
        main()

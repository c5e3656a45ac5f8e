"""``python -m bizkit.workshop``, the same as ``workshop``."""

import os
import sys

# Python puts the working directory first for -m. A learner's rich.py there must not stand in for the real one.
if sys.path and os.path.abspath(sys.path[0] or ".") == os.getcwd():
    del sys.path[0]

from bizkit.workshop.cli import main

if __name__ == "__main__":
    sys.exit(main())

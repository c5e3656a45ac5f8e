"""``python -m bizkit`` is the command ``bizkit``."""

import sys

from bizkit.cli import main

if __name__ == "__main__":
    sys.exit(main())

# file: best_of_breed.py
# fails: 3.7
# says: without importing werkzeug.wrappers
# It is the page of 3.6, and not Werkzeug's.

from .hello import application  # noqa: F401

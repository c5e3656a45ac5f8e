"""What an instructor shows: the slides, and the answer as it grows.

commands        ``workshop slides`` and ``workshop present``
present         a page with the answer, one task at a time, beside the slides
slides          the decks and the handbook
look            the colours and type faces of all these pages
"""

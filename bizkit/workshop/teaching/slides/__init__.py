"""The decks and the handbook: what Sphinx must learn to build them, and how they are served.

    extension       Sphinx: the directives below, and what stops a build
        directives  {region}, {session}, {picture}, {notes}, {columns}, {steps}
    building        both builders in a process of their own
    serving         on loopback, built and loaded again on save
    printing        to PDF, where a Chromium is found

Only `extension` and `directives` import Sphinx, and nothing but Sphinx imports those two.
"""

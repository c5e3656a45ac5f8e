"""Sphinx's settings for the decks (`sphinx -b revealjs`) and the handbook (`sphinx -b html`).

`workshop slides` runs both. Neither takes anything from elsewhere: reveal.js and furo bring what they need.
"""

project = "How a web framework works"
author = "The bizkit workshop"
copyright = "the authors of the bizkit workshop"
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_revealjs",
    "bizkit.workshop.teaching.slides.extension",
]
exclude_patterns = ["README.md"]
highlight_language = "none"  # what has no language is no code
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 2

# The decks
html_theme_path = ["."]
revealjs_html_theme = "theme"
revealjs_style_theme = "white"
revealjs_static_path = ["theme/static"]
revealjs_css_files = ["look.css", "pictures.css", "deck.css"]
revealjs_script_plugins = [
    {"src": "revealjs/plugin/notes/notes.js", "name": "RevealNotes"},
    {"src": "revealjs/plugin/highlight/highlight.js", "name": "RevealHighlight"},
]
revealjs_script_files = ["deck.js"]
revealjs_script_conf = {
    "width": 1280,
    "height": 720,
    "margin": 0,
    "center": False,
    "hash": True,
    "slideNumber": "c/t",
    "transition": "none",
    "backgroundTransition": "none",
    "navigationMode": "linear",
    "defaultTiming": 60,  # seconds; with it the speaker view shows a pace, by the minutes in each slide's notes
    "pdfSeparateFragments": False,
    "pdfMaxPagesPerSlide": 1,
}

# The reference, which is in the handbook alone
autodoc_member_order = "bysource"
autodoc_use_type_comments = False  # bizkit has none, and looking for them takes as long as all the rest
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False
default_role = "py:obj"  # `name` in a docstring is a name of Python

# The handbook
html_theme = "furo"
html_title = project
html_static_path = ["theme/static"]
html_css_files = ["look.css", "pictures.css", "handbook.css"]
html_show_sphinx = False
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"
html_theme_options = {"footer_icons": [], "top_of_page_buttons": []}

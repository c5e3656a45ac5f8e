"""The values that requests and responses are made of. Names and meanings are those of Werkzeug's.

- `multidict`: mappings whose keys can have more than one value
- `headers`: the header fields of a request and of a response
- `field_values`: what the values of fields are written in: quoted strings, lists, parameters, dates
- `file_storage`: a file that came with a form
- `paths`: which paths of a client are safe on every system
"""

from bizkit.datastructures.field_values import (
    dump_header,
    dump_options_header,
    http_date,
    parse_date,
    parse_dict_header,
    parse_list_header,
    parse_options_header,
    quote_header_value,
    unquote_header_value,
)
from bizkit.datastructures.file_storage import FileStorage
from bizkit.datastructures.headers import EnvironHeaders, Headers
from bizkit.datastructures.multidict import ImmutableMultiDict, MultiDict

__all__ = [
    "EnvironHeaders",
    "FileStorage",
    "Headers",
    "ImmutableMultiDict",
    "MultiDict",
    "dump_header",
    "dump_options_header",
    "http_date",
    "parse_date",
    "parse_dict_header",
    "parse_list_header",
    "parse_options_header",
    "quote_header_value",
    "unquote_header_value",
]

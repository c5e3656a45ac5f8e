"""Request and Response on Werkzeug, the field's best of breed. Almost everything is Werkzeug's own.

What is added here are edges at which `bizkit.wrappers.by_hand` and this package must not differ. Each says at what.
"""

from werkzeug.datastructures import (
    Accept,
    ContentRange,
    ETags,
    FileStorage,
    IfRange,
    MIMEAccept,
    MultiDict,
    Range,
)
from werkzeug.http import (
    generate_etag,
    http_date,
    parse_accept_header,
    parse_content_range_header,
    parse_dict_header,
    parse_list_header,
    parse_options_header,
    parse_range_header,
    unquote_etag,
)

from bizkit.wrappers.on_werkzeug.fields import (
    Authorization,
    dump_cookie,
    dump_header,
    dump_options_header,
    is_resource_modified,
    parse_cookie,
    parse_date,
    parse_etags,
    parse_if_range_header,
    quote_etag,
)
from bizkit.wrappers.on_werkzeug.files import safe_join, send_file, send_from_directory
from bizkit.wrappers.on_werkzeug.request import Request
from bizkit.wrappers.on_werkzeug.response import Headers, Response, redirect

__all__ = [
    "Accept",
    "Authorization",
    "ContentRange",
    "ETags",
    "FileStorage",
    "Headers",
    "IfRange",
    "MIMEAccept",
    "MultiDict",
    "Range",
    "Request",
    "Response",
    "dump_cookie",
    "dump_header",
    "dump_options_header",
    "generate_etag",
    "http_date",
    "is_resource_modified",
    "parse_accept_header",
    "parse_content_range_header",
    "parse_cookie",
    "parse_date",
    "parse_dict_header",
    "parse_etags",
    "parse_if_range_header",
    "parse_list_header",
    "parse_options_header",
    "parse_range_header",
    "quote_etag",
    "redirect",
    "safe_join",
    "send_file",
    "send_from_directory",
    "unquote_etag",
]

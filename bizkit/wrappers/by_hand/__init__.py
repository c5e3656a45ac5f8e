"""Request and Response by hand, on the standard library alone.

`Request` reads a WSGI environment, and only what is asked for. `Response` is a WSGI application that says one thing.
Names and meanings are Werkzeug's, so that code written for this layer runs on the other one. Each module here is one
page of HTTP:

- `request` and `request_content`, `response` and `response_head`: the two classes, in two halves each
- `urls`, `urlencoded`, `multipart`, `streams`: what a request brings
- `cookies`, `accept`, `authorization`, `etags`, `ranges`: what stands in a header field
- `conditional`, `files`: answers in part, or from a file
- `lazy`: attributes that are computed once
"""

from bizkit.datastructures import (
    FileStorage,
    Headers,
    MultiDict,
    dump_header,
    dump_options_header,
    http_date,
    parse_date,
    parse_dict_header,
    parse_list_header,
    parse_options_header,
)
from bizkit.wrappers.by_hand.accept import Accept, MIMEAccept, parse_accept_header
from bizkit.wrappers.by_hand.authorization import Authorization
from bizkit.wrappers.by_hand.cookies import dump_cookie, parse_cookie
from bizkit.wrappers.by_hand.etags import (
    ETags,
    generate_etag,
    is_resource_modified,
    parse_etags,
    quote_etag,
    unquote_etag,
)
from bizkit.wrappers.by_hand.files import safe_join, send_file, send_from_directory
from bizkit.wrappers.by_hand.ranges import (
    ContentRange,
    IfRange,
    Range,
    parse_content_range_header,
    parse_if_range_header,
    parse_range_header,
)
from bizkit.wrappers.by_hand.request import Request
from bizkit.wrappers.by_hand.response import Response, redirect

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

"""The head of a response: the status, the header fields, and an attribute for those that are asked for most."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from bizkit.datastructures import Headers, http_date, parse_date, parse_options_header
from bizkit.grammar import check_field, status_string
from bizkit.wrappers.by_hand.cookies import dump_cookie
from bizkit.wrappers.by_hand.etags import quote_etag, unquote_etag

if TYPE_CHECKING:
    from datetime import timedelta

# Media types that are text though they don't begin with text/.
TEXT_TYPES = frozenset(
    f"application/{name}"
    for name in ("ecmascript", "javascript", "sql", "xml", "xml-dtd", "xml-external-parsed-entity")
)


@lru_cache(64)
def content_type_of(mimetype: str) -> str:
    """``mimetype`` with ``charset=utf-8``, where it is text. Raises ValueError for what no header field can hold."""
    is_text = mimetype.startswith("text/") or mimetype.endswith("+xml") or mimetype in TEXT_TYPES
    return check_field("Content-Type", f"{mimetype}; charset=utf-8" if is_text else mimetype)


class ResponseHead:
    """The half of `Response` that is sent before the content: its status, and attributes for the common fields.

    `Response` sets ``headers`` and the status; each attribute here reads and writes one of them.
    """

    headers: Headers
    _status: str

    @property
    def status(self) -> str:
        """The code and its reason: ``"200 OK"``. Takes whatever `Response` takes as its status."""
        return self._status

    @status.setter
    def status(self, status: int | str) -> None:
        self._status = status_string(status)

    @property
    def status_code(self) -> int:
        """The code alone: 200."""
        return int(self._status[:3])

    @status_code.setter
    def status_code(self, code: int) -> None:
        self.status = code

    @property
    def content_type(self) -> str | None:
        """The field Content-Type: media type and parameters."""
        return self.headers.get("Content-Type")

    @content_type.setter
    def content_type(self, value: str) -> None:
        self.headers["Content-Type"] = value

    @property
    def mimetype(self) -> str | None:
        """The media type alone. Set it, and text gets its charset."""
        return (self.content_type or "").partition(";")[0].strip() or None

    @mimetype.setter
    def mimetype(self, value: str) -> None:
        self.content_type = content_type_of(value)

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type, as in ``{"charset": "utf-8"}``."""
        return parse_options_header(self.content_type)[1]

    @property
    def content_length(self) -> int | None:
        """The field Content-Length, or None."""
        return self.headers.get("Content-Length", type=int)

    @content_length.setter
    def content_length(self, length: int | None) -> None:
        self._set("Content-Length", length)

    @property
    def location(self) -> str | None:
        """Where to go, or where it is now: the field Location, which can be a relative URL."""
        return self.headers.get("Location")

    @location.setter
    def location(self, url: str | None) -> None:
        self._set("Location", url)

    @property
    def last_modified(self) -> datetime | None:
        """When the content was changed. Takes what `http_date` takes."""
        return parse_date(self.headers.get("Last-Modified"))

    @last_modified.setter
    def last_modified(self, moment: datetime | float | None) -> None:
        self._set("Last-Modified", None if moment is None else http_date(moment))

    def _set(self, name: str, value: object) -> None:
        if value is None:
            del self.headers[name]
        else:
            self.headers[name] = value

    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Ask the client to keep a cookie. See `dump_cookie` for what the arguments mean, and raise."""
        self.headers.add(
            "Set-Cookie",
            dump_cookie(
                key,
                value,
                max_age=max_age,
                expires=expires,
                path=path,
                domain=domain,
                secure=secure,
                httponly=httponly,
                samesite=samesite,
                partitioned=partitioned,
            ),
        )

    def delete_cookie(
        self,
        key: str,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Ask the client to forget a cookie, which it does when path and domain are those that it was set with."""
        self.set_cookie(key, "", 0, 0, path, domain, secure, httponly, samesite, partitioned)

    def set_etag(self, etag: str, weak: bool = False) -> None:
        """Name this version of the content."""
        self.headers["ETag"] = quote_etag(etag, weak)

    def get_etag(self) -> tuple[str, bool] | tuple[None, None]:
        """The name of this version, and whether it is a weak one; None twice where there is none."""
        return unquote_etag(self.headers.get("ETag"))

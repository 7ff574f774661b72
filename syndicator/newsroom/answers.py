"""What a site is asked and what it answers, free of any server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

HTML = "text/html; charset=UTF-8"
XML = "text/xml; charset=UTF-8"
JSON = "application/json; charset=UTF-8"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Question:
    """
    One request to one site.

    Attributes:
        path: below the site's own address, beginning with a slash.
        query: the last value of each parameter.
        headers: names in lower case.
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; `headers` holds everything but the length."""

    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""
    modified: datetime | None = None

    def header_lines(self) -> list[tuple[bytes, bytes]]:
        """Return the headers as ASGI wants them."""
        lines = [("content-type", self.content_type), *self.headers]
        if self.etag:
            lines.append(("etag", self.etag))
        if self.modified is not None:
            lines.append(("last-modified", http_date(self.modified)))
        if self.status != 304:
            lines.append(("content-length", str(len(self.body))))
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines]

    def unchanged(self) -> Answer:
        """Return the 304 that stands for this answer."""
        return Answer(304, self.content_type, b"", self.headers, self.etag, self.modified)


def http_date(moment: datetime) -> str:
    """Return a date as HTTP has it; `moment` is in UTC."""
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


def page(status: int, html: str, **headers: str) -> Answer:
    """Answer with a page."""
    return Answer(status, HTML, html.encode(), tuple(headers.items()))


def plain(status: int, text: str) -> Answer:
    """Answer with plain text."""
    return Answer(status, PLAIN, text.encode())


def as_json(status: int, rows: object, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Answer with JSON, with letters beyond ASCII as they are."""
    return Answer(status, JSON, json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), headers)


def redirect(location: str, status: int = 301) -> Answer:
    """Point elsewhere."""
    return Answer(status, HTML, b"", (("location", location),))


def unchanged_for_wordpress(answer: Answer, headers: Mapping[str, str]) -> bool:
    """
    Tell whether WordPress would answer 304, by the rule of WP::send_headers in wp-includes/class-wp.php.

    With both validators both must fit; a date fits when it is not older than the last change. The
    entity tag is compared as a string, weak or not.
    """
    tag = headers.get("if-none-match", "")
    since = headers.get("if-modified-since", "").strip()
    if answer.modified is None or not (tag or since):
        return False
    fresh_date = _not_before(since, answer.modified)
    fresh_tag = tag == answer.etag
    return (fresh_date and fresh_tag) if tag and since else (fresh_date or fresh_tag)


def unchanged_by_rfc(answer: Answer, headers: Mapping[str, str]) -> bool:
    """Tell whether a conditional request finds nothing new (RFC 9110 section 13.2.2): the tag goes first."""
    tags = headers.get("if-none-match", "")
    if tags:
        wanted = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in wanted or answer.etag.removeprefix("W/") in wanted
    since = headers.get("if-modified-since", "").strip()
    return answer.modified is not None and _not_before(since, answer.modified)


def _not_before(since: str, modified: datetime) -> bool:
    try:
        return bool(since) and parsedate_to_datetime(since) >= modified.replace(microsecond=0)
    except (TypeError, ValueError):
        return False

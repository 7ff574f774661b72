"""The list of releases that a source gives, whatever its kind: feed, API of WordPress, sitemap, page of links."""

from __future__ import annotations

from collections.abc import Iterable

from syndicator.model.document import Document
from syndicator.model.entry import Entry, Reading
from syndicator.model.source import SourceConfig, SourceKind
from syndicator.parse.listing import read_listing
from syndicator.parse.named import Named
from syndicator.parse.reader import FeedReader
from syndicator.parse.sitemap import read_sitemap
from syndicator.parse.wordpress import read_posts

MOST_NAMED = 100
"""Of the pages that a sitemap or a page of links names, the newest so many are looked at."""


class ListReader:
    """Reads the lists of all kinds of sources."""

    def __init__(self, feeds: FeedReader) -> None:
        self._feeds = feeds

    def read(self, document: Document, config: SourceConfig, *, patient: bool = True) -> Reading | None:
        """
        Return what a list tells, oldest first.

        Args:
            patient: False returns None for a document that may take long to read.

        Raises:
            SourceFault: it is not what its kind says, or cannot be read.
        """
        body, told, address = document.body, document.content_type, document.address
        match config.kind:
            case SourceKind.WORDPRESS:
                return read_posts(body, content_type=told, address=address)
            case SourceKind.SITEMAP:
                sitemap = read_sitemap(body, content_type=told, address=address)
                return _reading(sitemap.pages, older=next(iter(sitemap.further), None))
            case SourceKind.PAGE:
                return _reading(read_listing(body, content_type=told, address=address, selector=config.selector))
            case _ if patient:
                return self._feeds.read_feed(body, content_type=told, address=address)
            case _:
                return self._feeds.read_quickly(body, content_type=told, address=address)


def _reading(named: Iterable[Named], older: str | None = None) -> Reading:
    """Return pages, which come newest first, as entries that have yet to be read."""
    newest = [one for _, one in zip(range(MOST_NAMED), named, strict=False)]
    return Reading(entries=tuple(_entry(one) for one in reversed(newest)), older=older)


def _entry(named: Named) -> Entry:
    return Entry(
        guid=None,
        address=named.address,
        title=named.title or "",
        html="",
        published_at=named.published_at,
        updated_at=named.modified_at,
        images=named.images,
        is_whole=False,
    )

"""The reader of feeds: the fast way where a document is ordinary, feedparser in a process apart where it is not."""

from __future__ import annotations

from syndicator.model.entry import Reading
from syndicator.parse.apart import ReaderApart
from syndicator.parse.encodings import in_utf8
from syndicator.parse.fast import Unusual, read_fast
from syndicator.parse.jsonfeed import is_json, read_json_feed


class FeedReader:
    """
    Reads feeds of all kinds.

    Attributes:
        judged: how many documents went to the process apart.
    """

    def __init__(self, judge: ReaderApart | None = None) -> None:
        self._judge = judge or ReaderApart()
        self.judged = 0

    def read_feed(self, body: bytes, *, content_type: str, address: str) -> Reading:
        """
        Return the entries of a feed, oldest first, with their addresses as told: they may be relative.

        Args:
            body: the document as received.
            content_type: its Content-Type header, which may name an encoding; may be empty or wrong.
            address: where it was found; the feed's own home counts from here.

        Raises:
            SourceFault: the document is not a feed, or reading it took too long or too much memory.
        """
        reading = self.read_quickly(body, content_type=content_type, address=address)
        if reading is not None:
            return reading
        self.judged += 1
        return self._judge.read_feed(body, content_type=content_type, address=address)

    @staticmethod
    def read_quickly(body: bytes, *, content_type: str, address: str) -> Reading | None:
        """
        Return what `read_feed` returns, at once; None where only the process apart can tell, which may take long.

        Raises:
            SourceFault: the document is JSON, and not a feed.
        """
        document = in_utf8(body, content_type)
        if document is not None and is_json(document):
            return read_json_feed(document, content_type=content_type, address=address)
        return _ordinary(document, address) if document is not None else None

    def close(self) -> None:
        """Stop the process apart, if it runs."""
        self._judge.close()


def _ordinary(document: bytes, address: str) -> Reading | None:
    try:
        return read_fast(document, address=address)
    except Unusual:
        return None

"""What every feed format says, before it is said in any of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from syndicator.model.bulletin import Bulletin

GENERATOR = "Syndicator"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One bulletin with what only the portal knows: its page, and names in the feed's language (slug → name)."""

    bulletin: Bulletin
    link: str
    unit_name: str | None
    topics: dict[str, str]

    @property
    def guid(self) -> str:
        """The story's: the same over all revisions, whichever bulletin stands for it, and wherever the portal moves."""
        return self.bulletin.story_uid.urn

    @property
    def author(self) -> str | None:
        """The unit that issued it, else the name that the source gave."""
        return self.unit_name or self.bulletin.content.author


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that left the feed: its guid, when, and why in the feed's language."""

    guid: str
    at: datetime
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """
    A page of a feed.

    Args:
        home: the page for people that shows the same.
        address: the feed's own; `next_address` is that of the page with older entries (RFC 5005), if there is one.
        topic_scheme: the address below which topics have their pages.
        updated_at: when anything in it last changed; the moment of asking for an empty one.
        tombstones: of entries that left it; only Atom can tell of them, the others leave them out.
    """

    title: str
    description: str
    language: str
    home: str
    address: str
    first_address: str
    next_address: str | None
    topic_scheme: str
    updated_at: datetime
    entries: tuple[FeedEntry, ...]
    tombstones: tuple[Tombstone, ...] = ()


def xml_text(text: str) -> str:
    """Return the text without the characters that XML 1.0 cannot carry (section 2.2)."""
    return _NOT_XML.sub("", text)

"""What every feed format says, before it is said in any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from syndicator.model.bulletin import Bulletin
from syndicator.publish.texts import uri, xml_text

GENERATOR = "Syndicator"
LONGEST_STAND_IN_CHARS = 80


@dataclass(frozen=True, slots=True)
class Origin:
    """The site that published a bulletin first: its name, its address, and the address of the bulletin there."""

    name: str
    home: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """
    One bulletin with what only the portal knows.

    Args:
        link: its page.
        unit_name: of the unit that issued it, in the feed's language; `unit_link` is that unit's page.
        topics: slug → name in the feed's language.
    """

    bulletin: Bulletin
    link: str
    unit_name: str | None
    topics: dict[str, str]
    unit_link: str | None = None

    @property
    def guid(self) -> str:
        """The story's: the same over all revisions, whichever bulletin stands for it, and wherever the portal moves."""
        return self.bulletin.story_uid.urn

    @property
    def title(self) -> str:
        """Its title, else its first words, else its address: no format lets an entry be without any."""
        content = self.bulletin.content
        if xml_text(content.title).strip():
            return content.title
        words = xml_text(content.lead).strip()
        if len(words) > LONGEST_STAND_IN_CHARS:
            words = words[:LONGEST_STAND_IN_CHARS].rsplit(" ", 1)[0] + " …"
        return words or self.link

    @property
    def author(self) -> str | None:
        """The unit that issued it, else the name that the source gave."""
        return self.unit_name or self.bulletin.content.author

    @property
    def image(self) -> str | None:
        """The address of its picture, as feeds may carry it."""
        return uri(self.bulletin.content.image)

    @property
    def origin(self) -> Origin | None:
        """Where it was published first; None where no address of the web tells of that."""
        address = uri(self.bulletin.address)
        if address is None:
            return None
        parts = urlsplit(address)
        name = (parts.hostname or "").removeprefix("www.")
        return Origin(name=name, home=f"{parts.scheme}://{parts.netloc}/", address=address)


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
        address: the document's own; `first_address` is the feed's, which is read for what is new.
        next_address: of the page with older entries, `previous_address` of that with newer ones (RFC 5005 section 3).
        archive: whether this document stays as it is (RFC 5005 section 4).
        prev_archive: of the newest document with entries older than these, `next_archive` of the one after this one.
        hub: the WebSub hub that tells of changes.
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
    previous_address: str | None = None
    archive: bool = False
    prev_archive: str | None = None
    next_archive: str | None = None
    hub: str | None = None
    topic_scheme: str
    updated_at: datetime
    entries: tuple[FeedEntry, ...]
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def links(self) -> dict[str, str]:
        """The addresses of other documents of the feed, by their registered relation."""
        told = {
            "first": self.first_address if self.previous_address else None,
            "previous": self.previous_address,
            "next": self.next_address,
            "current": self.first_address if self.archive else None,
            "prev-archive": self.prev_archive,
            "next-archive": self.next_archive,
        }
        return {relation: address for relation, address in told.items() if address}

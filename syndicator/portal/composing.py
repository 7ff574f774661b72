"""Feeds as they stand: what the public may see of a listing, what left it, and the way to what is older."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndicator.model.bulletin import Bulletin
from syndicator.model.moment import Clock
from syndicator.model.unit import UnitTree
from syndicator.portal.archiving import Archives, Volume
from syndicator.portal.editions import Edition
from syndicator.portal.listings import Listing
from syndicator.portal.press import Printed
from syndicator.portal.wording import N_, SITE_LEAD, SITE_NAME
from syndicator.publish import atom, jsonfeed, rss
from syndicator.publish.feed import Feed, FeedEntry, Tombstone
from syndicator.storage import archives, reading
from syndicator.storage.departures import Cause, Departure, departed
from syndicator.storage.reading import Page, Selection
from syndicator.storage.session import Connection, Database

ENTRIES_A_PAGE = 50
LAST_PAGE = 1_000
RENDERERS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "rss": (rss.render, rss.MEDIA_TYPE),
    "atom": (atom.render, atom.MEDIA_TYPE),
    "json": (jsonfeed.render, jsonfeed.MEDIA_TYPE),
}
HUB = "/hub"

TOLD_FOR = timedelta(days=30)
"""A reader that did not ask for so long has to begin anew anyway."""
MOST_TOMBSTONES = 50
COMMENTS = {
    Cause.WITHDRAWN: N_("This release was withdrawn"),
    Cause.HIDDEN: N_("This release is being looked at again"),
    Cause.MERGED: N_("This release was published twice; it goes on under its other name"),
}
DELETED = N_("This release was deleted by the site that published it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Composes feeds in the language of an edition; `base` is the public address of the portal."""

    database: Database
    units: UnitTree
    clock: Clock
    base: str
    edition: Edition

    def page(self, listing: Listing, form: str, number: int) -> Printed | None:
        """Return a page of a listing's feed, None beyond the last; the first one is the feed itself."""
        selection = listing.selection
        with self.database.read() as connection:
            found = reading.released(connection, selection, self.units, page=number, size=ENTRIES_A_PAGE)
            changed_at = self._changed_at(connection, listing, found)
            is_first = number == 1 and listing.remembers
            gone = self._departed(connection, selection) if is_first else ()
            newest = self._archives(connection, selection).newest() if is_first else None
        if number > 1 and not found.bulletins:
            return None
        feed = replace(
            self._feed(listing, form, found.bulletins, changed_at),
            address=self._address(listing, form, page=number),
            next_address=self._address(listing, form, page=number + 1) if found.more and number < LAST_PAGE else None,
            previous_address=self._address(listing, form, page=number - 1) if number > 1 else None,
            prev_archive=self._volume(listing, form, newest),
            tombstones=tuple(map(self._tombstone, gone)),
        )
        return self._printed(feed, form, changed_at if listing.remembers else None)

    def archive(self, listing: Listing, form: str, volume: Volume) -> Printed | None:
        """Return an archive of a listing's feed, None where there is none yet."""
        if not listing.remembers:
            return None
        with self.database.read() as connection:
            shelf = self._archives(connection, listing.selection)
            if not shelf.exists(volume):
                return None
            found, before, after = shelf.entries(volume), shelf.before(volume), shelf.after(volume)
        changed_at = max((one.updated_at for one in found), default=volume.month.begins_at)
        feed = replace(
            self._feed(listing, form, found, changed_at),
            address=str(self._volume(listing, form, volume)),
            archive=True,
            prev_archive=self._volume(listing, form, before),
            next_archive=self._volume(listing, form, after),
        )
        return self._printed(feed, form, None)

    def _changed_at(self, connection: Connection, listing: Listing, found: Page) -> datetime | None:
        """Return the date of a listing's feed; for one that remembers it tells of what left as well."""
        if listing.remembers:
            return archives.changed_at(connection, listing.selection, self.units)
        return max((one.updated_at for one in found.bulletins), default=None)

    def _archives(self, connection: Connection, selection: Selection) -> Archives:
        return Archives(connection, selection, self.units, self.clock())

    def _departed(self, connection: Connection, selection: Selection) -> list[Departure]:
        since = self.clock() - TOLD_FOR
        return departed(connection, selection, self.units, since=since, most=MOST_TOMBSTONES)

    def _address(self, listing: Listing, form: str, *, page: int = 1, archive: str = "") -> str:
        """Return an address with what of it is not usual, the archive first."""
        told = [f"archive={archive}"] if archive else []
        told += [f"page={page}"] if page > 1 else []
        path = listing.feed_path(form)
        return self.base + path + ("&" if "?" in path else "?") * bool(told) + "&".join(told)

    def _volume(self, listing: Listing, form: str, volume: Volume | None) -> str | None:
        if volume is None:
            return None
        return self._address(listing, form, page=volume.number, archive=str(volume.month))

    def _feed(self, listing: Listing, form: str, bulletins: tuple[Bulletin, ...], changed_at: datetime | None) -> Feed:
        """Return the feed; an empty one is dated by the day, so that it is the same all day."""
        first, site = self._address(listing, form), self.edition.texts.gettext(SITE_NAME)
        midnight = self.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        return Feed(
            title=site if listing.feed == "/feeds/all" else f"{listing.title} – {site}",
            description=self.edition.texts.gettext(SITE_LEAD),
            language=self.edition.language.value,
            home=self.base + listing.path,
            address=first,
            first_address=first,
            next_address=None,
            hub=self.base + HUB,
            topic_scheme=f"{self.base}/topics/",
            updated_at=changed_at or midnight,
            entries=tuple(map(self._entry, bulletins)),
        )

    def _entry(self, bulletin: Bulletin) -> FeedEntry:
        names = self.edition.names
        unit = names.unit(bulletin)
        return FeedEntry(
            bulletin=bulletin,
            link=self.base + bulletin.path,
            unit_name=unit.name if unit else None,
            unit_link=f"{self.base}/units/{unit.slug}" if unit else None,
            topics=names.topics_of(bulletin),
        )

    def _tombstone(self, gone: Departure) -> Tombstone:
        comment = self.edition.texts.gettext(COMMENTS[gone.cause])
        if gone.withdrawal is not None and not gone.withdrawal.by_desk:
            comment = self.edition.texts.gettext(DELETED)
        if gone.withdrawal is not None and gone.withdrawal.reason:
            comment = f"{comment}: {gone.withdrawal.reason}"
        return Tombstone(gone.story_uid.urn, gone.at, comment)

    def _printed(self, feed: Feed, form: str, changed_at: datetime | None) -> Printed:
        render, media_type = RENDERERS[form]
        links = ((feed.address, "self"), (self.base + HUB, "hub"))
        return Printed(body=render(feed), media_type=media_type, changed_at=changed_at, links=links)

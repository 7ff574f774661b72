"""Looking at an address before it becomes a source: what is there, what its site offers besides, and what is best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from syndicator.errors import SourceFault
from syndicator.fetch.http import Fetcher
from syndicator.model.document import Document, Failed, FetchRequest
from syndicator.model.entry import Reading
from syndicator.model.moment import Clock
from syndicator.model.source import Source, SourceConfig, SourceKind, SourceState
from syndicator.parse.discovery import Home, Offer, guesses, kind_of, read_home, robots_address, sitemaps_of
from syndicator.parse.lists import ListReader

MOST_REQUESTS = 12
_PAGES = frozenset({SourceKind.SITEMAP, SourceKind.PAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """
    One address, fetched and read as a source of one kind.

    Args:
        how: who named the address.
        reading: what it says; None where `fault` says why it cannot be read.
    """

    config: SourceConfig
    how: str
    took: timedelta = timedelta(0)
    reading: Reading | None = None
    fault: SourceFault | None = None

    @property
    def is_whole(self) -> bool:
        """Whether most of its entries carry all of their text."""
        entries = self.reading.entries if self.reading else ()
        return 2 * sum(entry.is_whole for entry in entries) > len(entries)

    @property
    def newest_at(self) -> datetime | None:
        """Publication of its newest entry, as told."""
        entries = self.reading.entries if self.reading else ()
        dated = (entry.published_at or entry.updated_at for entry in reversed(entries))
        return next((moment for moment in dated if moment is not None), None)

    @property
    def worth(self) -> int:
        """
        Return how good a source it is, the more the better; 0 where it cannot be read.

        A feed with full text tells most with the fewest requests; after it what tells edits and deletions; a list
        whose pages have to be read one by one comes last. What has no entries yet may be an empty shell.
        """
        if self.reading is None:
            return 0
        ranks = {
            SourceKind.FEED: 16 if self.is_whole else 13,
            SourceKind.WORDPRESS: 15,
            SourceKind.BLOGGER: 14 if self.is_whole else 13,
            SourceKind.SITEMAP: 12 if any(entry.title for entry in self.reading.entries) else 11,
        }
        return ranks.get(self.config.kind, 10) - (0 if self.reading.entries else 9)


WHOLE_FEED, GOOD_ENOUGH, SUMMARIES, READABLE = 16, 14, 13, 10
"""Worths from which on no guess, no guess but WordPress' interface, and no sitemap is asked for any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    What a look at an address found.

    Args:
        best: what it would be kept as; None if nothing of the site can be read.
        tried: everything that was asked, in order.
        home: what the page offers, if the address is a page.
        cut_short: whether time ran out before everything was asked.
    """

    best: Tried | None
    tried: tuple[Tried, ...]
    home: Home | None = None
    cut_short: bool = False

    @property
    def hub(self) -> str | None:
        """Where the site promises to push (WebSub)."""
        of_feed = self.best.reading.hub if self.best and self.best.reading else None
        return of_feed or (self.home.hub if self.home else None)


@dataclass(slots=True)
class Scout:
    """Looks at one site, and asks it politely and not too often; from `until` on, nothing more is asked."""

    fetcher: Fetcher
    lists: ListReader
    clock: Clock
    until: datetime | None = None
    tried: list[Tried] = field(default_factory=list)
    requests: int = 0

    def check_as(self, config: SourceConfig) -> Checked:
        """Look at an address as what a person says that it is."""
        self._try(config, "as you said")
        return self._checked(None)

    def check(self, config: SourceConfig) -> Checked:
        """
        Look at an address, and if it is a page at what its site offers.

        Raises:
            SourceFault: there is no document at the address at all.
        """
        document = self._fetch(config)
        kind = kind_of(document.body, document.content_type, document.address)
        if kind is not None:
            self._read(replace(config, kind=kind), document, "the address itself")
            return self._checked(None)
        home = read_home(document.body, content_type=document.content_type, address=document.address)
        self._try_offers(config, home.offers)
        self._read(replace(config, kind=SourceKind.PAGE), document, "the page itself")
        self._try_offers(config, self._guesses(document.address, home), until=GOOD_ENOUGH)
        return self._checked(home)

    def _best(self) -> Tried | None:
        return max((one for one in self.tried if one.worth), key=lambda one: one.worth, default=None)

    def _checked(self, home: Home | None) -> Checked:
        return Checked(best=self._best(), tried=tuple(self.tried), home=home, cut_short=self._is_late())

    def _is_late(self) -> bool:
        return self.until is not None and self.clock() >= self.until

    def _worth(self) -> int:
        best = self._best()
        return best.worth if best else 0

    def _guesses(self, address: str, home: Home) -> Iterator[Offer]:
        """Usual addresses, as long as nothing better than what they may hold was found; feeds before sitemaps."""
        usual = guesses(address, home.generator)
        is_wordpress = "wordpress" in (home.generator or "").lower()
        for offer in usual:
            if offer.kind is not SourceKind.SITEMAP and (is_wordpress or self._worth() < SUMMARIES):
                yield offer
        if self._worth() < SUMMARIES:
            yield from self._named_by_robots(address)
        for offer in usual:
            if offer.kind is SourceKind.SITEMAP and self._worth() <= READABLE:
                yield offer

    def _named_by_robots(self, address: str) -> Iterable[Offer]:
        if self.requests >= MOST_REQUESTS or self._is_late():
            return ()
        try:
            document = self._fetch(SourceConfig(address=robots_address(address)))
        except SourceFault as fault:
            config = SourceConfig(address=robots_address(address), kind=SourceKind.SITEMAP)
            self.tried.append(Tried(config=config, how="names sitemaps on most sites", fault=fault))
            return ()
        return sitemaps_of(document.body, document.address)

    def _try_offers(self, config: SourceConfig, offers: Iterable[Offer], until: int = WHOLE_FEED) -> None:
        for offer in offers:
            if self._worth() >= until or self.requests >= MOST_REQUESTS or self._is_late():
                return
            if offer.address not in {one.config.address for one in self.tried}:
                self._try(replace(config, address=offer.address, kind=offer.kind), offer.how)

    def _try(self, config: SourceConfig, how: str) -> None:
        try:
            document = self._fetch(config)
        except SourceFault as fault:
            self.tried.append(Tried(config=config, how=how, fault=fault))
            return
        self._read(config, document, how)

    def _read(self, config: SourceConfig, document: Document, how: str) -> None:
        """Read a document; of a sitemap that only names others, its newest one too."""
        config = replace(config, address=document.moved_to or config.address)
        try:
            reading = self.lists.read(document, config)
            if reading is not None and config.kind is SourceKind.SITEMAP and not reading.entries and reading.older:
                below = self._fetch(replace(config, address=reading.older))
                reading = self.lists.read(below, config)
        except SourceFault as fault:
            self.tried.append(Tried(config=config, how=how, took=document.took, fault=fault))
            return
        self.tried.append(Tried(config=config, how=how, took=document.took, reading=reading))

    def _fetch(self, config: SourceConfig) -> Document:
        self.requests += 1
        asked = FetchRequest(source=_unstored(config, self.clock()), address=config.address)
        result = next(iter(self.fetcher.fetch_all([asked], until=self.until)), None)
        if isinstance(result, Failed):
            raise result.fault
        if result is None and self._is_late():
            raise SourceFault("timeout", "the site answers too slowly to be looked at", "give the address of its feed")
        if result is None:
            raise SourceFault("too_many", "the host wants to be left alone for a while", "try again in some minutes")
        if not isinstance(result, Document):
            raise SourceFault("format", "the server answered 304 to a first request", "the site has to mend its server")
        return result


def _unstored(config: SourceConfig, now: datetime) -> Source:
    return Source(id=0, config=config, state=SourceState.ACTIVE, next_poll_at=now)

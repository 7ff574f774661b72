"""The list of sources: added, found, changed, imported, exported, paused and resumed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from syndicator.dedup.identity import fold_name
from syndicator.errors import ConcurrentChange, NotFound, Refused, SourceFault
from syndicator.fetch.http import Fetcher
from syndicator.fetch.manners import Manners
from syndicator.fetch.politeness import domain_of
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.source import NEW_SOURCE, POLLED, Source, SourceConfig, SourceKind, SourceState
from syndicator.model.unit import UnitTree
from syndicator.normalise.urls import canonical_address
from syndicator.parse.lists import ListReader
from syndicator.parse.opml import read_opml
from syndicator.parse.reader import FeedReader
from syndicator.publish import opml, source_tables
from syndicator.sourcing.differences import Said, differences, imprint
from syndicator.sourcing.dossier import Dossier, dossier_of
from syndicator.sourcing.scouting import Checked, Scout
from syndicator.storage import events, fetches, pings, sources
from syndicator.storage.fetches import Fetched
from syndicator.storage.session import Database

FEEDS = frozenset({SourceKind.FEED, SourceKind.BLOGGER})
ASKED_GAP = timedelta(seconds=30)
"""A source is asked no more often than this because people say so."""
UNREADABLE = "look for its list of news, and try: syndicator sources check URL --selector 'h2 a'"
LIST = "list them with: syndicator sources list"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many sources are new, how many were changed, how many were known as they are."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of sources, and how many could not be written into it."""

    document: bytes
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourcing:
    """
    Keeps the list of sources.

    Args:
        quick: fetches like `fetcher`, within bounds that a person at a page can wait for.
    """

    database: Database
    fetcher: Fetcher
    quick: Fetcher
    manners: Manners
    reader: FeedReader
    units: UnitTree
    clock: Clock

    def add(self, config: SourceConfig, *, actor: str, quarantined: bool = False) -> int:
        """
        Add a source, due at once; return its id.

        Args:
            quarantined: what it brings is held until a person resumes it.

        Raises:
            Refused: the address is none of the web's, its unit is not known, or it is a source already.
        """
        config = self._checked(config)
        now = self.clock()
        with self.database.write() as connection:
            because = NEW_SOURCE if quarantined else None
            source_id = sources.add(connection, config, fold_name(config.address), now, quarantined_because=because)
            if source_id is None:
                known = sources.find(connection, address_key=fold_name(config.address))
                number = known.id if known else "?"
                raise Refused(
                    f"{config.address} is source {number} already", f"poll it with: syndicator sources poll {number}"
                )
            events.append(connection, [_event(EventKind.SOURCE_ADDED, source_id, now, config.address, actor)])
        return source_id

    def _checked(self, config: SourceConfig) -> SourceConfig:
        if canonical_address(config.address, config.address) is None or "://" not in config.address:
            raise Refused(f"{config.address!r} is not a web address", "write it with http:// or https://")
        if urlsplit(config.address).username is not None:
            raise Refused("an address with a password in it would be shown to everybody", "write it without one")
        return self._with_unit(config)

    def _with_unit(self, config: SourceConfig) -> SourceConfig:
        if config.unit is None:
            return config
        unit = self.units.find(config.unit)
        if unit is None:
            raise Refused(f"no unit is called {config.unit!r}", "write a name or slug from units.csv")
        return replace(config, unit=unit.slug)

    def bring_in(self, configs: Iterable[SourceConfig], *, actor: str, keep_known: bool = False) -> Imported:
        """Add what is new, and bring what is known to what the configs say, unless it is to be kept as it is."""
        added = changed = unchanged = 0
        now = self.clock()
        with self.database.write() as connection:
            for config in map(self._checked, configs):
                source_id = sources.add(connection, config, fold_name(config.address), now)
                if source_id is not None:
                    added += 1
                    events.append(connection, [_event(EventKind.SOURCE_ADDED, source_id, now, config.address, actor)])
                    continue
                known = sources.find(connection, address_key=fold_name(config.address))
                said = replace(config, address=known.config.address) if known else config
                if known is not None and known.config != said and not keep_known:
                    sources.change(connection, known.id, said)
                    changed += 1
                else:
                    unchanged += 1
        return Imported(added, changed, unchanged)

    def from_opml(self, document: bytes) -> list[SourceConfig]:
        """Return the sources that an OPML document names; a title or group that is a unit's name becomes its unit."""
        configs = []
        for listed in read_opml(document):
            named = (self.units.find(name) for name in (listed.title, listed.group or ""))
            unit = next((unit for unit in named if unit is not None), None)
            configs.append(SourceConfig(address=listed.address, unit=unit.slug if unit else None))
        return configs

    def export_opml(self) -> Exported:
        """Return all feeds as OPML, under their units; what other readers cannot read is left out."""
        known = self.all()
        feeds = [source for source in known if source.config.kind in FEEDS]
        document = opml.render("Syndicator", (self._outline(source) for source in feeds))
        return Exported(document, len(known) - len(feeds))

    def export_toml(self) -> Exported:
        """Return all sources as an import reads them again; those that send by themselves have no address to ask."""
        known = [source.config for source in self.all()]
        asked = [config for config in known if config.kind is not SourceKind.API]
        return Exported(source_tables.render(asked), len(known) - len(asked))

    def _outline(self, source: Source) -> opml.Outline:
        unit = self.units.find(source.config.unit) if source.config.unit else None
        name = unit.name if unit else source.config.address
        return opml.Outline(name, source.config.address, unit.command or None if unit else None)

    def all(self, *, reach: Reach = WHOLE, counted: bool = True) -> list[Source]:
        """Return all sources of units within a reach with their health, by id; their bulletins `counted`, or not."""
        with self.database.read() as connection:
            return sources.listing(connection, reach=reach, counted=counted)

    def due(self) -> list[int]:
        """Return the ids of sources that are due now."""
        now = self.clock()
        return [source.id for source in self.all() if source.state in POLLED and source.next_poll_at <= now]

    def get(self, source_id: int) -> Source:
        """Return one source; raises NotFound."""
        with self.database.read() as connection:
            source = sources.find(connection, source_id=source_id)
        if source is None:
            raise NotFound(f"there is no source {source_id}", LIST)
        return source

    def dossier(self, source_id: int, *, before: int | None = None, reach: Reach = WHOLE) -> Dossier:
        """
        Return all that is known of a source; raises NotFound.

        Args:
            before: id of the last poll that was seen; earlier ones are told.
            reach: of its bulletins, those within are told.
        """
        return dossier_of(self.database, self.manners, self.get(source_id), before=before, reach=reach)

    def last_fetches(self, listed: Iterable[Source]) -> dict[int, Fetched]:
        """Return how the last poll of each of these sources went, by source id."""
        with self.database.read() as connection:
            return fetches.last_of(connection, list(listed))

    def known(self, address: str) -> Source | None:
        """Return the source that has this address, however it is spelt."""
        with self.database.read() as connection:
            return sources.find(connection, address_key=fold_name(address))

    def change(self, source_id: int, said: Said, *, actor: str, seen: str | None = None) -> bool:
        """
        Change what a person said of a source; return whether anything differs.

        Args:
            seen: the `imprint` of what they looked at; ConcurrentChange where somebody else changed it since.

        Raises:
            NotFound: there is no such source.
            Refused: the unit is not known.
        """
        source = self.get(source_id)
        if seen not in {None, imprint(source.config)}:
            raise ConcurrentChange(f"source {source_id} was changed meanwhile", "look at it once more")
        config = self._with_unit(replace(source.config, unit=said.unit, every=said.every, trusted=said.trusted))
        told = "; ".join(differences(source.config, config))
        if not told:
            return False
        now = self.clock()
        with self.database.write() as connection:
            sources.change(connection, source_id, config, was=source.config)
            if said.every != source.config.every and source.state in POLLED:
                sources.ask_now(connection, source_id, now)
            events.append(connection, [_event(EventKind.SOURCE_CHANGED, source_id, now, told, actor)])
        return True

    def ask(self, source_id: int, *, actor: str) -> None:
        """
        Have a source polled by the next sweep, or `ASKED_GAP` after somebody asked for it last.

        Raises:
            NotFound: there is no such source.
            Refused: it is not polled.
        """
        source = self.get(source_id)
        if source.state not in POLLED or source.config.kind is SourceKind.API:
            raise Refused(f"source {source_id} is not polled", "resume it, or send its releases as bulletins")
        now = self.clock()
        with self.database.write() as connection:
            pings.ping(connection, source_id, now, gap=ASKED_GAP)
            events.append(connection, [_event(EventKind.SOURCE_ASKED, source_id, now, "", actor)])

    def set_state(self, source_id: int, state: SourceState, *, actor: str, reason: str = "") -> None:
        """
        Pause or resume a source; raises NotFound.

        To resume one that was quarantined is to accept the domain at which its documents are found.
        """
        source = self.get(source_id)
        kind = EventKind.SOURCE_PAUSED if state is SourceState.PAUSED else EventKind.SOURCE_RESUMED
        now = self.clock()
        with self.database.write() as connection:
            told = f"{reason} ({actor})" if reason else None
            sources.set_state(connection, source_id, state, now, reason=told)
            if state is SourceState.ACTIVE and source.state is SourceState.QUARANTINED and source.course.found_at:
                sources.accept_domain(connection, source_id, domain_of(source.course.found_at))
            events.append(connection, [_event(kind, source_id, now, reason, actor)])

    def check(
        self,
        address: str,
        *,
        kind: SourceKind | None = None,
        selector: str | None = None,
        within: timedelta | None = None,
    ) -> Checked:
        """
        Fetch and read an address without storing anything; of a page also what its site offers.

        Args:
            kind: look at it as this alone.
            selector: of the links to releases on a page, which it then has to be.
            within: nothing more is asked after this; a request that is on its way still comes to its end.

        Raises:
            SourceFault: what is wrong with the address, and the mend.
        """
        lists = ListReader(self.reader)
        if within is None:
            scout = Scout(self.fetcher, lists, self.clock)
        else:
            scout = Scout(self.quick, lists, self.clock, until=self.clock() + within)
        config = self._checked(SourceConfig(address=address, kind=kind or SourceKind.FEED, selector=selector))
        if selector is not None or kind is not None:
            return scout.check_as(replace(config, kind=kind or SourceKind.PAGE))
        return scout.check(config)

    def discover(self, address: str) -> SourceConfig:
        """
        Return how a site is best read, given any address of it, its home page as a rule.

        Raises:
            SourceFault: nothing of it can be read.
        """
        best = self.check(address).best
        if best is None:
            raise SourceFault("format", f"nothing at {address} can be read as a source", UNREADABLE)
        return best.config


def _event(kind: EventKind, source_id: int, now: datetime, reason: str, actor: str) -> Event:
    return Event(kind=kind, at=now, reason=reason, source_id=source_id, actor=actor)

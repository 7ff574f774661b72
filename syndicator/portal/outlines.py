"""The list of all feeds that hold anything: for the directory's page, and as OPML for feed readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from syndicator.model.unit import Unit, UnitTree
from syndicator.portal.editions import Edition
from syndicator.portal.listings import Counted, totals
from syndicator.portal.press import Printed
from syndicator.portal.wording import SITE_NAME
from syndicator.publish import opml
from syndicator.storage import archives, tallies
from syndicator.storage.reading import Selection
from syndicator.storage.session import Database


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much each topic and operation holds, and each unit with all below it."""

    topics: dict[str, int]
    operations: Counter[str]
    units: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Lists feeds; `base` is the public address of the portal."""

    database: Database
    units: UnitTree
    base: str

    def holdings(self) -> Holdings:
        """Return what there is now."""
        with self.database.read() as connection:
            return Holdings(
                topics=tallies.topic_counts(connection),
                operations=tallies.operation_counts(connection),
                units=totals(self.units, tallies.unit_counts(connection)),
            )

    def commands(self, edition: Edition, held: Holdings) -> list[Counted]:
        """Return the commands that hold anything."""
        return self._filled(edition, self.units.commands(), held.units)

    def opml(self, edition: Edition) -> Printed:
        """Return all feeds: topics and operations fullest first, then each command with its units."""
        held = self.holdings()
        tree = dict.fromkeys(unit for top in self.units.commands() for unit in self._filled_tree(top, held.units))
        counted = [
            *edition.listings.topics(held.topics),
            *edition.listings.told_operations(held.operations),
            *self._filled(edition, tree, held.units),
        ]
        listed = [edition.listings.everything(), *(one.listing for one in counted)]
        outlines = [
            opml.Outline(one.title, self.base + one.feed_path("rss"), one.group, self.base + one.path) for one in listed
        ]
        with self.database.read() as connection:
            changed_at = archives.changed_at(connection, Selection(), self.units)
        body = opml.render(edition.texts.gettext(SITE_NAME), outlines, changed_at)
        return Printed(body=body, media_type=opml.MEDIA_TYPE, changed_at=changed_at)

    def _filled_tree(self, unit: Unit, totalled: Counter[str]) -> Iterator[Unit]:
        """Yield a unit and all below it that hold anything, each before those below it."""
        if totalled[unit.slug]:
            yield unit
            for below in self.units.below(unit):
                yield from self._filled_tree(below, totalled)

    def _filled(self, edition: Edition, units: Iterable[Unit], totalled: Counter[str]) -> list[Counted]:
        return edition.listings.units([unit for unit in units if totalled[unit.slug]], totalled)

"""The sheet on which the desk writes: what a bulletin says now, what the desk wrote before, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syndicator.deliver.kinds import KINDS
from syndicator.errors import NotFound
from syndicator.model.bulletin import Bulletin
from syndicator.model.channel import ChannelConfig
from syndicator.model.channel_text import ChannelText
from syndicator.model.moment import Clock
from syndicator.model.unit import UnitTree
from syndicator.route.plan import plan
from syndicator.route.rules import Rule, Subject
from syndicator.storage import channel_texts, deliveries, edits, reading, sources
from syndicator.storage.edits import Edit
from syndicator.storage.session import Connection, Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """
    One bulletin as the desk writes on it.

    Args:
        overtaken: the desk's last title and lead, where its source said something else since.
        channels: that it goes to, or would by the rules in force; only those in which the desk may write.
        texts: of the desk, by channel, in force or not.
    """

    bulletin: Bulletin
    overtaken: Edit | None
    channels: tuple[str, ...]
    texts: Mapping[str, ChannelText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """Reads sheets."""

    database: Database
    rules: Sequence[Rule]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    clock: Clock

    def sheet(self, bulletin_id: int) -> Sheet:
        """Return the sheet of a bulletin; raises NotFound."""
        with self.database.read() as connection:
            bulletin = reading.bulletin(connection, bulletin_id)
            if bulletin is None:
                raise NotFound(f"there is no bulletin {bulletin_id}", "list them with: syndicator bulletins list")
            texts = channel_texts.of_bulletins(connection, [bulletin_id])
            return Sheet(
                bulletin=bulletin,
                overtaken=_overtaken(bulletin, edits.newest(connection, bulletin_id)),
                channels=self._channels(connection, bulletin),
                texts={channel: text for (_, channel), text in texts.items()},
            )

    def _channels(self, connection: Connection, bulletin: Bulletin) -> tuple[str, ...]:
        asked = set(deliveries.asked_of(connection, [bulletin.story_id]).get(bulletin.story_id, ()))
        return tuple(sorted(name for name in asked | self._routed(connection, bulletin) if self._writes(name)))

    def _routed(self, connection: Connection, bulletin: Bulletin) -> set[str]:
        source = sources.find(connection, source_id=bulletin.source_id)
        if source is None:
            return set()
        subject = Subject(content=bulletin.content, verdict=bulletin.verdict, source=(source.id, source.config.address))
        return {
            one.channel for one in plan(subject, self.rules, self.channels, self.units, now=self.clock()).deliveries
        }

    def _writes(self, name: str) -> bool:
        config = self.channels.get(name)
        return config is not None and config.enabled and KINDS[config.kind].writes


def _overtaken(bulletin: Bulletin, edit: Edit | None) -> Edit | None:
    if edit is None or edit.number == bulletin.revision:
        return None
    said = (bulletin.content.title, bulletin.content.lead)
    return None if (edit.title, edit.lead) == said else edit

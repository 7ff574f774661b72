"""Use case: a released bulletin is sent where the rules of today, or a person, want it to go besides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action, PlannedDelivery, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.unit import UnitTree
from syndicator.route.plan import Plan, plan
from syndicator.route.rules import Rule, Subject
from syndicator.storage import events, members, outbox, reading, sources
from syndicator.storage.session import Connection, Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerouting:
    """
    Plans first posts anew, as one event with the person's name; nothing is posted twice, and nothing is taken back.

    Every method returns what to ring for. It raises NotFound where there is no such bulletin, and Refused where it is
    not released, or is a copy of another one; by hand, also where none of the channels could get anything.
    """

    database: Database
    rules: Sequence[Rule]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    clock: Clock
    quiet: timedelta = timedelta(0)

    def by_rules(self, bulletin_id: int, *, actor: str) -> list[Ring]:
        """Send it to the channels that the rules in force name; those that its story has a post in are left out."""
        now = self.clock()
        with self.database.write() as connection:
            bulletin = self._locked(connection, bulletin_id)
            routed = self._routed(connection, bulletin, now)
            return self._store(connection, bulletin, routed.deliveries, (actor, "; ".join(routed.trace)), now)

    def by_hand(self, bulletin_id: int, channels: Collection[str], *, actor: str) -> list[Ring]:
        """Send it to these channels, whatever the rules say; those that its story has a post in are left out."""
        now, named = self.clock(), sorted(set(channels))
        unknown = [name for name in named if name not in self.channels or not self.channels[name].enabled]
        if unknown or not named:
            cause = f"no channel {unknown[0]!r} is enabled" if unknown else "no channel is chosen"
            raise Refused(cause, "choose among those that are configured and enabled")
        with self.database.write() as connection:
            bulletin = self._locked(connection, bulletin_id)
            urgency, reason = bulletin.verdict.urgency, f"chosen by {actor}"
            planned = [
                PlannedDelivery(channel=name, action=Action.CREATE, due_at=now, urgency=urgency, reason=reason)
                for name in named
            ]
            rings = self._store(connection, bulletin, planned, (actor, f"{reason}: {', '.join(named)}"), now)
            if not rings:
                raise Refused("nothing is left to plan there", "its story has a post there, or one to be tried again")
            return rings

    def _locked(self, connection: Connection, bulletin_id: int) -> Bulletin:
        _, story = members.lock(connection, bulletin_id)
        (known,) = (one for one in story if one.bulletin_id == bulletin_id)
        if known.state is not BulletinState.RELEASED:
            raise Refused(f"bulletin {bulletin_id} is {known.state.value}", "only what is released is posted")
        if not known.canonical:
            raise Refused(f"bulletin {bulletin_id} is a copy", "reroute the one that stands for its story")
        bulletin = reading.bulletin(connection, bulletin_id)
        if bulletin is None:
            raise NotFound(f"there is no bulletin {bulletin_id}")
        return bulletin

    def _routed(self, connection: Connection, bulletin: Bulletin, now: datetime) -> Plan:
        source = sources.find(connection, source_id=bulletin.source_id)
        if source is None:
            raise NotFound(f"there is no source of bulletin {bulletin.id}")
        subject = Subject(content=bulletin.content, verdict=bulletin.verdict, source=(source.id, source.config.address))
        return plan(subject, self.rules, self.channels, self.units, now=now)

    def _store(
        self,
        connection: Connection,
        bulletin: Bulletin,
        planned: Iterable[PlannedDelivery],
        told: tuple[str, str],
        now: datetime,
    ) -> list[Ring]:
        actor, reason = told
        event = Event(kind=EventKind.BULLETIN_ROUTED, at=now, reason=reason, bulletin_id=bulletin.id, actor=actor)
        events.append(connection, [event])
        kinds = {name: config.kind for name, config in self.channels.items()}
        rows = [(bulletin.id, bulletin.revision, one) for one in planned]
        return outbox.plan(connection, rows, kinds, now, quiet=self.quiet)

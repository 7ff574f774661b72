"""Admission: which of the deliveries that are due go out now, which wait, and which are told in one digest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syndicator.deliver.breaker import over_budget, within_budget
from syndicator.deliver.budget import rates_of
from syndicator.deliver.channel import Channel
from syndicator.deliver.quiet import silent_until
from syndicator.deliver.throttle import Slots, Throttle
from syndicator.dispatch.lanes import Lanes
from syndicator.errors import Unavailable
from syndicator.model.channel import ChannelConfig, OnOverflow
from syndicator.model.delivery import Action, DeliveryClaim
from syndicator.model.moment import Clock
from syndicator.model.verdict import Urgency
from syndicator.storage import breakers, claims, digests
from syndicator.storage.claims import Waiting
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

log = logger(__name__)

NO_ROOM_WAIT = timedelta(seconds=2)
TRIAL_WITHIN = timedelta(seconds=60)
"""How long the others wait for the one delivery that tries an account again."""
LONGEST_DIGEST = 100


@dataclass(slots=True)
class Admitted:
    """
    Ids of what goes out now: `digests` holds for each channel those that one post tells.

    `trials` are those that alone try an account that failed. What is `deferred` waits until a moment, what is
    `crowded` found no room in this process. `used_up` tells until when the rates of channels are, `rated` the slots
    that deliveries go by, `channels` all that were looked at.
    """

    alone: list[int] = field(default_factory=list)
    digests: dict[str, list[int]] = field(default_factory=dict)
    trials: dict[str, int] = field(default_factory=dict)
    deferred: dict[datetime, list[int]] = field(default_factory=dict)
    crowded: list[int] = field(default_factory=list)
    used_up: dict[str, datetime] = field(default_factory=dict)
    rated: dict[int, Slots] = field(default_factory=dict)
    channels: frozenset[str] = frozenset()

    @property
    def ids(self) -> list[int]:
        """Return all that is to be claimed."""
        return [*self.alone, *(one for ids in self.digests.values() for one in ids)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing goes out now, and no channel has to be closed."""
        return not (self.alone or self.digests or self.trials or self.used_up)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Decides for each channel by its quiet hours, its account's breaker, its rates, and the room in this process."""

    database: Database
    channels: Mapping[str, Channel]
    throttle: Throttle
    lanes: Lanes
    clock: Clock

    def admit(self, delivery_ids: Sequence[int], *, beside: Collection[str] = (), together: int = 0) -> Admitted:
        """
        Return what goes out now; write down how long the others wait.

        Args:
            delivery_ids: those that somebody rang for.
            beside: channels of which others go along, besides those of the deliveries.
            together: up to so many go along.
        """
        now = self.clock()
        with self.database.glance() as connection:
            ready = claims.waiting(connection, delivery_ids, now)
            names = {*beside, *(one.channel for one in ready)}
            for name in names if together else ():
                known, most = {one.id for one in ready}, max(together - len(ready), 0)
                ready += claims.waiting_in(connection, name, now, besides=known, most=most) if most else ()
        groups: defaultdict[str, list[Waiting]] = defaultdict(list)
        for one in ready:
            groups[one.channel].append(one)
        admitted = Admitted(channels=frozenset(names))
        for name, group in groups.items():
            self._admit(name, group, admitted, now)
        if admitted.deferred:
            with self.database.write() as connection:
                for until, ids in admitted.deferred.items():
                    claims.defer(connection, ids, until)
        return admitted

    def claim(self, admitted: Admitted, lease: timedelta) -> list[DeliveryClaim]:
        """Take a lease on what was admitted, and close the channels whose rate that uses up."""
        if admitted.is_empty:
            return []
        with self.database.write() as connection:
            return self.claim_in(connection, admitted, lease)

    def claim_in(self, connection: Connection, admitted: Admitted, lease: timedelta) -> list[DeliveryClaim]:
        """Do so in a transaction that is open already, so that what is sent can be read in the same one."""
        ids, now = admitted.ids, self.clock()
        for name, delivery_id in sorted(admitted.trials.items()):
            if breakers.lock(connection, name).needs_trial(now):
                ids.append(delivery_id)
        taken = claims.claim(connection, ids, now, lease=lease)
        unseen = [one.delivery.id for one in taken if one.carries and not one.is_open]
        digests.tell_newest(connection, unseen)
        for one in taken:
            if admitted.trials.get(one.delivery.channel) == one.delivery.id:
                breakers.wait_for_trial(connection, one.delivery.channel, now + TRIAL_WITHIN)
        for name, until in sorted(admitted.used_up.items()):
            breakers.save(connection, name, over_budget(breakers.lock(connection, name), until))
        return taken

    def give_back(self, rated: Mapping[int, Slots], delivery_ids: Collection[int]) -> None:
        """Give back the slots of deliveries that asked nothing of their service, and open what they had closed."""
        unused: Counter[Slots] = Counter()
        for one in delivery_ids:
            if one in rated:
                unused[rated[one]] += 1
        for slots, number in unused.items():
            self.throttle.give_back(slots, rates_of(self.channels[slots.channel].config), number)
        if unused:
            with self.database.write() as connection:
                for name in sorted({slots.channel for slots in unused}):
                    breakers.save(connection, name, within_budget(breakers.lock(connection, name), self.clock()))

    def turn_away(self, delivery_ids: Sequence[int]) -> None:
        """Have the sweep ring soon for what found no room."""
        if delivery_ids:
            with self.database.write() as connection:
                claims.ring_again(connection, delivery_ids, self.clock() + NO_ROOM_WAIT)

    def _admit(self, name: str, group: Sequence[Waiting], admitted: Admitted, now: datetime) -> None:
        channel = self.channels.get(name)
        if channel is None:
            admitted.alone += [one.id for one in group]
            return
        loud: list[Waiting] = []
        for one in group:
            until = _quiet_until(channel.config, one, now)
            if until is None:
                loud.append(one)
            else:
                admitted.deferred.setdefault(until, []).append(one.id)
        room = self.lanes.room(name)
        admitted.crowded += [one.id for one in loud[room:]]
        loud = loud[:room]
        if group[0].account.needs_trial(now):
            if loud:
                admitted.trials[name] = loud[0].id
            admitted.crowded += [one.id for one in loud[1:]]
            return
        free = [one for one in loud if _goes_anyway(one) or channel.config.dry_run]
        admitted.alone += [one.id for one in free]
        self._within_rates(channel, [one for one in loud if one not in free], admitted, now)

    def _within_rates(self, channel: Channel, group: Sequence[Waiting], admitted: Admitted, now: datetime) -> None:
        name, rates = channel.config.name, rates_of(channel.config)
        if not group or not rates:
            admitted.alone += [one.id for one in group]
            return
        try:
            slots = self.throttle.take(name, rates, len(group))
        except Unavailable as error:
            log.warning("rates_not_counted", channel=name, error=str(error))
            return
        if slots.wait is None:
            admitted.alone += [one.id for one in group]
            admitted.rated |= {one.id: slots for one in group}
            return
        admitted.used_up[name] = now + slots.wait
        going = self._overflow(channel, group, slots.granted, admitted, now)
        admitted.rated |= dict.fromkeys(going, slots)

    def _overflow(
        self, channel: Channel, group: Sequence[Waiting], granted: int, admitted: Admitted, now: datetime
    ) -> list[int]:
        """Give the slots to those of the highest rank, the last one to a digest of all that would wait; return them."""
        first = [one.id for one in group if not _fits_digest(one)]
        others = [one.id for one in group if _fits_digest(one)]
        if channel.config.on_overflow is OnOverflow.WAIT or granted <= len(first):
            going = [one.id for one in group][:granted] if granted > len(first) else first[:granted]
            admitted.alone += going
            return going
        alone = granted - len(first) - 1
        admitted.alone += [*first, *others[:alone]]
        with self.database.read() as connection:
            more = digests.waiting_for(connection, channel.config.name, now, most=LONGEST_DIGEST)
        told = dict.fromkeys([*others[alone:], *(one for one in more if one not in admitted.alone)])
        admitted.digests[channel.config.name] = list(told)[:LONGEST_DIGEST]
        return [*first, *others[: alone + 1]]


def _goes_anyway(one: Waiting) -> bool:
    """A withdrawal waits for no rate of ours, nor does the question what became of a post."""
    return one.action is Action.WITHDRAW or one.interrupted


def _fits_digest(one: Waiting) -> bool:
    return one.action is Action.CREATE and one.urgency < Urgency.URGENT and not one.interrupted and not one.carries


def _quiet_until(config: ChannelConfig, one: Waiting, now: datetime) -> datetime | None:
    """Return when the quiet hours end for which a delivery waits; None if it goes. A withdrawal never waits."""
    return None if one.action is Action.WITHDRAW else silent_until(config.quiet_hours, one.urgency, now)

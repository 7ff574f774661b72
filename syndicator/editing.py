"""Use case: what a person of the desk decides about bulletins, deliveries and channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelConfig, ChannelState
from syndicator.model.delivery import Delivery, DeliveryState, PlannedDelivery, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.known import Known
from syndicator.model.moment import Clock
from syndicator.model.unit import UnitTree
from syndicator.route.plan import Plan, plan, plan_withdrawal
from syndicator.route.rules import Rule, Subject
from syndicator.storage import bulletins, channels, deliveries, events, outbox, reading, sources
from syndicator.storage.session import Connection, Database

HELD = frozenset({BulletinState.HELD})
RELEASED = frozenset({BulletinState.RELEASED})
RELEASABLE = HELD | {BulletinState.REJECTED}
WITHDRAWABLE = RELEASED | HELD
RETRIABLE = frozenset({DeliveryState.ABANDONED, DeliveryState.UNCONFIRMED, DeliveryState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """
    Carries out a person's decisions; each becomes an event with the person's name.

    Every method raises NotFound where there is no such thing, and Refused where its state forbids the decision.
    """

    database: Database
    rules: Sequence[Rule]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    clock: Clock
    quiet: timedelta = timedelta(0)

    def release(self, bulletin_id: int, *, actor: str) -> list[Ring]:
        """Let the public see a held or rejected bulletin, and plan its deliveries; return what to ring for."""
        now = self.clock()
        with self.database.write() as connection:
            known = _move(connection, bulletin_id, RELEASABLE, BulletinState.RELEASED, now)
            routed = self._routed(connection, known, now)
            events.append(
                connection,
                [
                    _event(EventKind.BULLETIN_RELEASED, bulletin_id, actor, "", now),
                    _event(EventKind.BULLETIN_ROUTED, bulletin_id, actor, "; ".join(routed.trace), now),
                ],
            )
            return self._plan(connection, known, routed.deliveries if known.canonical else (), now)

    def reject(self, bulletin_id: int, *, actor: str, reason: str = "") -> None:
        """Put a held bulletin away."""
        now = self.clock()
        with self.database.write() as connection:
            _move(connection, bulletin_id, HELD, BulletinState.REJECTED, now)
            events.append(connection, [_event(EventKind.BULLETIN_REJECTED, bulletin_id, actor, reason, now)])

    def withdraw(self, bulletin_id: int, *, actor: str, reason: str = "") -> list[Ring]:
        """Take a bulletin back everywhere: what has not gone out is cancelled, what has is withdrawn."""
        now = self.clock()
        with self.database.write() as connection:
            known = _move(connection, bulletin_id, WITHDRAWABLE, BulletinState.WITHDRAWN, now)
            cancelled = deliveries.cancel_open(connection, bulletin_id, "the bulletin was withdrawn", now)
            reached = deliveries.channels_reached(connection, bulletin_id)
            told = [_event(EventKind.BULLETIN_WITHDRAWN, bulletin_id, actor, reason, now)]
            told += [
                _event(EventKind.DELIVERY_CANCELLED, bulletin_id, actor, "the bulletin was withdrawn", now, delivery_id)
                for delivery_id in cancelled
            ]
            events.append(connection, told)
            return self._plan(connection, known, plan_withdrawal(reached, self.channels, now=now), now)

    def retry(self, delivery_id: int, *, actor: str) -> list[Ring]:
        """Try a delivery again that was given up, cancelled, or left unconfirmed."""
        now = self.clock()
        with self.database.write() as connection:
            delivery = _ended(connection, delivery_id, RETRIABLE)
            deliveries.set_state(
                connection,
                delivery_id,
                DeliveryState.PLANNED,
                now,
                due_at=now,
                planned_at=now,
                attempts=delivery.attempts,
            )
            told = _event(EventKind.DELIVERY_RETRIED, delivery.bulletin_id, actor, "", now, delivery_id)
            events.append(connection, [told])
            return [Ring(delivery_id, self._kinds[delivery.channel])] if delivery.channel in self._kinds else []

    def settle(self, delivery_id: int, *, delivered: bool, actor: str) -> None:
        """Say what became of an unconfirmed delivery, after a look at the account."""
        now = self.clock()
        state = DeliveryState.DELIVERED if delivered else DeliveryState.ABANDONED
        with self.database.write() as connection:
            delivery = _ended(connection, delivery_id, frozenset({DeliveryState.UNCONFIRMED}))
            deliveries.set_state(connection, delivery_id, state, now)
            said = "it is there" if delivered else "it is not there"
            events.append(
                connection,
                [_event(EventKind.DELIVERY_SETTLED, delivery.bulletin_id, actor, said, now, delivery_id)],
            )

    def set_channel(self, name: str, state: ChannelState, *, actor: str, reason: str = "") -> None:
        """Pause or resume a channel; what is due waits meanwhile."""
        with self.database.write() as connection:
            said = f"{reason} ({actor})".strip() if state is ChannelState.PAUSED else None
            if not channels.set_state(connection, name, state, said, self.clock()):
                raise NotFound(f"there is no channel {name!r}", "list them with: syndicator channels list")

    @property
    def _kinds(self) -> dict[str, str]:
        return {name: config.kind for name, config in self.channels.items()}

    def _routed(self, connection: Connection, known: Known, now: datetime) -> Plan:
        bulletin = reading.bulletin(connection, known.bulletin_id)
        source = sources.find(connection, source_id=known.source_id)
        if bulletin is None or source is None:
            raise NotFound(f"there is no bulletin {known.bulletin_id}")
        subject = Subject(content=bulletin.content, verdict=bulletin.verdict, source=(source.id, source.config.address))
        return plan(subject, self.rules, self.channels, self.units, now=now)

    def _plan(
        self, connection: Connection, known: Known, planned: Sequence[PlannedDelivery], now: datetime
    ) -> list[Ring]:
        rows = [(known.bulletin_id, known.revision, one) for one in planned]
        return outbox.plan(connection, rows, self._kinds, now, quiet=self.quiet)


def _move(
    connection: Connection, bulletin_id: int, allowed: frozenset[BulletinState], state: BulletinState, now: datetime
) -> Known:
    known = bulletins.lock(connection, bulletin_id)
    if known.state not in allowed:
        names = " or ".join(sorted(one.value for one in allowed))
        raise Refused(f"bulletin {bulletin_id} is {known.state.value}", f"this can be done with one that is {names}")
    bulletins.set_state(connection, bulletin_id, state, now)
    return known


def _ended(connection: Connection, delivery_id: int, allowed: frozenset[DeliveryState]) -> Delivery:
    delivery = deliveries.find(connection, delivery_id)
    if delivery is None:
        raise NotFound(f"there is no delivery {delivery_id}", "list them with: syndicator deliveries list")
    if delivery.state not in allowed:
        names = " or ".join(sorted(one.value for one in allowed))
        raise Refused(f"delivery {delivery_id} is {delivery.state.value}", f"this can be done with one that is {names}")
    return delivery


def _event(
    kind: EventKind, bulletin_id: int, actor: str, reason: str, now: datetime, delivery_id: int | None = None
) -> Event:
    return Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, delivery_id=delivery_id, actor=actor)

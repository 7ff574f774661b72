"""Use case: a person of the desk chooses when posts go out, or that they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import Bulletin
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import STOPPED, Action, Delivery, DeliveryState, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.storage import deliveries, events, reading
from syndicator.storage.session import Connection, Database

LONGEST_WAIT = timedelta(days=90)
AT_ONCE = "at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduling:
    """
    Moves what is planned; each is an event with the person's name. A withdrawal is never moved: it goes at once.

    Whatever moment is chosen, quiet hours, rates and the state of the account hold on; a first post tells what its
    bulletin says when it goes.
    """

    database: Database
    channels: Mapping[str, ChannelConfig]
    clock: Clock

    def schedule(self, delivery_id: int, at: datetime, *, actor: str) -> None:
        """
        Have one planned post or correction wait until a moment.

        Raises:
            NotFound: there is no such delivery.
            Refused: it is not planned any more, or the moment is over, too far, or too late for its channel.
        """
        with self.database.write() as connection:
            delivery = _movable(connection, delivery_id)
            self._move(connection, _bulletin(connection, delivery.bulletin_id), delivery, at, actor)

    def schedule_all(self, bulletin_id: int, at: datetime, *, actor: str) -> int:
        """Have all that is planned of a bulletin wait until a moment, or nothing of it; return how many."""
        with self.database.write() as connection:
            bulletin = _bulletin(connection, bulletin_id)
            waiting = _waiting(connection, bulletin_id)
            for delivery in waiting:
                self._move(connection, bulletin, delivery, at, actor)
            return len(waiting)

    def send_now(self, delivery_id: int, *, actor: str) -> list[Ring]:
        """Have one planned post or correction wait no longer; return what to ring for. Raises as `schedule` does."""
        with self.database.write() as connection:
            return [self._hasten(connection, _movable(connection, delivery_id), actor)]

    def send_all_now(self, bulletin_id: int, *, actor: str) -> list[Ring]:
        """Have nothing that is planned of a bulletin wait any longer; return what to ring for."""
        with self.database.write() as connection:
            return [self._hasten(connection, one, actor) for one in _waiting(connection, bulletin_id)]

    def stop_all(self, bulletin_id: int, *, actor: str) -> int:
        """Stop all that is planned of a bulletin, but withdrawals; return how many. A person may try each again."""
        now, reason = self.clock(), f"{STOPPED}{actor}"
        with self.database.write() as connection:
            ids = [one.id for one in _waiting(connection, bulletin_id)]
            gone = deliveries.cancel(connection, ids, reason, now)
            stopped = EventKind.DELIVERY_CANCELLED
            events.append(connection, [_event(stopped, of, one, actor, reason, now) for of, one in gone])
            return len(gone)

    def _move(self, connection: Connection, bulletin: Bulletin, delivery: Delivery, at: datetime, actor: str) -> None:
        now = self.clock()
        self._check(bulletin, delivery, at, now)
        reason = delivery.reason_of_schedule(actor)
        deliveries.set_state(connection, delivery.id, DeliveryState.PLANNED, now, due_at=at, reason=reason)
        told = f"until {at.isoformat(timespec='minutes')}"
        events.append(connection, [_event(EventKind.DELIVERY_SCHEDULED, bulletin.id, delivery.id, actor, told, now)])

    def _check(self, bulletin: Bulletin, delivery: Delivery, at: datetime, now: datetime) -> None:
        if at <= now:
            raise Refused("that moment is over", "choose a later one, or send it now")
        if at - now > LONGEST_WAIT:
            raise Refused(f"that is more than {LONGEST_WAIT.days} days from now", "choose an earlier moment")
        latest = latest_of(bulletin, delivery, self.channels.get(delivery.channel))
        if latest is not None and at > latest:
            cause = f"{delivery.channel} takes this release until {latest.isoformat(timespec='minutes')} only"
            raise Refused(cause, "choose an earlier moment")

    def _hasten(self, connection: Connection, delivery: Delivery, actor: str) -> Ring:
        now = self.clock()
        deliveries.set_state(connection, delivery.id, DeliveryState.PLANNED, now, due_at=min(now, delivery.due_at))
        told = _event(EventKind.DELIVERY_SCHEDULED, delivery.bulletin_id, delivery.id, actor, AT_ONCE, now)
        events.append(connection, [told])
        return Ring(delivery.id, delivery.channel)


def latest_of(bulletin: Bulletin, delivery: Delivery, config: ChannelConfig | None) -> datetime | None:
    """Return until when a channel takes a first post of a bulletin; None where it does not mind, or a person asked."""
    if config is None or config.max_age is None or delivery.action is not Action.CREATE or delivery.is_wanted:
        return None
    return bulletin.content.published_at + config.max_age


def is_movable(delivery: Delivery) -> bool:
    """Whether a person may choose when a delivery goes out. What a digest tells goes with the digest."""
    planned = delivery.state is DeliveryState.PLANNED and delivery.carried_by is None
    return planned and delivery.action is not Action.WITHDRAW


def _movable(connection: Connection, delivery_id: int) -> Delivery:
    delivery = deliveries.find(connection, delivery_id)
    if delivery is None:
        raise NotFound(f"there is no delivery {delivery_id}", "list them with: syndicator deliveries list")
    if not is_movable(delivery):
        cause = f"delivery {delivery_id} is {delivery.state.value}"
        raise Refused(cause, "only a post or a correction that is planned can be moved")
    return delivery


def _waiting(connection: Connection, bulletin_id: int) -> list[Delivery]:
    """Return what is planned of a bulletin and may be moved, locked."""
    ids = [one.id for one in deliveries.of_bulletin(connection, bulletin_id) if is_movable(one)]
    found = (deliveries.find(connection, one) for one in ids)
    waiting = [one for one in found if one is not None and is_movable(one)]
    if not waiting:
        raise Refused(f"nothing of bulletin {bulletin_id} is planned", "it has gone out, or is stopped")
    return waiting


def _bulletin(connection: Connection, bulletin_id: int) -> Bulletin:
    found = reading.bulletin(connection, bulletin_id)
    if found is None:
        raise NotFound(f"there is no bulletin {bulletin_id}", "list them with: syndicator bulletins list")
    return found


def _event(kind: EventKind, bulletin_id: int, delivery_id: int, actor: str, reason: str, now: datetime) -> Event:
    return Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, delivery_id=delivery_id, actor=actor)

"""What decisions ask first, and the events that they leave."""

from __future__ import annotations

from datetime import datetime

from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.model.event import Event, EventKind
from syndicator.model.known import Known
from syndicator.storage import deliveries
from syndicator.storage.session import Connection


def check(known: Known, allowed: frozenset[BulletinState]) -> None:
    """Refuse what can only be done with a bulletin in other states."""
    if known.state not in allowed:
        names = " or ".join(sorted(one.value for one in allowed))
        cause = f"bulletin {known.bulletin_id} is {known.state.value}"
        raise Refused(cause, f"this can be done with one that is {names}")


def in_state(connection: Connection, delivery_id: int, allowed: frozenset[DeliveryState]) -> Delivery:
    """Return a delivery, locked; refuse what can only be done with one in other states."""
    delivery = deliveries.find(connection, delivery_id)
    if delivery is None:
        raise NotFound(f"there is no delivery {delivery_id}", "list them with: syndicator deliveries list")
    if delivery.state not in allowed:
        names = " or ".join(sorted(one.value for one in allowed))
        raise Refused(f"delivery {delivery_id} is {delivery.state.value}", f"this can be done with one that is {names}")
    return delivery


def event_of(
    kind: EventKind, bulletin_id: int, actor: str, reason: str, now: datetime, delivery_id: int | None = None
) -> Event:
    """Return the event of a decision."""
    return Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, delivery_id=delivery_id, actor=actor)

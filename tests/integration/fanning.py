"""What tests of fan-out do with a service, its releases, its deliveries, and workers that die."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from syndicator.bootstrap.service import Service
from syndicator.dispatch.sending import answer_of
from syndicator.model.account import Account
from syndicator.model.delivery import Action, Delivery, DeliveryClaim, DeliveryState
from syndicator.model.event import EventKind
from syndicator.model.source import SourceConfig
from syndicator.storage import breakers, claims
from syndicator.storage.statements import table
from syndicator.storage.tables import EventRow
from tests.conftest import MovableClock
from tests.feeds import Told, distinct, rss
from tests.outside import Answer, Outside

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
Open = Callable[..., Service]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For promises that no statement of either database keeps."""


def publish(service: Service, world: Outside, *told: Told) -> list[int]:
    world.answers["/feed/"] = Answer(body=rss(told))
    known = service.sourcing.all()
    source = known[0].id if known else service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    return [ring.delivery_id for ring in service.intake.poll([source], even_if_not_due=True).rings]


def many(number: int, first: int = 0) -> list[Told]:
    return [distinct(first + n) for n in range(number)]


def titled(number: int, title: str) -> Told:
    return replace(distinct(number), title=title)


def silenced(world: Outside) -> None:
    """The service wants a minute's silence by the clock of nobody."""
    world.answers["/api/v1/statuses"] = Answer(429, headers={"Retry-After": "60"})


def swept(service: Service) -> None:
    service.dispatch.dispatch([ring.delivery_id for ring in service.upkeep.ring_deliveries()])


def swept_for(service: Service, clock: MovableClock, times: int, every: timedelta = 2 * MINUTE) -> None:
    """Let the clock run, with a sweep at the end of each step."""
    for _ in range(times):
        clock.advance(every)
        swept(service)


def claimed(service: Service, ids: Sequence[int]) -> list[DeliveryClaim]:
    """Take a lease on deliveries as a worker does before it sends."""
    admission = service.dispatch.admission
    return admission.claim(admission.admit(ids), service.dispatch.lease)


def begun(service: Service, ids: Sequence[int]) -> list[DeliveryClaim]:
    """Claim deliveries, and write that the network is about to be touched."""
    taken = claimed(service, ids)
    with service.database.write() as connection:
        claims.begin(connection, taken)
    return taken


def sent_by_a_dying_worker(service: Service, ids: Sequence[int]) -> None:
    """Send deliveries, and write nothing of it down."""
    for one in service.dispatch.loading.load(begun(service, ids)).values():
        assert one.channel is not None
        answer_of(one, one.channel)


def states(service: Service) -> dict[DeliveryState, int]:
    return dict(service.tracing.delivery_counts())


def told_of(service: Service, kind: EventKind) -> list[str]:
    told = table(EventRow).c
    with service.database.read() as connection:
        return [row.reason for row in connection.execute(select(told.reason).where(told.kind == kind))]


def the(service: Service, action: Action = Action.CREATE) -> Delivery:
    (found,) = [one for one in service.tracing.deliveries() if one.action is action]
    return found


def account_of(service: Service, channel: str = "kait") -> Account:
    with service.database.read() as connection:
        return breakers.accounts(connection, [channel])[channel]

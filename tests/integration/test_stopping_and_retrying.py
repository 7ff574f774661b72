"""What a person stops stays stopped, what is wanted again goes out, and a digest follows the post that tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import NotFound, Refused
from syndicator.model.correction import DeskWord
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.model.event import EventKind
from syndicator.storage import deliveries, digests
from tests.conftest import MovableClock
from tests.feeds import Told, distinct
from tests.integration.conftest import started, write_channel
from tests.integration.test_dispatch import CHILD, publish, the_delivery
from tests.outside import Answer, Outside

GRACE = '[[route]]\nname = "semua"\nchannels = ["*"]\ndelay = "5m"\n'


@pytest.fixture
def patient(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> Iterator[Service]:
    """A service whose only route gives the desk five minutes."""
    write_channel(config_dir, world)
    (config_dir / "routes.toml").write_text(GRACE)
    yield from started(environment, database_url, redis_url, clock)


def send_all(service: Service) -> None:
    service.dispatch.dispatch([one.id for one in service.tracing.deliveries()])


def test_a_post_stopped_within_its_grace_never_goes_out(patient: Service, world: Outside, clock: MovableClock) -> None:
    assert publish(patient, world, distinct(1)) == [], "nothing is due yet"
    waiting = the_delivery(patient)
    assert waiting.due_at == clock.now + timedelta(minutes=5)
    patient.editing.cancel(waiting.id, actor="siti")
    clock.advance(timedelta(hours=1))
    assert patient.upkeep.ring_deliveries() == []
    send_all(patient)
    assert world.requests_to("/hook") == []
    stopped = the_delivery(patient)
    assert (stopped.state, stopped.last_error) == (DeliveryState.CANCELLED, "stopped by siti")
    (told,) = [one for one in patient.tracing.trace(1).events if one.kind is EventKind.DELIVERY_CANCELLED]
    assert (told.actor, told.reason, told.delivery_id) == ("siti", "stopped by siti", waiting.id)


def test_a_post_that_nobody_stops_goes_out_when_its_grace_is_over(
    patient: Service, world: Outside, clock: MovableClock
) -> None:
    publish(patient, world, distinct(1))
    clock.advance(timedelta(minutes=4, seconds=59))
    send_all(patient)
    assert world.requests_to("/hook") == []
    clock.advance(timedelta(seconds=1))
    send_all(patient)
    assert len(world.requests_to("/hook")) == 1


def test_a_release_by_the_desk_has_its_grace_too(patient: Service, world: Outside, clock: MovableClock) -> None:
    publish(patient, world, Told(1, text=CHILD))
    clock.advance(timedelta(hours=1))
    assert patient.editing.release(1, actor="siti") == []
    assert the_delivery(patient).due_at == clock.now + timedelta(minutes=5)


def test_what_a_person_stopped_is_not_planned_again_by_a_corrected_verdict(
    patient: Service, world: Outside, clock: MovableClock
) -> None:
    publish(patient, world, distinct(1))
    patient.editing.cancel(the_delivery(patient).id, actor="siti")
    patient.correcting.correct(1, DeskWord(topics=("narkoba",)), actor="siti")
    clock.advance(timedelta(hours=1))
    send_all(patient)
    assert the_delivery(patient).state is DeliveryState.CANCELLED
    assert world.requests_to("/hook") == []


def test_only_what_waits_and_is_no_withdrawal_can_be_stopped(wired: Service, world: Outside) -> None:
    wired.dispatch.dispatch(publish(wired, world, distinct(1)))
    with pytest.raises(Refused, match="is delivered"):
        wired.editing.cancel(the_delivery(wired).id, actor="siti")
    (ring,) = wired.editing.withdraw(1, actor="siti")
    with pytest.raises(Refused, match="come down everywhere"):
        wired.editing.cancel(ring.delivery_id, actor="siti")
    with pytest.raises(NotFound):
        wired.editing.cancel(99, actor="siti")


def test_a_retry_posts_what_was_too_old_or_stopped(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> None:
    write_channel(config_dir, world, 'max_age = "6h"')
    for service in started(environment, database_url, redis_url, clock):
        ids = publish(service, world, distinct(1))
        clock.advance(timedelta(hours=7))
        service.dispatch.dispatch(ids)
        stale = the_delivery(service)
        assert stale.state is DeliveryState.CANCELLED
        assert "nothing older than" in str(stale.last_error)
        (ring,) = service.editing.retry(stale.id, actor="siti")
        wanted = the_delivery(service)
        assert wanted.reason == "retried by siti (route everything)"
        service.editing.cancel(wanted.id, actor="budi")
        service.editing.retry(wanted.id, actor="budi")
        assert the_delivery(service).reason == "retried by budi (route everything)"
        service.dispatch.dispatch([ring.delivery_id])
        assert the_delivery(service).state is DeliveryState.DELIVERED
        assert len(world.requests_to("/hook")) == 1


def test_what_was_only_rehearsed_can_be_sent_for_good(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> None:
    write_channel(config_dir, world, "dry_run = true")
    for service in started(environment, database_url, redis_url, clock):
        service.dispatch.dispatch(publish(service, world, distinct(1)))
        assert the_delivery(service).state is DeliveryState.REHEARSED
    write_channel(config_dir, world)
    for service in started(environment, database_url, redis_url, clock):
        (ring,) = service.editing.retry(the_delivery(service).id, actor="siti")
        service.dispatch.dispatch([ring.delivery_id])
        assert the_delivery(service).state is DeliveryState.DELIVERED


def folded(service: Service, world: Outside, state: DeliveryState) -> list[Delivery]:
    """Return three deliveries, of which the first one carries the others; all stand in this state."""
    ids = sorted(publish(service, world, *(distinct(n) for n in range(3))))
    with service.database.write() as connection:
        digests.fold(connection, ids[0], ids[1:])
        for one in ids:
            deliveries.set_state(connection, one, state, service.clock(), attempts=1)
    return sorted(service.tracing.deliveries(), key=lambda one: one.id)


def states(service: Service) -> list[DeliveryState]:
    return [one.state for one in sorted(service.tracing.deliveries(), key=lambda one: one.id)]


@pytest.mark.parametrize(("there", "state"), [(True, DeliveryState.DELIVERED), (False, DeliveryState.ABANDONED)])
def test_settling_a_digest_settles_all_that_it_tells(
    wired: Service, world: Outside, *, there: bool, state: DeliveryState
) -> None:
    carrier, *_ = folded(wired, world, DeliveryState.UNCONFIRMED)
    wired.editing.settle(carrier.id, delivered=there, actor="siti")
    assert states(wired) == [state] * 3
    told = [one for n in (1, 2, 3) for one in wired.tracing.trace(n).events if one.kind is EventKind.DELIVERY_SETTLED]
    assert len(told) == 3


def test_a_retry_of_a_digest_takes_all_that_it_tells_along(wired: Service, world: Outside) -> None:
    carrier, *_ = folded(wired, world, DeliveryState.ABANDONED)
    (ring,) = wired.editing.retry(carrier.id, actor="siti")
    wired.dispatch.dispatch([ring.delivery_id])
    assert states(wired) == [DeliveryState.DELIVERED] * 3
    assert len(world.requests_to("/hook")) == 1


def test_a_retry_of_what_a_digest_told_goes_out_by_itself(wired: Service, world: Outside) -> None:
    _, member, other = folded(wired, world, DeliveryState.ABANDONED)
    (ring,) = wired.editing.retry(member.id, actor="siti")
    wired.dispatch.dispatch([ring.delivery_id])
    assert states(wired) == [DeliveryState.ABANDONED, DeliveryState.DELIVERED, DeliveryState.ABANDONED]
    kept = {one.id: one.carried_by for one in wired.tracing.deliveries()}
    assert (kept[member.id], kept[other.id]) == (None, other.carried_by)


def test_a_retry_of_what_nobody_knows_says_so(wired: Service, world: Outside) -> None:
    world.answers["/hook"] = Answer(204)
    (delivery_id,) = publish(wired, world, distinct(1))
    with wired.database.write() as connection:
        deliveries.set_state(connection, delivery_id, DeliveryState.UNCONFIRMED, wired.clock())
    wired.editing.retry(delivery_id, actor="siti")
    wanted = the_delivery(wired)
    assert wanted.reason == "looked for, and retried by siti (route everything)"
    assert (wanted.is_wanted, wanted.is_doubtful) == (True, True)

"""Deliveries, from plan to receipt, on both databases, to a receiver that fails in every way."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from syndicator.bootstrap.service import Service
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.source import SourceConfig
from syndicator.storage import claims
from syndicator.storage.endings import Ending, record
from tests.conftest import MovableClock
from tests.feeds import LONG, Told, distinct, rss
from tests.integration.conftest import SECRET, started, write_channel
from tests.outside import Answer, Asked, Outside


def publish(service: Service, world: Outside, *told: Told) -> list[int]:
    """Poll a source that tells these; return the ids of the deliveries to ring for."""
    world.answers["/feed/"] = Answer(body=rss(told))
    known = service.sourcing.all()
    source = known[0].id if known else service.sourcing.add(SourceConfig(address=f"{world.url}/feed/"), actor="test")
    return [ring.delivery_id for ring in service.intake.poll([source], even_if_not_due=True).rings]


def the_delivery(service: Service, action: Action = Action.CREATE) -> Delivery:
    (found,) = [one for one in service.tracing.deliveries() if one.action is action]
    return found


def test_a_new_bulletin_is_posted_once_and_signed(wired: Service, world: Outside) -> None:
    wired.dispatch.dispatch(publish(wired, world, distinct(1)))
    (asked,) = world.requests_to("/hook")
    told = Webhook(SECRET).sign(asked.headers["webhook-id"], _moment(asked), asked.body.decode())
    assert asked.headers["webhook-signature"] == told
    payload = json.loads(asked.body)
    assert payload["type"] == "bulletin.created"
    assert payload["data"]["title"] == "Kegiatan nomor 1"
    assert payload["data"]["url"] == "http://portal.test/b/1-kegiatan-nomor-1"
    assert the_delivery(wired).state is DeliveryState.DELIVERED


def _moment(asked: Asked) -> datetime:
    return datetime.fromtimestamp(int(asked.headers["webhook-timestamp"]), UTC)


def test_ringing_twice_sends_once(wired: Service, world: Outside) -> None:
    ids = publish(wired, world, distinct(1))
    wired.dispatch.dispatch(ids)
    wired.dispatch.dispatch(ids)
    assert len(world.requests_to("/hook")) == 1


def test_what_waits_beside_one_that_is_rung_for_goes_with_it(wired: Service, world: Outside) -> None:
    ids = publish(wired, world, *(distinct(number) for number in range(1, 8)))
    wired.dispatch.dispatch(ids[6:], patience_s=30, together=3)
    assert len(world.requests_to("/hook")) == 7
    first, *_ = [asked.headers["webhook-id"] for asked in world.requests_to("/hook")]
    keys = {one.id: one.key for one in wired.tracing.deliveries()}
    assert first in {keys[ids[6]], keys[ids[0]], keys[ids[1]]}
    for one in ids:
        wired.dispatch.dispatch([one], together=3)
    assert len(world.requests_to("/hook")) == 7


def test_nothing_goes_along_with_a_doorbell_that_rings_in_vain(wired: Service, world: Outside) -> None:
    ids = publish(wired, world, *(distinct(number) for number in range(1, 4)))
    wired.dispatch.dispatch(ids[:1])
    wired.dispatch.dispatch(ids[:1], together=5)
    assert len(world.requests_to("/hook")) == 1


def test_what_goes_along_keeps_to_the_order_of_its_story(wired: Service, world: Outside) -> None:
    ids = publish(wired, world, distinct(1), distinct(2))
    first = the_first(wired, ids[0])
    wired.editing.withdraw(first.bulletin_id, actor="siti")
    wired.dispatch.dispatch(ids[1:], together=5)
    assert len(world.requests_to("/hook")) == 1


def the_first(service: Service, delivery_id: int) -> Delivery:
    return next(one for one in service.tracing.deliveries() if one.id == delivery_id)


FAULTS = {
    "500": (Answer(500), DeliveryState.SENDING),
    "503": (Answer(503), DeliveryState.SENDING),
    "429": (Answer(429), DeliveryState.PLANNED),
    "a reset after the request was read": (Answer(reset=True), DeliveryState.SENDING),
}
"""Each with the state that it leaves: whether the receiver may have what it was sent."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_receiver_gets_the_same_id_until_it_answers(
    wired: Service, world: Outside, clock: MovableClock, fault: str
) -> None:
    world.answers["/hook"], state = FAULTS[fault]
    ids = publish(wired, world, distinct(1))
    wired.dispatch.dispatch(ids)
    waiting = the_delivery(wired)
    assert waiting.state is state
    assert waiting.due_at > clock.now
    world.answers["/hook"] = Answer(200)
    wired.dispatch.dispatch(ids)
    assert len(world.requests_to("/hook")) == 1, "not due yet"
    clock.advance(timedelta(minutes=1))
    wired.dispatch.dispatch(ids)
    keys = [asked.headers["webhook-id"] for asked in world.requests_to("/hook")]
    assert keys == [waiting.key, waiting.key]
    assert the_delivery(wired).state is DeliveryState.DELIVERED


def test_the_receivers_own_wish_is_kept(wired: Service, world: Outside, clock: MovableClock) -> None:
    world.answers["/hook"] = Answer(429, headers={"Retry-After": "600"})
    wired.dispatch.dispatch(publish(wired, world, distinct(1)))
    assert the_delivery(wired).due_at >= clock.now + timedelta(seconds=600)


def test_a_refusal_is_final_tells_why_and_can_be_retried(wired: Service, world: Outside) -> None:
    world.answers["/hook"] = Answer(410)
    wired.dispatch.dispatch(publish(wired, world, distinct(1)))
    refused = the_delivery(wired)
    assert refused.state is DeliveryState.ABANDONED
    assert "410" in str(refused.last_error)
    world.answers["/hook"] = Answer(200)
    rings = wired.editing.retry(refused.id, actor="siti")
    wired.dispatch.dispatch([ring.delivery_id for ring in rings])
    assert the_delivery(wired).state is DeliveryState.DELIVERED
    with pytest.raises(Refused, match="is delivered"):
        wired.editing.retry(refused.id, actor="siti")


def test_a_dead_workers_delivery_is_found_by_the_sweep_and_sent_under_the_same_id(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    ids = publish(wired, world, distinct(1))
    with wired.database.write() as connection:
        (claim,) = claims.claim(connection, ids, clock.now, lease=wired.dispatch.lease)
    assert wired.dispatch.dispatch(ids) == {}, "leased"
    clock.advance(wired.dispatch.lease)
    rings = wired.upkeep.ring_deliveries()
    assert [ring.delivery_id for ring in rings] == ids
    wired.dispatch.dispatch(ids)
    (asked,) = world.requests_to("/hook")
    assert asked.headers["webhook-id"] == claim.delivery.key
    attempts = wired.tracing.trace(claim.delivery.bulletin_id).attempts
    assert [attempt.outcome for attempt in attempts] == [None, "delivered"]


def test_a_worker_that_comes_back_from_the_dead_cannot_overwrite(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    ids = publish(wired, world, distinct(1))
    with wired.database.write() as connection:
        (late,) = claims.claim(connection, ids, clock.now, lease=timedelta(seconds=1))
    clock.advance(timedelta(seconds=2))
    wired.dispatch.dispatch(ids)
    ending = Ending(claim=late, outcome="postponed", reason="late", state=DeliveryState.PLANNED, due_at=clock.now)
    with wired.database.write() as connection:
        assert record(connection, [ending], clock.now).endings == []
    assert the_delivery(wired).state is DeliveryState.DELIVERED


def test_a_correction_follows_its_first_post_and_never_overtakes_it(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    world.answers["/hook"] = Answer(503)
    wired.dispatch.dispatch(publish(wired, world, Told(1)))
    rings = publish(wired, world, Told(1, text=f"{LONG} Ralat: sebelas personel."))
    world.answers["/hook"] = Answer(200)
    wired.dispatch.dispatch(rings)
    assert len(world.requests_to("/hook")) == 1, "the first post has not gone out yet"
    clock.advance(timedelta(minutes=2))
    for _ in range(2):
        wired.dispatch.dispatch([one.id for one in wired.tracing.deliveries()])
    told = [json.loads(asked.body) for asked in world.requests_to("/hook")]
    assert [one["type"] for one in told] == ["bulletin.created", "bulletin.created", "bulletin.revised"]
    assert told[-1]["data"]["revision"] == 2


def test_a_withdrawal_cancels_what_waits_and_reaches_who_has_it(wired: Service, world: Outside) -> None:
    wired.dispatch.dispatch(publish(wired, world, Told(1)))
    publish(wired, world, Told(1, text=f"{LONG} Ralat."))
    rings = wired.editing.withdraw(1, actor="siti", reason="salah nama")
    wired.dispatch.dispatch([ring.delivery_id for ring in rings])
    states = {one.action: one.state for one in wired.tracing.deliveries()}
    assert states == {
        Action.CREATE: DeliveryState.DELIVERED,
        Action.REVISE: DeliveryState.CANCELLED,
        Action.WITHDRAW: DeliveryState.DELIVERED,
    }
    assert [json.loads(asked.body)["type"] for asked in world.requests_to("/hook")][-1] == "bulletin.withdrawn"
    assert "title" not in json.loads(world.requests_to("/hook")[-1].body)["data"]


def test_a_bulletin_that_nobody_got_is_withdrawn_without_a_word(wired: Service, world: Outside) -> None:
    publish(wired, world, Told(1))
    assert wired.editing.withdraw(1, actor="siti") == []
    wired.dispatch.dispatch([one.id for one in wired.tracing.deliveries()])
    assert world.requests_to("/hook") == []


CHILD = (
    "Polres Contoh menangkap pelaku pencabulan terhadap anak di bawah umur. Korban berinisial M (14), siswi kelas 2 "
    "SMP, warga Desa Sukamaju, dicabuli oleh ayah tirinya sejak tahun lalu, kata Kasat Reskrim kepada wartawan."
)


def test_a_held_bulletin_goes_out_only_after_a_person_released_it(wired: Service, world: Outside) -> None:
    assert publish(wired, world, Told(1, text=CHILD)) == []
    assert wired.tracing.deliveries() == []
    rings = wired.editing.release(1, actor="siti")
    wired.dispatch.dispatch([ring.delivery_id for ring in rings])
    assert len(world.requests_to("/hook")) == 1
    assert wired.tracing.trace(1).bulletin.state is BulletinState.RELEASED
    with pytest.raises(Refused, match="is released"):
        wired.editing.release(1, actor="siti")
    with pytest.raises(NotFound):
        wired.editing.release(99, actor="siti")


def test_what_was_held_after_it_was_planned_is_not_sent(wired: Service, world: Outside) -> None:
    ids = publish(wired, world, Told(1))
    publish(wired, world, Told(1, text=CHILD))
    wired.dispatch.dispatch(ids)
    assert world.requests_to("/hook") == []
    assert the_delivery(wired).state is DeliveryState.CANCELLED


def test_a_paused_channel_waits_and_loses_nothing(wired: Service, world: Outside) -> None:
    wired.editing.set_channel("hook", ChannelState.PAUSED, actor="siti", reason="pindah")
    ids = publish(wired, world, distinct(1))
    wired.dispatch.dispatch(ids)
    assert world.requests_to("/hook") == []
    assert wired.upkeep.ring_deliveries() == []
    wired.editing.set_channel("hook", ChannelState.ACTIVE, actor="siti")
    wired.dispatch.dispatch(ids)
    assert len(world.requests_to("/hook")) == 1


def test_a_rate_is_kept_and_the_rest_waits(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> None:
    write_channel(config_dir, world, 'rate = "3/1m"')
    for service in started(environment, database_url, redis_url, clock):
        ids = publish(service, world, *(distinct(n) for n in range(5)))
        service.dispatch.dispatch(ids)
        assert len(world.requests_to("/hook")) == 3
        clock.advance(timedelta(minutes=1))
        service.dispatch.dispatch(ids)
        assert len(world.requests_to("/hook")) == 5
        assert {one.attempts for one in service.tracing.deliveries()} == {1}, "waiting for a slot is no attempt"


def test_quiet_hours_are_kept(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> None:
    write_channel(config_dir, world, 'quiet_hours = { begin = "14:00", end = "16:00", zone = "Asia/Jakarta" }')
    for service in started(environment, database_url, redis_url, clock):
        ids = publish(service, world, distinct(1))
        service.dispatch.dispatch(ids)
        assert world.requests_to("/hook") == [], "15:00 in Jakarta"
        clock.advance(timedelta(hours=1))
        service.dispatch.dispatch(ids)
        assert len(world.requests_to("/hook")) == 1


def test_many_deliveries_each_arrive_whatever_fails(wired: Service, world: Outside, clock: MovableClock) -> None:
    """Sixty deliveries to a receiver of which every other answer is a fault, swept until all are through."""
    turns = Counter[str]()

    def moody(_asked: Asked) -> Answer:
        turns["all"] += 1
        return [Answer(200), Answer(500), Answer(reset=True), Answer(429)][turns["all"] % 4]

    world.answers["/hook"] = moody
    publish(wired, world, *(distinct(n) for n in range(60)))
    for _ in range(60):
        clock.advance(timedelta(seconds=40))
        wired.dispatch.dispatch([ring.delivery_id for ring in wired.upkeep.ring_deliveries()])
    assert wired.tracing.delivery_counts() == {DeliveryState.DELIVERED: 60}
    assert len({asked.headers["webhook-id"] for asked in world.requests_to("/hook")}) == 60

"""One release, one post a channel: however many copies, whichever of them stands for the story, on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import Refused
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.delivery import Action, Delivery, DeliveryState, PlannedDelivery
from syndicator.model.story import Placement
from syndicator.model.verdict import Urgency
from syndicator.route.handover import hand_over
from syndicator.storage import claims, deliveries, outbox, placements
from tests.conftest import MovableClock
from tests.integration.conftest import started, write_channel
from tests.outside import Answer, Outside
from tests.unit.portal.press import Press, Release

KINDS = {"hook": "webhook"}
MINUTE = timedelta(minutes=1)
FIRST = Release(host="polres.example", channels=("hook",))
COPY = Release(host="polda.example", channels=("hook",))


class Room:
    """A press, and what a test does with its bulletins and their posts."""

    def __init__(self, service: Service, clock: MovableClock) -> None:
        self.press = Press(service)
        self._service, self._clock = service, clock

    def publish(self, release: Release) -> Bulletin:
        self._clock.advance(MINUTE)
        return self.press.publish(release)

    def correct(self, bulletin: Bulletin, release: Release) -> Bulletin:
        self._clock.advance(MINUTE)
        return self.press.correct(bulletin, replace(release, title=f"{release.title} (ralat)"))

    def place(self, *told: tuple[Bulletin, UUID, bool]) -> None:
        """Let bulletins stand in a story, as canonical ones or not."""
        self._clock.advance(MINUTE)
        wanted = [Placement(bulletin=one.uid, story=story, canonical=canonical) for one, story, canonical in told]
        with self._service.database.write() as connection:
            placements.place(connection, wanted, self._clock.now)

    def plan(self, bulletin: Bulletin, action: Action) -> None:
        self._clock.advance(MINUTE)
        one = PlannedDelivery(
            channel="hook", action=action, due_at=self._clock.now, urgency=Urgency.ROUTINE, reason="test"
        )
        with self._service.database.write() as connection:
            rows = [(bulletin.id, bulletin.revision, one)]
            outbox.plan(connection, rows, KINDS, self._clock.now, quiet=timedelta(0))

    def hand_over(self, canonical: Bulletin) -> None:
        self._clock.advance(MINUTE)
        with self._service.database.write() as connection:
            posts = deliveries.posts_by_bulletin(connection, [canonical.id]).get(canonical.id, ())
            channels = {name: one.config for name, one in self._service.dispatch.loading.channels.items()}
            made = hand_over(canonical.id, posts, channels, now=self._clock.now)
            deliveries.cancel(connection, made.cancelled, "test", self._clock.now)
            outbox.plan(connection, made.withdrawals, KINDS, self._clock.now, quiet=timedelta(0))

    def send(self) -> None:
        self._clock.advance(MINUTE)
        for _ in range(3):
            self._service.dispatch.dispatch([one.id for one in self._service.tracing.deliveries()])

    def told(self) -> list[str]:
        return [f"{one.action} {one.bulletin_id} {one.state}" for one in reversed(self._service.tracing.deliveries())]


@pytest.fixture
def room(wired: Service, clock: MovableClock) -> Room:
    return Room(wired, clock)


def payloads(world: Outside) -> list[tuple[str, int]]:
    told = [json.loads(asked.body) for asked in world.requests_to("/hook")]
    return [(one["type"], one["data"]["id"]) for one in told]


def of_action(service: Service, action: Action) -> Sequence[Delivery]:
    return [one for one in service.tracing.deliveries() if one.action is action]


def test_a_copy_makes_no_second_post_though_one_is_planned_for_it(room: Room) -> None:
    first = room.publish(FIRST)
    copy = room.publish(Release(story=first.story_uid, host="polda.example", channels=("hook",)))
    room.send()
    room.plan(copy, Action.CREATE)
    assert room.told() == ["create 1 delivered"]


def test_a_late_authority_corrects_the_post_that_the_copy_got(room: Room, world: Outside) -> None:
    copy = room.publish(COPY)
    room.send()
    issuer = room.publish(Release(story=copy.story_uid, host="polres.example"))
    room.place((copy, copy.story_uid, False), (issuer, copy.story_uid, True))
    room.plan(issuer, Action.CREATE)
    room.plan(issuer, Action.REVISE)
    room.send()
    assert room.told() == ["create 1 delivered", "revise 2 delivered"]
    assert payloads(world) == [("bulletin.created", copy.id), ("bulletin.revised", issuer.id)]


def test_the_name_that_the_channel_gave_a_post_is_found_whichever_bulletin_it_was_made_for(
    wired: Service, room: Room
) -> None:
    copy = room.publish(COPY)
    room.send()
    issuer = room.publish(Release(story=copy.story_uid, host="polres.example"))
    room.place((copy, copy.story_uid, False), (issuer, copy.story_uid, True))
    room.plan(issuer, Action.REVISE)
    (create,), (revise,) = of_action(wired, Action.CREATE), of_action(wired, Action.REVISE)
    with wired.database.read() as connection:
        stories = deliveries.stories_of(connection, [revise.bulletin_id])
        assert (
            deliveries.earlier_posts(connection, [revise], stories)[revise.id].remote_id
            == create.remote_id
            == create.key
        )
        assert deliveries.reached_by(connection, [copy.id, issuer.id]) == {copy.id: ["hook"], issuer.id: ["hook"]}


def test_a_correction_waits_for_the_first_post_that_another_bulletin_of_its_story_makes(
    wired: Service, room: Room, world: Outside, clock: MovableClock
) -> None:
    world.answers["/hook"] = Answer(503)
    copy = room.publish(COPY)
    issuer = room.publish(Release(story=copy.story_uid, host="polres.example"))
    room.send()
    room.place((copy, copy.story_uid, False), (issuer, copy.story_uid, True))
    room.plan(issuer, Action.REVISE)
    world.answers["/hook"] = Answer(204)
    (revise,) = of_action(wired, Action.REVISE)
    wired.dispatch.dispatch([revise.id])
    assert of_action(wired, Action.REVISE)[0].state is DeliveryState.PLANNED
    clock.advance(timedelta(hours=1))
    room.send()
    assert payloads(world)[-2:] == [("bulletin.created", copy.id), ("bulletin.revised", issuer.id)]


def test_what_is_being_sent_for_one_bulletin_is_waited_for_by_its_story(
    wired: Service, room: Room, clock: MovableClock
) -> None:
    one, other = room.publish(FIRST), room.publish(COPY)
    earlier, later = reversed(of_action(wired, Action.CREATE))
    with wired.database.write() as connection:
        (claim,) = claims.claim(connection, [later.id], clock.now, lease=timedelta(minutes=5))
    room.place((one, one.story_uid, True), (other, one.story_uid, False))
    with wired.database.write() as connection:
        assert claims.claim(connection, [earlier.id], clock.now, lease=MINUTE) == []
        claims.put_back(connection, [claim], clock.now)
        assert claims.claim(connection, [earlier.id, later.id], clock.now, lease=MINUTE)[0].delivery.id == earlier.id


def test_of_two_posts_that_were_planned_before_a_merger_one_goes_out(room: Room, world: Outside) -> None:
    one, other = room.publish(FIRST), room.publish(COPY)
    room.place((one, one.story_uid, True), (other, one.story_uid, False))
    room.send()
    assert len(world.requests_to("/hook")) == 1
    assert room.told() == ["create 1 delivered", "create 2 cancelled"]


def test_after_a_merger_the_second_post_is_withdrawn_and_the_first_goes_on(room: Room, world: Outside) -> None:
    one, other = room.publish(FIRST), room.publish(COPY)
    room.send()
    room.place((one, one.story_uid, True), (other, one.story_uid, False))
    room.hand_over(one)
    room.hand_over(one)
    room.send()
    room.plan(room.correct(one, FIRST), Action.REVISE)
    room.send()
    assert payloads(world)[2:] == [("bulletin.withdrawn", other.id), ("bulletin.revised", one.id)]


def test_after_a_merger_the_post_that_is_there_stays_where_the_other_one_was_never_made(
    wired: Service, room: Room, world: Outside, clock: MovableClock
) -> None:
    one, other = room.publish(FIRST), room.publish(COPY)
    earlier, later = reversed(of_action(wired, Action.CREATE))
    world.answers["/hook"] = Answer(500)
    wired.dispatch.dispatch([earlier.id])
    world.answers["/hook"] = Answer(204)
    wired.dispatch.dispatch([later.id])
    assert room.told() == ["create 1 sending", "create 2 delivered"]
    room.place((one, one.story_uid, True), (other, one.story_uid, False))
    room.hand_over(one)
    clock.advance(timedelta(hours=1))
    room.send()
    assert room.told() == ["create 1 unconfirmed", "create 2 delivered", "withdraw 1 delivered"]


def test_split_again_a_story_gets_its_post_back_under_a_new_key(wired: Service, room: Room, world: Outside) -> None:
    one, other = room.publish(FIRST), room.publish(COPY)
    room.send()
    before = {delivery.key for delivery in wired.tracing.deliveries()}
    for _ in range(2):
        room.place((one, one.story_uid, True), (other, one.story_uid, False))
        room.hand_over(one)
        room.send()
        room.place((one, one.story_uid, True), (other, other.story_uid, True))
        room.plan(other, Action.CREATE)
        room.send()
    assert [kind for kind, number in payloads(world) if number == other.id] == [
        "bulletin.created",
        "bulletin.withdrawn",
        "bulletin.created",
        "bulletin.withdrawn",
        "bulletin.created",
    ]
    keys = [asked.headers["webhook-id"] for asked in world.requests_to("/hook")]
    assert len(set(keys)) == len(keys)
    assert before <= set(keys)


def test_what_was_planned_twice_is_sent_once(room: Room, world: Outside) -> None:
    first = room.publish(FIRST)
    room.plan(first, Action.CREATE)
    room.send()
    for action in (Action.CREATE, Action.REVISE, Action.WITHDRAW):
        first = room.correct(first, FIRST) if action is Action.REVISE else first
        room.plan(first, action)
        room.plan(first, action)
        room.send()
        room.plan(first, action) if action is not Action.CREATE else None
        room.send()
    assert [kind for kind, _ in payloads(world)] == ["bulletin.created", "bulletin.revised", "bulletin.withdrawn"]


def test_what_has_no_post_is_neither_corrected_nor_withdrawn(room: Room, world: Outside) -> None:
    world.answers["/hook"] = Answer(410)
    first = room.publish(FIRST)
    room.plan(first, Action.REVISE)
    room.send()
    room.plan(first, Action.WITHDRAW)
    room.send()
    assert room.told() == ["create 1 abandoned", "revise 1 cancelled"]
    assert len(world.requests_to("/hook")) == 1


def test_the_desk_withdraws_a_whole_story_wherever_it_is(wired: Service, room: Room, world: Outside) -> None:
    copy = room.publish(COPY)
    room.send()
    issuer = room.publish(Release(story=copy.story_uid, host="polres.example"))
    held = room.publish(Release(story=copy.story_uid, host="lain.example", state=BulletinState.HELD))
    room.place((copy, copy.story_uid, False), (issuer, copy.story_uid, True), (held, copy.story_uid, False))
    room.plan(issuer, Action.REVISE)
    wired.editing.withdraw(issuer.id, actor="siti", reason="salah nama")
    room.send()
    assert room.told() == ["create 1 delivered", "revise 2 cancelled", "withdraw 1 delivered"]
    assert payloads(world)[-1] == ("bulletin.withdrawn", copy.id)
    assert {room.press.stored(one.uid).state for one in (copy, issuer, held)} == {BulletinState.WITHDRAWN}
    reasons = [event.reason for event in wired.tracing.trace(copy.id).events if event.actor == "siti"]
    assert reasons == ["salah nama"]


def test_the_desk_withdraws_a_copy_alone_and_the_post_of_its_story_stays(wired: Service, room: Room) -> None:
    first = room.publish(FIRST)
    copy = room.publish(Release(story=first.story_uid, host="polda.example"))
    room.send()
    assert wired.editing.withdraw(copy.id, actor="siti") == []
    assert room.told() == ["create 1 delivered"]
    assert room.press.stored(first.uid).state is BulletinState.RELEASED


def test_where_the_post_of_a_withdrawn_copy_had_not_gone_out_its_story_gets_another(
    wired: Service, room: Room, world: Outside
) -> None:
    copy = room.publish(COPY)
    issuer = room.publish(Release(story=copy.story_uid, host="polres.example"))
    room.place((copy, copy.story_uid, False), (issuer, copy.story_uid, True))
    assert len(wired.editing.withdraw(copy.id, actor="siti")) == 1
    room.send()
    assert room.told() == ["create 1 cancelled", "create 2 delivered"]
    assert payloads(world) == [("bulletin.created", issuer.id)]


def test_what_is_released_again_corrects_its_post_and_makes_no_second_one(
    wired: Service, room: Room, world: Outside
) -> None:
    first = room.publish(FIRST)
    room.send()
    held = room.press.correct(first, Release(host="polres.example", text="Tujuh anak.", state=BulletinState.HELD))
    wired.editing.release(held.id, actor="siti")
    room.send()
    assert [kind for kind, _ in payloads(world)] == ["bulletin.created", "bulletin.revised"]
    assert json.loads(world.requests_to("/hook")[-1].body)["data"]["text"] == "Tujuh anak."


def test_no_person_makes_a_second_post_by_trying_again(wired: Service, room: Room) -> None:
    one, other = room.publish(FIRST), room.publish(COPY)
    room.place((one, one.story_uid, True), (other, one.story_uid, False))
    room.send()
    (cancelled,) = [one for one in wired.tracing.deliveries() if one.state is DeliveryState.CANCELLED]
    with pytest.raises(Refused, match="another post in hook"):
        wired.editing.retry(cancelled.id, actor="siti")


def test_a_channel_that_leaves_typos_gets_corrections_of_meaning_against_what_it_shows(
    environment: pytest.MonkeyPatch,
    config_dir: Path,
    world: Outside,
    database_url: str,
    redis_url: str,
    clock: MovableClock,
) -> None:
    write_channel(config_dir, world, 'on_small_revise = "ignore"')
    for service in started(environment, database_url, redis_url, clock):
        room = Room(service, clock)
        first = room.publish(Release(text="Petugas mengamnkan pasar.", host="polres.example", channels=("hook",)))
        room.send()
        for text in ("Petugas mengamankan pasar.", "Petugas mengamankan passar.", "Petugas mengamankan dua pasar."):
            first = room.press.correct(first, Release(text=text, host="polres.example"))
            room.plan(first, Action.REVISE)
            room.send()
        assert room.told() == ["create 1 delivered", "revise 1 cancelled", "revise 1 cancelled", "revise 1 delivered"]
        assert json.loads(world.requests_to("/hook")[-1].body)["data"]["text"] == "Petugas mengamankan dua pasar."


def test_a_released_copy_stands_for_a_story_of_which_nobody_else_may_be_seen(
    wired: Service, room: Room, world: Outside
) -> None:
    first = room.publish(Release(host="polres.example", state=BulletinState.HELD))
    copy = room.publish(Release(story=first.story_uid, host="polda.example", state=BulletinState.HELD))
    wired.editing.release(copy.id, actor="siti")
    room.send()
    assert payloads(world) == [("bulletin.created", copy.id)]
    assert (room.press.stored(copy.uid).canonical, room.press.stored(first.uid).canonical) == (True, False)
    wired.editing.release(first.id, actor="siti")
    room.send()
    assert len(payloads(world)) == 1


def test_a_rejected_bulletin_makes_room_for_another_of_its_story(wired: Service, room: Room) -> None:
    first = room.publish(Release(host="polres.example", state=BulletinState.HELD))
    copy = room.publish(Release(story=first.story_uid, host="polda.example", state=BulletinState.HELD))
    assert wired.editing.reject(first.id, actor="siti") == []
    assert room.press.stored(copy.uid).canonical

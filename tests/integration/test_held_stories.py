"""What becomes sensitive is hidden with its story, and its posts are taken down, on both databases."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from syndicator.bootstrap.service import Service
from syndicator.errors import Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.event import EventKind
from syndicator.storage import claims
from tests.conftest import MovableClock
from tests.feeds import rss
from tests.integration.test_stories_of_intake import COPY, RELEASE, add, poll, stored, told
from tests.outside import Answer, Outside

SENSITIVE = (
    " Dalam kasus lain, pelaku pencabulan terhadap anak di bawah umur ditangkap. Korban berinisial M (14), siswi kelas "
    "2 SMP, dicabuli oleh ayah tirinya."
)
NUMBER = " NIK tersangka 6471052308950003."
HELD, RELEASED = BulletinState.HELD, BulletinState.RELEASED


def send(service: Service, clock: MovableClock) -> None:
    for _ in range(3):
        clock.advance(timedelta(minutes=1))
        service.dispatch.dispatch([one.id for one in service.tracing.deliveries()])


def posts(world: Outside) -> list[tuple[str, int]]:
    sent = [json.loads(asked.body) for asked in world.requests_to("/hook")]
    return [(one["type"].removeprefix("bulletin."), one["data"]["id"]) for one in sent]


def states(service: Service) -> list[BulletinState]:
    return [one.state for one in stored(service)]


def held_because(service: Service, bulletin_id: int) -> str:
    events = service.tracing.trace(bulletin_id).events
    return [event.reason for event in events if event.kind is EventKind.BULLETIN_HELD][-1]


def test_a_revision_that_becomes_sensitive_is_taken_down_and_posted_again_once_released(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    one = add(wired, world, "/satu/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, one, "/satu/", told(RELEASE + SENSITIVE))
    assert states(wired) == [HELD]
    send(wired, clock)
    assert posts(world) == [("created", 1), ("withdrawn", 1)]
    wired.editing.release(1, actor="siti")
    send(wired, clock)
    assert posts(world)[2:] == [("created", 1)]
    assert SENSITIVE.strip() in json.loads(world.requests_to("/hook")[-1].body)["data"]["text"]


def test_a_story_is_held_as_a_whole_when_one_copy_is(wired: Service, world: Outside, clock: MovableClock) -> None:
    one, other, third = (add(wired, world, path) for path in ("/satu/", "/dua/", "/tiga/"))
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(RELEASE + SENSITIVE, 7, 30))
    assert states(wired) == [HELD, HELD]
    assert held_because(wired, 1).startswith("bulletin 2 tells the same release and is held: child-in-case")
    poll(wired, world, third, "/tiga/", told(COPY, 9, 40))
    assert states(wired) == [HELD, HELD, HELD]
    send(wired, clock)
    assert posts(world) == [("created", 1), ("withdrawn", 1)]


def test_the_desk_decides_once_for_a_story(wired: Service, world: Outside, clock: MovableClock) -> None:
    one, other, third = (add(wired, world, path) for path in ("/satu/", "/dua/", "/tiga/"))
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(RELEASE + SENSITIVE, 7, 30))
    send(wired, clock)
    wired.editing.release(1, actor="siti")
    send(wired, clock)
    poll(wired, world, third, "/tiga/", told(COPY + SENSITIVE, 9, 40))
    assert states(wired) == [RELEASED, HELD, HELD]
    wired.clustering.recluster(clock.now - timedelta(hours=3))
    send(wired, clock)
    assert states(wired) == [RELEASED, HELD, HELD]
    assert posts(world) == [("created", 1), ("withdrawn", 1), ("created", 1)]


def test_a_copy_that_is_held_for_a_number_is_held_alone(wired: Service, world: Outside) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(RELEASE + NUMBER, 7, 30))
    assert states(wired) == [RELEASED, HELD]
    assert len(posts(world)) == 1


def test_the_next_copy_stands_for_a_story_whose_post_showed_a_number(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    poll(wired, world, other, "/dua/", told(COPY, 7, 30))
    shown = posts(world)[0][1]
    path, source, text = ("/satu/", one, RELEASE) if shown == 1 else ("/dua/", other, COPY)
    poll(wired, world, source, path, told(text + NUMBER, 1 if shown == 1 else 7, 0 if shown == 1 else 30))
    send(wired, clock)
    assert sorted(states(wired)) == [HELD, RELEASED]
    assert posts(world) == [("created", shown), ("withdrawn", shown), ("created", 3 - shown)]


def test_a_post_that_is_not_down_yet_stays_when_the_desk_lets_it_through(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    world.answers["/dua/"] = Answer(body=rss([told(RELEASE + SENSITIVE, 7, 30)], "https://dua.test"))
    (ring,) = wired.intake.poll([other], even_if_not_due=True).rings
    with wired.database.write() as connection:
        (claim,) = claims.claim(connection, [ring.delivery_id], clock.now, lease=timedelta(minutes=1))
    with pytest.raises(Refused, match="just being taken down"):
        wired.editing.release(1, actor="siti")
    with wired.database.write() as connection:
        claims.put_back(connection, [claim], clock.now)
    wired.editing.release(1, actor="siti")
    send(wired, clock)
    assert posts(world) == [("created", 1)]


def test_what_the_desk_holds_by_hand_is_taken_down_with_later_copies_until_it_is_released(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    one, other = add(wired, world, "/satu/"), add(wired, world, "/dua/")
    poll(wired, world, one, "/satu/", told(RELEASE))
    send(wired, clock)
    wired.editing.hold(1, actor="siti", reason="tunggu rilis resmi")
    poll(wired, world, other, "/dua/", told(COPY))
    send(wired, clock)
    assert states(wired) == [HELD, HELD]
    assert posts(world) == [("created", 1), ("withdrawn", 1)]
    assert held_because(wired, 1) == "tunggu rilis resmi"
    with pytest.raises(Refused, match="is held"):
        wired.editing.hold(1, actor="siti")
    wired.editing.release(1, actor="siti")
    send(wired, clock)
    assert states(wired) == [RELEASED, HELD]
    assert posts(world)[2:] == [("created", 1)]

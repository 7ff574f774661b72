"""What the desk decides on stories, on both databases: it holds, is told, and the posts follow."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from syndicator.bootstrap.building import build
from syndicator.bootstrap.service import Service
from syndicator.clustering import StoryView
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.event import Event, EventKind
from syndicator.settings import load
from syndicator.storage import bulletins, deliveries, events, relations
from tests.conftest import MovableClock
from tests.shelf import Shelved, copies, shelve, standing, story_uid, updated


@pytest.fixture
def wired(
    environment: pytest.MonkeyPatch, config_dir: Path, database_url: str, redis_url: str, clock: MovableClock
) -> Iterator[Service]:
    """A service with one channel, to which everything goes."""
    (config_dir / "channels.toml").write_text(
        '[[channel]]\nname = "hook"\nkind = "webhook"\nbase_url = "http://127.0.0.1:9/hook"\n'
        'secrets = { signing = "HOOK_SECRET" }\n'
    )
    environment.setenv("HOOK_SECRET", "whsec_c2VjcmV0LW9mLW5vLXdvcnRo")
    environment.setenv("SYNDICATOR_DATABASE_URL", database_url)
    environment.setenv("SYNDICATOR_REDIS_URL", redis_url)
    service = build(load(), clock=clock)
    service.open()
    yield service
    service.close()


def filled(service: Service, *told: Shelved, alike: tuple[tuple[int, int], ...] = ()) -> dict[int, int]:
    with service.database.write() as connection:
        ids = shelve(connection, *told)
        copies(connection, *alike)
    return ids


def stands(service: Service) -> dict[int, tuple[int, bool]]:
    with service.database.read() as connection:
        return standing(connection)


def parts(service: Service) -> set[frozenset[int]]:
    """Which bulletins stand together, by their numbers."""
    found: dict[int, set[int]] = {}
    for number, (story, _) in stands(service).items():
        found.setdefault(story, set()).add(number)
    return {frozenset(some) for some in found.values()}


def told_of(service: Service, bulletin_id: int) -> list[Event]:
    with service.database.read() as connection:
        return events.of_bulletin(connection, bulletin_id)


def posted(service: Service, bulletin_id: int) -> None:
    """Post a bulletin, as if it had been released just now."""
    with service.database.write() as connection:
        bulletins.set_state(connection, bulletin_id, BulletinState.HELD, service.clock())
    for ring in service.editing.release(bulletin_id, actor="test"):
        with service.database.write() as connection:
            deliveries.set_state(
                connection, ring.delivery_id, DeliveryState.DELIVERED, service.clock(), remote_id=f"r{bulletin_id}"
            )


def planned(service: Service) -> list[tuple[int, Action]]:
    return [(one.bulletin_id, one.action) for one in service.tracing.deliveries() if one.state is DeliveryState.PLANNED]


STAR = (Shelved(number=1, authority=0), Shelved(number=2, story=1), Shelved(number=3, story=1))
ALIKE = ((2, 1), (3, 1))


def test_a_story_is_shown_with_all_that_is_known_of_it(service: Service) -> None:
    ids = filled(service, *STAR, alike=ALIKE)
    with service.database.write() as connection:
        relations.tie(connection, [(ids[1], ids[2])], together=True, actor="siti", now=service.clock())
    view = service.clustering.show(story_uid(1))
    assert view == service.clustering.show(view.story.id)
    assert [(member.id, member.authority, member.canonical) for member in view.members] == [
        (ids[1], 0, True),
        (ids[2], 3, False),
        (ids[3], 3, False),
    ]
    assert view.members[0].source == "https://a.test"
    assert [(one.bulletin_id, one.other_id, one.score, one.reason) for one in view.relations] == [
        (ids[2], ids[1], 0.9, "the same words"),
        (ids[3], ids[1], 0.9, "the same words"),
    ]
    assert [(word.one_id, word.other_id, word.together, word.actor) for word in view.words] == [
        (ids[1], ids[2], True, "siti")
    ]
    assert view.posts == ()


def test_a_story_that_nobody_knows_is_not_found(service: Service) -> None:
    for name in (77, UUID(int=77)):
        with pytest.raises(NotFound, match="there is no story"):
            service.clustering.show(name)


def test_a_pinned_bulletin_stands_for_its_story_until_it_is_unpinned(service: Service, clock: MovableClock) -> None:
    ids = filled(service, *STAR, alike=ALIKE)
    service.clustering.pin(story_uid(1), ids[2], actor="siti")
    assert stands(service) == {1: (1, False), 2: (1, True), 3: (1, False)}
    clock.advance(timedelta(minutes=1))
    assert service.clustering.recluster(clock() - timedelta(hours=1)) == []
    assert service.clustering.show(story_uid(1)).story.pinned_id == ids[2]
    assert [(one.kind, one.actor) for one in told_of(service, ids[2])] == [
        (EventKind.STORY_PINNED, "siti"),
        (EventKind.CANONICAL_CHANGED, "siti"),
    ]
    service.clustering.unpin(story_uid(1), actor="budi")
    assert stands(service)[1] == (1, True)
    assert [one.kind for one in told_of(service, ids[2])][2:] == [
        EventKind.STORY_UNPINNED,
        EventKind.CANONICAL_CHANGED,
    ]


def test_a_pin_leaves_the_post_of_the_story_where_it_is(wired: Service) -> None:
    ids = filled(wired, *STAR, alike=ALIKE)
    posted(wired, ids[1])
    assert wired.clustering.pin(story_uid(1), ids[2], actor="siti") == []
    assert planned(wired) == []
    assert [(post.bulletin_id, post.remote_id) for post in wired.clustering.show(story_uid(1)).posts] == [
        (ids[1], f"r{ids[1]}")
    ]


def test_a_story_that_no_rule_sent_anywhere_is_not_posted_by_a_pin(wired: Service) -> None:
    ids = filled(wired, *STAR, alike=ALIKE)
    assert wired.clustering.pin(story_uid(1), ids[2], actor="siti") == []
    assert planned(wired) == []


def test_a_story_that_is_seen_for_the_first_time_is_posted(wired: Service, clock: MovableClock) -> None:
    held = Shelved(number=1, authority=0, state=BulletinState.HELD)
    ids = filled(wired, held, Shelved(number=2, story=1), alike=((2, 1),))
    changed(wired, ids[2])
    rings = wired.clustering.recluster(clock() - timedelta(hours=1))
    assert stands(wired)[2] == (1, True)
    assert planned(wired) == [(ids[2], Action.CREATE)]
    assert len(rings) == 1


def test_what_is_split_off_becomes_one_story_and_is_posted(wired: Service) -> None:
    ids = filled(wired, *STAR, Shelved(number=4, story=1), alike=(*ALIKE, (4, 1)))
    posted(wired, ids[1])
    rings = wired.clustering.split(story_uid(1), [ids[3], ids[4]], actor="siti")
    assert parts(wired) == {frozenset({1, 2}), frozenset({3, 4})}
    assert stands(wired)[1] == (1, True)
    (head,) = [number for number in (3, 4) if stands(wired)[number][1]]
    assert planned(wired) == [(ids[head], Action.CREATE)]
    assert len(rings) == 1
    kinds = {one.kind: one.actor for one in told_of(wired, ids[3])}
    assert kinds[EventKind.STORY_SPLIT] == "siti"


def test_a_post_that_goes_with_a_split_is_made_anew_for_those_that_stay(wired: Service) -> None:
    ids = filled(wired, *STAR, alike=ALIKE)
    posted(wired, ids[1])
    wired.clustering.split(story_uid(1), [ids[1]], actor="siti")
    assert parts(wired) == {frozenset({1}), frozenset({2, 3})}
    (head,) = [number for number in (2, 3) if stands(wired)[number][1]]
    assert planned(wired) == [(ids[head], Action.CREATE)]


def test_a_split_holds_whatever_arrives_later(service: Service, clock: MovableClock) -> None:
    ids = filled(service, *STAR, alike=ALIKE)
    service.clustering.split(story_uid(1), [ids[3]], actor="siti")
    late = Shelved(number=9, authority=0, words=400)
    filled(service, late, alike=((9, 1), (9, 2), (9, 3)))
    with service.database.write() as connection:
        events.append(connection, [Event(kind=EventKind.BULLETIN_ADDED, at=clock(), bulletin_id=ids[3])])
    service.clustering.recluster(clock() - timedelta(hours=1))
    assert stands(service)[3][0] != stands(service)[1][0]
    assert frozenset({1, 2, 9}) in parts(service) or frozenset({3, 9}) in parts(service)


@pytest.mark.parametrize("leaving", [[1, 2, 3], [9]])
def test_a_split_that_makes_no_sense_is_refused_and_changes_nothing(service: Service, leaving: list[int]) -> None:
    ids = filled(service, *STAR, Shelved(number=9), alike=ALIKE)
    before = stands(service)
    with pytest.raises(Refused, match=r"both sides|not in story"):
        service.clustering.split(story_uid(1), [ids[number] for number in leaving], actor="siti")
    assert stands(service) == before
    assert service.clustering.show(story_uid(1)).words == ()


def test_merged_stories_are_one_and_their_double_post_is_withdrawn(wired: Service) -> None:
    ids = filled(wired, Shelved(number=1, authority=0), Shelved(number=2), Shelved(number=3, story=2), alike=((3, 2),))
    for number in (1, 2):
        posted(wired, ids[number])
    other = wired.clustering.show(story_uid(2)).story.id
    rings = wired.clustering.merge(story_uid(1), other, actor="siti")
    assert parts(wired) == {frozenset({1, 2, 3})}
    assert planned(wired) == [(ids[2], Action.WITHDRAW)]
    assert len(rings) == 1
    assert wired.clustering.show(other) == wired.clustering.show(story_uid(1))
    assert [one.actor for one in told_of(wired, ids[3]) if one.kind is EventKind.STORY_MERGED] == ["siti"]


def test_a_double_that_has_not_gone_out_is_cancelled(wired: Service) -> None:
    ids = filled(wired, Shelved(number=1, authority=0), Shelved(number=2, state=BulletinState.HELD))
    posted(wired, ids[1])
    wired.editing.release(ids[2], actor="siti")
    assert planned(wired) == [(ids[2], Action.CREATE)]
    wired.clustering.merge(story_uid(1), story_uid(2), actor="siti")
    assert planned(wired) == []
    assert EventKind.DELIVERY_CANCELLED in {one.kind for one in told_of(wired, ids[2])}


def test_a_merger_takes_back_a_split_and_the_other_way_round(service: Service) -> None:
    ids = filled(service, *STAR, alike=ALIKE)
    for _ in range(2):
        service.clustering.split(story_uid(1), [ids[3]], actor="siti")
        assert parts(service) == {frozenset({1, 2}), frozenset({3})}
        service.clustering.merge(story_uid(1), story_of(service, 3), actor="budi")
        assert parts(service) == {frozenset({1, 2, 3})}


def story_of(service: Service, number: int) -> UUID:
    return story_uid(stands(service)[number][0])


def test_a_story_is_not_merged_with_itself(service: Service) -> None:
    filled(service, *STAR, alike=ALIKE)
    with pytest.raises(Refused, match="one story already"):
        service.clustering.merge(story_uid(1), story_uid(1), actor="siti")


def test_only_members_that_are_not_gone_are_pinned(service: Service) -> None:
    gone = Shelved(number=4, story=1, state=BulletinState.WITHDRAWN)
    ids = filled(service, *STAR, gone, Shelved(number=9), alike=ALIKE)
    with pytest.raises(Refused, match="is withdrawn"):
        service.clustering.pin(story_uid(1), ids[4], actor="siti")
    with pytest.raises(Refused, match="not in story"):
        service.clustering.pin(story_uid(1), ids[9], actor="siti")
    with pytest.raises(Refused, match="no pinned bulletin"):
        service.clustering.unpin(story_uid(1), actor="siti")


def changed(service: Service, *bulletin_ids: int, kind: EventKind = EventKind.BULLETIN_ADDED) -> None:
    with service.database.write() as connection:
        told = [Event(kind=kind, at=service.clock(), bulletin_id=one) for one in bulletin_ids]
        events.append(connection, told)


def test_what_was_left_half_done_heals_once_and_then_nothing_is_written(wired: Service, clock: MovableClock) -> None:
    ids = filled(wired, Shelved(number=1, authority=0), Shelved(number=2), Shelved(number=3))
    posted(wired, ids[1])
    posted(wired, ids[3])
    with wired.database.write() as connection:
        copies(connection, *ALIKE)
    changed(wired, *ids.values())
    since = clock() - timedelta(hours=1)
    wired.clustering.recluster(since)
    assert parts(wired) == {frozenset({1, 2, 3})}
    assert planned(wired) == [(ids[3], Action.WITHDRAW)]
    with wired.database.read() as connection:
        before = updated(connection)
    clock.advance(timedelta(minutes=1))
    assert wired.clustering.recluster(since) == []
    with wired.database.read() as connection:
        assert updated(connection) == before


def test_what_did_not_change_lately_is_left_alone(service: Service, clock: MovableClock) -> None:
    ids = filled(service, Shelved(number=1), Shelved(number=2), alike=((1, 2),))
    changed(service, ids[1])
    clock.advance(timedelta(hours=2))
    service.clustering.recluster(clock() - timedelta(hours=1))
    assert len(parts(service)) == 2


def test_a_canonical_copy_that_its_source_withdrew_makes_room_and_the_post_stays(
    wired: Service, clock: MovableClock
) -> None:
    ids = filled(wired, Shelved(number=1, authority=2), Shelved(number=2, story=1), alike=((2, 1),))
    posted(wired, ids[1])
    with wired.database.write() as connection:
        bulletins.set_state(connection, ids[1], BulletinState.WITHDRAWN, clock())
    changed(wired, ids[1], kind=EventKind.BULLETIN_WITHDRAWN)
    assert wired.clustering.recluster(clock() - timedelta(hours=1)) == []
    assert stands(wired) == {1: (1, False), 2: (1, True)}
    assert planned(wired) == []


def test_a_long_log_is_read_to_the_moment_that_was_asked_for(service: Service, clock: MovableClock) -> None:
    with service.database.write() as connection:
        told = [Event(kind=EventKind.BULLETIN_ADDED, at=clock(), bulletin_id=number) for number in range(1, 6_001)]
        events.append(connection, told)
        found = events.bulletins_since(connection, {EventKind.BULLETIN_ADDED}, clock())
        assert found == list(range(6_000, 0, -1))
        assert events.bulletins_since(connection, {EventKind.BULLETIN_HELD}, clock()) == []
        assert events.bulletins_since(connection, set(EventKind), clock() + timedelta(seconds=1)) == []


@pytest.mark.parametrize("seed", range(3))
def test_random_decisions_leave_one_canonical_bulletin_a_story_and_lose_none(service: Service, seed: int) -> None:
    chance = random.Random(seed)
    told = [Shelved(number=number, authority=chance.randrange(4)) for number in range(1, 9)]
    ids = filled(service, *told, alike=tuple((n, n - 1) for n in range(2, 9) if chance.random() < 0.6))
    for _ in range(12):
        decide_at_random(service, ids, chance)
        check(service, set(ids))


def decide_at_random(service: Service, ids: dict[int, int], chance: random.Random) -> None:
    one, other = chance.sample(sorted(ids), 2)
    desk, story = service.clustering, story_of(service, one)
    try:
        match chance.randrange(4):
            case 0:
                desk.pin(story, ids[one], actor="siti")
            case 1:
                desk.split(story, [ids[one]], actor="siti")
            case 2:
                desk.merge(story, story_of(service, other), actor="siti")
            case _:
                desk.unpin(story, actor="siti")
    except Refused:
        pass


def check(service: Service, numbers: set[int]) -> None:
    now = stands(service)
    assert set(now) == numbers
    views: list[StoryView] = [service.clustering.show(story_uid(story)) for story, _ in now.values()]
    for view in views:
        assert [member.id for member in view.members if member.canonical] == [view.story.canonical_id]
        assert view.story.merged_into is None

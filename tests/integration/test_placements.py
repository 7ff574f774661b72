"""Where bulletins stand, as read and written, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection

from syndicator.errors import ConcurrentChange
from syndicator.model.bulletin import BulletinState
from syndicator.model.event import EventKind
from syndicator.model.story import Kinship, Placement
from syndicator.storage import bulletins, neighbourhoods, placements, relations, stories
from syndicator.storage.neighbourhoods import Neighbourhood
from syndicator.storage.session import Database
from tests.shelf import NOW, Shelved, copies, shelve, standing, story_uid, updated

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.write() as connection:
        yield connection


def near(connection: Connection, bulletin_id: int, most: int = 300) -> Neighbourhood:
    return neighbourhoods.neighbourhood(connection, [bulletin_id], most=most)


def numbers(hood: Neighbourhood) -> list[int]:
    return [member.uid.int for member in hood.members]


def at(number: int, story: int, *, canonical: bool = False) -> Placement:
    return Placement(bulletin=UUID(int=number), story=story_uid(story), canonical=canonical)


def test_a_neighbourhood_tells_whole_stories_in_order_of_arrival(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=5), Shelved(number=3, story=5), Shelved(number=4), Shelved(number=9))
    copies(connection, (3, 4))
    hood = near(connection, ids[4])
    assert numbers(hood) == [5, 3, 4]
    assert {uid.int: bulletin_id for uid, bulletin_id in hood.ids.items()} == {n: ids[n] for n in (5, 3, 4)}
    assert [(relation.one.int, relation.other.int) for relation in hood.relations] == [(4, 3)]


def test_a_neighbourhood_is_the_same_wherever_it_begins(connection: Connection) -> None:
    ids = shelve(connection, *(Shelved(number=number) for number in range(1, 7)))
    copies(connection, (1, 2), (2, 3), (3, 4), (4, 5))
    for number in range(1, 6):
        hood = near(connection, ids[number])
        assert numbers(hood) == [1, 2, 3, 4, 5]
        assert hood.complete


def test_only_copies_and_revisions_make_neighbours(connection: Connection) -> None:
    ids = shelve(connection, *(Shelved(number=number) for number in range(1, 4)))
    copies(connection, (1, 2), kinship=Kinship.SAME_TEMPLATE)
    copies(connection, (1, 3), kinship=Kinship.REVISION)
    assert numbers(near(connection, ids[1])) == [1, 3]


def test_a_word_that_ties_together_makes_neighbours(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2), Shelved(number=3))
    relations.tie(connection, [(ids[2], ids[1])], together=True, actor="siti", now=NOW)
    relations.tie(connection, [(ids[3], ids[1])], together=False, actor="siti", now=NOW)
    hood = near(connection, ids[1])
    assert numbers(hood) == [1, 2]
    assert [(tie.one.int, tie.other.int, tie.together) for tie in hood.ties] == [(1, 2, True)]


def test_a_story_that_has_no_room_is_left_out_whole(connection: Connection) -> None:
    ids = shelve(connection, *(Shelved(number=n) for n in (1, 2, 4)), Shelved(number=3, story=2))
    copies(connection, (1, 2), (1, 4))
    hood = near(connection, ids[1], most=2)
    assert numbers(hood) == [1, 4]
    assert not hood.complete
    assert numbers(near(connection, ids[2], most=1)) == [2, 3], "its own story is told in full"


def test_a_member_tells_its_rank(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1, authority=0, words=70, state=BulletinState.HELD))
    stories.pin(connection, near_story(connection, ids[1]), ids[1])
    (member,) = near(connection, ids[1]).members
    assert (member.authority, member.length_words, member.state) == (0, 70, BulletinState.HELD)
    assert (member.story_uid, member.pinned) == (story_uid(1), True)


def near_story(connection: Connection, bulletin_id: int) -> int:
    (found,) = stories.ids(connection, [bulletins.lock(connection, bulletin_id).story_uid]).values()
    return found


def test_what_was_stored_before_likeness_keeps_its_story(connection: Connection) -> None:
    old = Shelved(number=1, sketched=False, text="satu dua tiga")
    ids = shelve(connection, old, Shelved(number=2, story=1, sketched=False))
    hood = near(connection, ids[2])
    assert (hood.members[0].authority, hood.members[0].length_words) == (2, 3)
    assert [(one.one.int, one.other.int, one.kinship) for one in hood.relations] == [(2, 1, Kinship.COPY)]


def test_placing_what_stands_so_already_changes_nothing(connection: Connection) -> None:
    shelve(connection, Shelved(number=1), Shelved(number=2, story=1))
    before = updated(connection)
    assert placements.place(connection, [at(1, 1, canonical=True), at(2, 1)], LATER) == []
    assert updated(connection) == before


def test_a_new_canonical_bulletin_is_told_of_both_and_feeds_see_it(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2, story=1), Shelved(number=3, story=1))
    told = placements.place(connection, [at(1, 1), at(2, 1, canonical=True), at(3, 1)], LATER)
    assert {event.bulletin_id: event.kind for event in told} == {
        ids[1]: EventKind.CANONICAL_CHANGED,
        ids[2]: EventKind.CANONICAL_CHANGED,
    }
    assert standing(connection) == {1: (1, False), 2: (1, True), 3: (1, False)}
    story = stories.find(connection, story_uid(1))
    assert story is not None
    assert story.canonical_id == ids[2]
    assert [number for number, moment in updated(connection).items() if moment == LATER] == [1, 2]


def test_a_merged_story_leads_to_the_one_that_took_it_over(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2), Shelved(number=3, story=2))
    told = placements.place(connection, [at(1, 1, canonical=True), at(2, 1), at(3, 1)], LATER)
    assert {event.bulletin_id: event.kind for event in told} == {
        ids[2]: EventKind.STORY_MERGED,
        ids[3]: EventKind.STORY_MERGED,
    }
    merged, heir = stories.find(connection, story_uid(2)), stories.follow(connection, story_uid(2))
    assert merged is not None
    assert heir is not None
    assert (merged.members, merged.merged_into, heir.uid) == ((), heir.id, story_uid(1))
    assert heir.members == (ids[1], ids[2], ids[3])
    assert stories.follow(connection, merged.id) == heir


def test_a_chain_of_mergers_is_followed_to_its_end(connection: Connection) -> None:
    shelve(connection, *(Shelved(number=number) for number in range(1, 4)))
    placements.place(connection, [at(3, 2), at(2, 2, canonical=True)], LATER)
    placements.place(connection, [at(1, 1, canonical=True), at(2, 1), at(3, 1)], LATER)
    heir = stories.follow(connection, story_uid(3))
    assert heir is not None
    assert heir.uid == story_uid(1)


def test_a_single_bulletin_that_moves_has_joined(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2))
    (told,) = placements.place(connection, [at(1, 1, canonical=True), at(2, 1)], LATER)
    assert (told.kind, told.bulletin_id) == (EventKind.STORY_JOINED, ids[2])


def test_a_split_founds_a_story_and_a_merger_can_be_taken_back(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2, story=1))
    (told,) = placements.place(connection, [at(1, 1, canonical=True), at(2, 7, canonical=True)], LATER)
    assert (told.kind, told.bulletin_id) == (EventKind.STORY_SPLIT, ids[2])
    assert standing(connection) == {1: (1, True), 2: (7, True)}
    placements.place(connection, [at(1, 1, canonical=True), at(2, 1)], LATER)
    placements.place(connection, [at(1, 1, canonical=True), at(2, 7, canonical=True)], LATER)
    story = stories.find(connection, story_uid(7))
    assert story is not None
    assert (story.merged_into, story.canonical_id, story.members) == (None, ids[2], (ids[2],))


def test_texts_go_with_the_bulletins_that_carry_them(connection: Connection) -> None:
    shelve(connection, Shelved(number=1, text="satu"), Shelved(number=2, story=1, text="dua"))
    shelve(connection, Shelved(number=3, story=1, text="satu"))
    stands = [at(1, 1, canonical=True), at(2, 7, canonical=True), at(3, 7)]
    placements.place(connection, stands, LATER)
    owners = bulletins.by_text(connection, ["satu", "dua"])
    assert {text: owner.story_uid for text, owner in owners.items()} == {"satu": story_uid(1), "dua": story_uid(7)}


def test_all_texts_of_a_merged_story_belong_to_its_heir(connection: Connection) -> None:
    shelve(connection, Shelved(number=1), Shelved(number=2, text="dua"))
    placements.place(connection, [at(1, 1, canonical=True), at(2, 1)], LATER)
    assert bulletins.by_text(connection, ["dua"])["dua"].story_uid == story_uid(1)


def test_a_pin_goes_with_its_bulletin(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2))
    stories.pin(connection, near_story(connection, ids[2]), ids[2])
    placements.place(connection, [at(1, 1), at(2, 1, canonical=True)], LATER)
    merged, heir = stories.find(connection, story_uid(2)), stories.find(connection, story_uid(1))
    assert merged is not None
    assert heir is not None
    assert (merged.pinned_id, heir.pinned_id) == (None, ids[2])


def test_a_bulletin_that_came_meanwhile_is_not_overlooked(connection: Connection) -> None:
    shelve(connection, Shelved(number=1), Shelved(number=2, story=1))
    with pytest.raises(ConcurrentChange, match="came to one of these stories"):
        placements.place(connection, [at(1, 1, canonical=True)], LATER)


def test_who_arranges_at_the_same_moment_waits_and_sees_what_came(database: Database) -> None:
    with database.write() as connection:
        ids = shelve(connection, Shelved(number=1), Shelved(number=2), Shelved(number=3))
    locked, seen = threading.Event(), []

    def second() -> None:
        locked.wait(10)
        with database.write() as connection:
            hood = neighbourhoods.neighbourhood(connection, [ids[1]], lock=True)
            seen.append(numbers(hood))

    other = threading.Thread(target=second)
    other.start()
    with database.write() as connection:
        neighbourhoods.neighbourhood(connection, [ids[1], ids[2]], lock=True)
        locked.set()
        other.join(0.3)
        placements.place(connection, [at(1, 1, canonical=True), at(2, 1)], LATER)
    other.join(10)
    assert seen == [[1, 2]]


def test_the_last_word_on_a_pair_holds(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2, story=1))
    for together in (True, False):
        relations.tie(connection, [(ids[2], ids[1])], together=together, actor="siti", now=NOW)
    assert [tie.together for tie in near(connection, ids[1]).ties] == [False]
    relations.untie(connection, [ids[2]], [ids[1]])
    assert near(connection, ids[1]).ties == ()


def test_a_relation_is_replaced_told_from_both_sides_and_forgotten(connection: Connection) -> None:
    ids = shelve(connection, Shelved(number=1), Shelved(number=2))
    copies(connection, (1, 2))
    copies(connection, (2, 1), kinship=Kinship.FOLLOW_UP)
    (of_two,) = relations.relations_of(connection, ids[2])
    assert (of_two.bulletin_id, of_two.kinship, of_two.earlier, of_two.title) == (
        *(ids[1], Kinship.FOLLOW_UP, True),
        "Rilis 1",
    )
    (of_one,) = relations.relations_of(connection, ids[1])
    assert (of_one.bulletin_id, of_one.earlier) == (ids[2], False)
    relations.unrelate(connection, [(ids[1], ids[2])])
    assert relations.relations_of(connection, ids[1]) == []

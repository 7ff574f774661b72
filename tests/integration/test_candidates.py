"""Stored bulletins that may tell a release: found by the keys that they share, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, insert, select, text, update

from syndicator.model.bulletin import BulletinState
from syndicator.model.fingerprint import Fingerprint, Sketch
from syndicator.model.source import SourceConfig
from syndicator.storage import candidates, sketches, sources
from syndicator.storage.candidates import PRUNED_AT_ONCE, SLOTS, Sketched, day_of
from syndicator.storage.session import Database
from syndicator.storage.statements import table
from syndicator.storage.tables import BulletinRow, CandidateKeyRow, SketchRow, StoryRow

MOMENT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
TODAY = day_of(MOMENT)
BULLETINS = 400
FACTS = {"days": ("0302",), "persons": ("agus salim", "rina wati")}


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A transaction over a database that `fill` filled."""
    with database.write() as connection:
        fill(connection)
        yield connection


def fill(connection: Connection) -> None:
    """Four hundred bulletins of one source; each is a story of its own."""
    source = sources.add(connection, SourceConfig(address="https://humas.test/feed/"), "humas.test/feed", MOMENT)
    numbers = range(1, BULLETINS + 1)
    connection.execute(
        insert(table(StoryRow)),
        [{"uid": UUID(int=number), "created_at": MOMENT, "canonical_id": number} for number in numbers],
    )
    told = {"state": "released", "canonical": True, "revision": 1}
    moments = dict.fromkeys(("first_seen_at", "published_at", "updated_at"), MOMENT)
    rows = [
        {"uid": UUID(int=1000 + number), "source_id": source, "story_id": number} | told | moments for number in numbers
    ]
    connection.execute(insert(table(BulletinRow)), rows)


def sketched(
    bulletin_id: int, keys: Sequence[int] = (), *, at: datetime = MOMENT, words: bytes = b"\1\0\0\0"
) -> Sketched:
    sketch = Sketch(words=words, title=b"\5\0\0\0", facts=FACTS)
    fingerprint = Fingerprint(text_hash="f" * 64, keys=tuple(keys), sketch=sketch)
    return Sketched(bulletin_id=bulletin_id, fingerprint=fingerprint, authority=2, published_at=at)


def all_of(connection: Connection, key: int) -> set[int]:
    return {bulletin_id for bulletin_id, _ in candidates.carriers(connection, [key])[key]}


def found(connection: Connection, *keys: int, day: int = TODAY, most: int = 8) -> list[int]:
    return candidates.find(connection, [(keys, day)], most=most).candidates[0]


def rows_of(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(table(CandidateKeyRow))).scalar_one()


def test_a_bulletin_that_shares_a_key_is_found(connection: Connection) -> None:
    candidates.add(connection, [sketched(1, [7, 2**63 - 1]), sketched(2, [8, 9])])
    assert found(connection, 2**63 - 1, 5) == [1]


def test_who_shares_nothing_is_not_found(connection: Connection) -> None:
    candidates.add(connection, [sketched(1, [7])])
    assert found(connection, 6) == []
    assert found(connection) == []


def test_a_batch_is_answered_bulletin_by_bulletin(connection: Connection) -> None:
    candidates.add(connection, [sketched(1, [10, 11]), sketched(2, [12]), sketched(3, [13])])
    answer = candidates.find(connection, [((12, 99), TODAY), ((), TODAY), ((10, 13), TODAY)])
    assert answer.candidates == [[2], [], [1, 3]]
    assert answer.seen == {1, 2, 3}


def test_one_key_that_few_have_says_more_than_many_that_all_have(connection: Connection) -> None:
    template, rare = list(range(100, 108)), 200
    candidates.add(connection, [sketched(number, template) for number in range(2, 300)])
    candidates.add(connection, [sketched(1, [rare])])
    assert found(connection, *template, rare)[0] == 1


def test_who_shares_more_comes_first_and_of_equals_the_older(connection: Connection) -> None:
    candidates.add(connection, [sketched(5, [20, 21]), sketched(4, [20]), sketched(3, [22]), sketched(6, [23])])
    assert found(connection, 20, 21, 22, 23) == [5, 3, 6]
    assert found(connection, 20, 21, 22, 23, most=2) == [5, 3]


def test_of_those_that_share_only_what_many_have_two_are_compared(connection: Connection) -> None:
    candidates.add(connection, [sketched(number, [24, 25]) for number in range(1, 41)])
    assert len(found(connection, 24, 25, most=BULLETINS)) == 2


def test_a_copy_of_what_hundreds_repeat_finds_others_of_them(connection: Connection) -> None:
    keys = range(300, 320)
    candidates.add(connection, [sketched(number, keys) for number in range(2, BULLETINS + 1)])
    assert len(found(connection, *keys)) >= 2


def test_a_key_has_so_many_carriers_and_no_more(connection: Connection) -> None:
    candidates.add(connection, [sketched(number, [30]) for number in range(1, BULLETINS + 1)])
    assert rows_of(connection) == SLOTS
    assert len(all_of(connection, 30)) == SLOTS


def test_a_later_bulletin_takes_the_slot_of_an_earlier_one(connection: Connection) -> None:
    candidates.add(connection, [sketched(number, [30]) for number in range(1, 201)])
    candidates.add(connection, [sketched(number, [30]) for number in range(201, 401)])
    assert min(all_of(connection, 30)) > 200


def test_two_bulletins_that_meet_in_a_slot_are_both_found_by_their_other_keys(connection: Connection) -> None:
    keys = range(2**40, 2**40 + 20)
    candidates.add(connection, [sketched(number, keys) for number in range(1, 6)])
    assert sorted(found(connection, *keys)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("days", "is_found"), [(-45, True), (45, True), (-46, False), (46, False)])
def test_only_what_is_told_within_the_window_is_found(connection: Connection, days: int, *, is_found: bool) -> None:
    candidates.add(connection, [sketched(1, [40], at=MOMENT + timedelta(days=days))])
    assert found(connection, 40) == ([1] if is_found else [])


def test_a_day_is_one_of_utc() -> None:
    assert day_of(datetime.fromisoformat("2026-03-03T06:30:00+07:00")) == TODAY


def test_more_keys_than_a_statement_may_hold_are_one_question(connection: Connection) -> None:
    wanted = [(range(number * 40, number * 40 + 40), TODAY) for number in range(1, BULLETINS + 1)]
    candidates.add(connection, [sketched(number, keys) for number, (keys, _) in enumerate(wanted, 1)])
    assert candidates.find(connection, wanted).candidates == [[number] for number in range(1, BULLETINS + 1)]


def test_adding_twice_changes_nothing(connection: Connection) -> None:
    for _ in range(2):
        candidates.add(connection, [sketched(1, [50, 51]), sketched(2, [51])])
    assert rows_of(connection) == 3
    assert found(connection, 50, 51) == [1, 2]


def test_a_new_revision_is_compared_by_its_new_sketch_and_found_by_old_and_new_keys(connection: Connection) -> None:
    candidates.add(connection, [sketched(1, [60], words=b"\1\0\0\0")])
    candidates.add(connection, [sketched(1, [61], words=b"\2\0\0\0")])
    assert found(connection, 60) == found(connection, 61) == [1]
    assert sketches.stored(connection, [1])[1].sketch.words == b"\2\0\0\0"


def test_a_text_too_short_for_keys_has_a_sketch_and_is_found_by_nothing(connection: Connection) -> None:
    candidates.add(connection, [sketched(1)])
    assert rows_of(connection) == 0
    assert set(sketches.stored(connection, [1])) == {1}


def test_nothing_to_add_and_nothing_to_find_are_fine(connection: Connection) -> None:
    candidates.add(connection, [])
    assert candidates.find(connection, []).candidates == []
    assert sketches.stored(connection, []) == {}


def test_all_that_a_decision_needs_is_read_at_once(connection: Connection) -> None:
    candidates.add(connection, [sketched(1, [70]), sketched(2, [70])])
    connection.execute(update(table(BulletinRow)).where(BulletinRow.id == 2).values(state="held", canonical=False))
    connection.execute(update(table(StoryRow)).where(StoryRow.id == 1).values(pinned_id=1))
    one, other = (sketches.stored(connection, [2, 1, 1, 999])[bulletin_id] for bulletin_id in (1, 2))
    assert (one.uid, one.story_uid, one.pinned) == (UUID(int=1001), UUID(int=1), True)
    assert (other.state, other.canonical, other.pinned) == (BulletinState.HELD, False, False)
    assert (one.authority, one.published_at, one.source_id) == (2, MOMENT, other.source_id)
    assert one.sketch == Sketch(words=b"\1\0\0\0", title=b"\5\0\0\0", facts=FACTS)


def test_bulletins_without_a_sketch_are_left_out(connection: Connection) -> None:
    assert sketches.stored(connection, [1, 2]) == {}


def test_what_another_process_stored_meanwhile_is_told(database: Database) -> None:
    with database.write() as connection:
        fill(connection)
        candidates.add(connection, [sketched(1, [80])])
    with database.read() as connection:
        seen = candidates.find(connection, [((80, 81, 82), TODAY)]).seen
        assert candidates.arrived(connection, [80, 81, 82], seen) == {}
    with database.write() as connection:
        candidates.add(connection, [sketched(9, [81]), sketched(3, [80, 82])])
    with database.read() as connection:
        assert candidates.arrived(connection, [80, 81, 82], seen | {9}) == {80: [3], 82: [3]}


def test_keys_outlive_their_bulletin_but_its_sketch_does_not(connection: Connection) -> None:
    candidates.add(connection, [sketched(1, [90])])
    connection.execute(table(BulletinRow).delete().where(BulletinRow.id == 1))
    assert found(connection, 90) == [1]
    assert connection.execute(select(SketchRow.bulletin_id)).all() == []
    assert sketches.stored(connection, [1]) == {}


@pytest.mark.parametrize("most", [3, 7, PRUNED_AT_ONCE])
def test_only_days_before_the_given_one_are_forgotten(connection: Connection, most: int) -> None:
    days = {number: MOMENT - timedelta(days=number % 5) for number in range(1, 41)}
    candidates.add(connection, [sketched(number, [number, 1000 + number], at=days[number]) for number in days])
    after: int | None = -1
    while after is not None:
        after = candidates.prune(connection, TODAY - 1, after=after, most=most)
    left = {number for number in days if found(connection, number) and found(connection, 1000 + number)}
    assert left == {number for number in days if number % 5 <= 1}
    assert rows_of(connection) == 2 * len(left)


def test_pruning_stops_where_there_is_nothing(connection: Connection) -> None:
    assert candidates.prune(connection, TODAY) is None


def test_a_table_that_was_just_filled_is_read_by_its_key(connection: Connection) -> None:
    """PostgreSQL has no statistics of it yet, and takes other questions for ones about most of the table."""
    rows = [{"key": key, "slot": slot, "bulletin_id": slot, "day": TODAY} for key in range(2_000) for slot in range(4)]
    connection.execute(insert(table(CandidateKeyRow)), rows)
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    question = candidates._CARRIERS[connection.dialect.name].text
    keys: object = list(range(1_500))
    asked = {"keys": str(keys) if connection.dialect.name == "sqlite" else keys}
    plan = " ".join(str(row) for row in connection.execute(text(explain + question), asked))
    assert "USING PRIMARY KEY" in plan or "Index Scan using pk_candidate_keys" in plan
    assert "SCAN one" not in plan
    assert "Seq Scan" not in plan

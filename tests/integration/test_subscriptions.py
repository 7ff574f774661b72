"""What is kept of hubs, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, update

from syndicator.model.source import SourceConfig
from syndicator.model.subscription import Subscription, SubscriptionState
from syndicator.storage import sources, subscriptions
from syndicator.storage.session import Database
from syndicator.storage.tables import SubscriptionRow

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HUB, TOPIC = "https://hub.test/", "https://humas.test/feed/"


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def add_sources(database: Database, count: int) -> list[int]:
    with database.write() as connection:
        added = [
            sources.add(connection, SourceConfig(address=f"https://humas{n}.test/feed/"), f"//humas{n}.test/feed", NOW)
            for n in range(count)
        ]
    return [one for one in added if one is not None]


def offer(database: Database, source_id: int, hub: str = HUB, topic: str = TOPIC, now: datetime = NOW) -> Subscription:
    with database.write() as connection:
        subscriptions.offer(connection, source_id, hub, topic, now)
    return found(database, source_id)


def found(database: Database, source_id: int) -> Subscription:
    with database.read() as connection:
        subscription = subscriptions.find(connection, source_id=source_id)
    assert subscription is not None
    return subscription


def put(database: Database, source_id: int, **values: object) -> None:
    with database.write() as connection:
        connection.execute(update(SubscriptionRow).where(SubscriptionRow.source_id == source_id).values(**values))


def test_a_hub_is_wanted_at_once_and_a_second_offer_changes_nothing(database: Database) -> None:
    [source_id] = add_sources(database, 1)
    first = offer(database, source_id)
    assert (first.state, first.renew_at, first.hub, first.topic) == (SubscriptionState.WANTED, NOW, HUB, TOPIC)
    assert offer(database, source_id, now=NOW + timedelta(days=1)) == first


def test_a_batch_of_known_hubs_costs_one_query(database: Database) -> None:
    offers = dict.fromkeys(add_sources(database, 40), (HUB, TOPIC))
    with database.write() as connection:
        subscriptions.offer_all(connection, offers, NOW)
    with counted(database) as statements, database.write() as connection:
        subscriptions.offer_all(connection, offers, NOW)
    assert len([one for one in statements if "subscriptions" in one]) == 1


@pytest.mark.parametrize("named", [("https://other.test/", TOPIC), (HUB, "https://humas.test/other/")])
def test_another_hub_or_topic_is_subscribed_anew_under_another_token(
    database: Database, named: tuple[str, str]
) -> None:
    [source_id] = add_sources(database, 1)
    before = offer(database, source_id)
    put(database, source_id, state=SubscriptionState.ACTIVE, leased_until=NOW + timedelta(days=1), proven=5)
    after = offer(database, source_id, *named)
    assert (after.hub, after.topic) == named
    assert after.token != before.token
    assert (after.state, after.leased_until, after.proven) == (SubscriptionState.WANTED, None, 0)


def test_a_feed_that_names_another_hub_each_time_has_one_asked_an_hour(database: Database) -> None:
    [source_id] = add_sources(database, 1)
    offer(database, source_id)
    put(database, source_id, asked_at=NOW)
    again = offer(database, source_id, "https://victim.test/", now=NOW + timedelta(minutes=5))
    assert again.renew_at == NOW + timedelta(hours=1)


def test_what_is_no_address_is_not_kept(database: Database) -> None:
    [source_id] = add_sources(database, 1)
    with database.write() as connection:
        subscriptions.offer(connection, source_id, "javascript:alert(1)", TOPIC, NOW)
        subscriptions.offer(connection, source_id, HUB, "https://humas.test/\x00", NOW)
        assert subscriptions.find(connection, source_id=source_id) is None


def test_only_active_ones_are_told_as_active(database: Database) -> None:
    both = add_sources(database, 2)
    for source_id in both:
        offer(database, source_id)
    put(database, both[1], state=SubscriptionState.ACTIVE)
    with database.read() as connection:
        assert list(subscriptions.active(connection, both)) == [both[1]]


def test_a_miss_breaks_an_active_subscription_once(database: Database) -> None:
    [source_id] = add_sources(database, 1)
    offer(database, source_id)
    put(database, source_id, state=SubscriptionState.ACTIVE, proven=7)
    with database.write() as connection:
        assert subscriptions.note_miss(connection, source_id, NOW, "two releases were not pushed")
        assert not subscriptions.note_miss(connection, source_id, NOW, "two releases were not pushed")
    broken = found(database, source_id)
    assert (broken.state, broken.missed, broken.proven) == (SubscriptionState.BROKEN, 1, 0)
    assert broken.reason == "two releases were not pushed"

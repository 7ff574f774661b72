"""Slots in Redis, shared by all who ask; and what is left of them without it."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest
import redis

from syndicator.fetch.politeness import Pace, RedisSlots, Slot, domain_of, registered_domain
from tests.unit.fetch.sources import NOWHERE

QUICK = Pace(
    host_gap=timedelta(milliseconds=60), domain_gap=timedelta(milliseconds=1), lease=timedelta(milliseconds=400)
)


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


def take(slots: RedisSlots, host: str) -> Slot:
    """Wait for a slot."""
    while not isinstance(granted := slots.take(host), Slot):
        time.sleep(max(granted.total_seconds(), 0.001))
    return granted


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("tribratanews.kaltim.polri.go.id", "polri.go.id"),
        ("polri.go.id", "polri.go.id"),
        ("humas.blogspot.com", "humas.blogspot.com"),
        ("WWW.Polres.COM", "polres.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_a_registered_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_the_domain_of_an_address_forgets_all_else() -> None:
    assert domain_of("https://user@humas.kaltim.polri.go.id:8443/feed/?a=b") == "polri.go.id"


def test_a_host_is_asked_one_thing_at_a_time_and_then_left_alone_for_the_gap(client: redis.Redis) -> None:
    slots = RedisSlots(client, QUICK)
    first = take(slots, "a.test")
    assert isinstance(slots.take("a.test"), timedelta)
    slots.give_back(first)
    waits = slots.take("a.test")
    assert isinstance(waits, timedelta)
    assert timedelta(milliseconds=30) < waits <= timedelta(milliseconds=60)
    time.sleep(0.07)
    assert isinstance(slots.take("a.test"), Slot)


def test_two_workers_share_the_slots_of_a_host(client: redis.Redis, redis_url: str) -> None:
    one, other = RedisSlots(client, QUICK), RedisSlots(redis.Redis.from_url(redis_url), QUICK)
    take(one, "a.test")
    assert isinstance(other.take("a.test"), timedelta)
    assert isinstance(other.take("b.test"), Slot)


def test_a_domain_is_asked_so_many_things_at_once_and_no_more(client: redis.Redis) -> None:
    slots = RedisSlots(client, Pace(domain_at_once=3, domain_gap=timedelta(0), host_gap=timedelta(0)))
    granted = [slots.take(f"h{number}.polri.go.id") for number in range(5)]
    assert sum(isinstance(one, Slot) for one in granted) == 3


def test_a_dead_workers_slot_comes_back_by_itself(client: redis.Redis) -> None:
    slots = RedisSlots(client, QUICK)
    take(slots, "a.test")
    time.sleep(QUICK.lease.total_seconds() + 0.05)
    assert isinstance(slots.take("a.test"), Slot)


def test_a_host_that_wants_to_be_left_alone_is_left_alone_by_all(client: redis.Redis, redis_url: str) -> None:
    RedisSlots(client, QUICK).pause("a.test", timedelta(seconds=30))
    waits = RedisSlots(redis.Redis.from_url(redis_url), QUICK).take("a.test")
    assert isinstance(waits, timedelta)
    assert timedelta(seconds=29) < waits <= timedelta(seconds=30)


def test_without_redis_this_process_keeps_the_gap_by_itself() -> None:
    slots = RedisSlots(NOWHERE, QUICK)
    slot = slots.take("a.test")
    assert isinstance(slot, Slot)
    slots.give_back(slot)
    assert isinstance(slots.take("a.test"), timedelta)
    slots.pause("b.test", timedelta(seconds=30))
    assert isinstance(slots.take("b.test"), timedelta)


def test_eight_threads_never_meet_at_a_host_and_never_come_too_early(redis_url: str) -> None:
    spans: list[tuple[float, float]] = []
    lock = threading.Lock()

    def ask() -> None:
        slots = RedisSlots(redis.Redis.from_url(redis_url), QUICK)
        for _ in range(4):
            slot = take(slots, "a.test")
            began = time.monotonic()
            time.sleep(0.005)
            ended = time.monotonic()
            slots.give_back(slot)
            with lock:
                spans.append((began, ended))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spans.sort()
    assert len(spans) == 32
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
    assert min(gaps) >= QUICK.host_gap.total_seconds() - 0.002

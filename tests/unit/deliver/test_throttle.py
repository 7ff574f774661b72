"""Rates counted in a real Redis: never more than allowed in any window, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from syndicator.deliver.throttle import RedisThrottle, Slots
from syndicator.errors import Unavailable
from syndicator.model.channel import Rate
from syndicator.model.moment import utc_now
from tests.conftest import MovableClock
from tests.servers import free_port

RATE = Rate(3, timedelta(seconds=10))


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    made = redis.Redis.from_url(redis_url)
    yield made
    made.close()


def take(throttle: RedisThrottle, name: str, rate: Rate) -> timedelta | None:
    return throttle.take(name, [rate]).wait


def granted(slots: Slots) -> tuple[int, timedelta | None]:
    return slots.granted, slots.wait


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_slots_are_given_up_to_the_rate_and_then_the_wait_is_told(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    taken = []
    for _ in range(3):
        taken.append(take(throttle, "kait", RATE))
        clock.advance(seconds(1))
    assert taken == [None, None, None]
    assert take(throttle, "kait", RATE) == seconds(7)


def test_after_the_wait_there_is_exactly_one_slot(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    for _ in range(3):
        take(throttle, "kait", RATE)
        clock.advance(seconds(1))
    clock.advance(seconds(7) - timedelta(milliseconds=1))
    assert take(throttle, "kait", RATE) == timedelta(milliseconds=1)
    clock.advance(timedelta(milliseconds=1))
    assert take(throttle, "kait", RATE) is None
    assert take(throttle, "kait", RATE) == seconds(1)


def test_asking_in_vain_costs_no_slot(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    for _ in range(3):
        take(throttle, "kait", RATE)
    assert {take(throttle, "kait", RATE) for _ in range(50)} == {seconds(10)}
    clock.advance(seconds(10))
    assert [take(throttle, "kait", RATE) for _ in range(4)] == [None, None, None, seconds(10)]


def test_channels_have_their_own_count(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    assert [take(throttle, "kait", Rate(1, seconds(10))) for _ in range(2)] == [None, seconds(10)]
    assert take(throttle, "lain", Rate(1, seconds(10))) is None


def test_two_workers_share_one_count(client: redis.Redis, redis_url: str, clock: MovableClock) -> None:
    other = redis.Redis.from_url(redis_url)
    one, two = RedisThrottle(client, clock), RedisThrottle(other, clock)
    rate = Rate(2, seconds(10))
    assert [take(one, "kait", rate), take(two, "kait", rate), take(one, "kait", rate)] == [None, None, seconds(10)]
    other.close()


def test_a_count_leaves_nothing_behind_when_its_window_is_over(client: redis.Redis, clock: MovableClock) -> None:
    take(RedisThrottle(client, clock), "kait", RATE)
    (key,) = client.keys("*")
    assert 0 < client.pttl(key) <= 10_000


class Worker:
    """Asks as fast as it can, and notes before and after each slot what the clock showed."""

    def __init__(self, redis_url: str, rate: Rate) -> None:
        self._client = redis.Redis.from_url(redis_url)
        self._throttle = RedisThrottle(self._client, self._look)
        self._rate = rate
        self._asked_at = utc_now()
        self.granted: list[tuple[datetime, datetime]] = []

    def _look(self) -> datetime:
        self._asked_at = utc_now()
        return self._asked_at

    def run(self, ends_at: datetime) -> None:
        while utc_now() < ends_at:
            if take(self._throttle, "kait", self._rate) is None:
                self.granted.append((self._asked_at, utc_now()))
        self._client.close()


@pytest.mark.parametrize("rate", [Rate(1, timedelta(milliseconds=40)), Rate(7, timedelta(milliseconds=90))])
def test_eight_workers_at_once_never_get_more_than_the_rate_in_any_window(redis_url: str, rate: Rate) -> None:
    workers = [Worker(redis_url, rate) for _ in range(8)]
    ends_at = utc_now() + timedelta(milliseconds=300)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda worker: worker.run(ends_at), workers))
    granted = sorted(slot for worker in workers for slot in worker.granted)
    assert len(granted) > rate.count
    for first in range(len(granted) - rate.count):
        one_too_many = granted[first : first + rate.count + 1]
        took = max(after for _, after in one_too_many) - one_too_many[0][0]
        assert took >= rate.per - timedelta(milliseconds=1), "the count has milliseconds"


def test_a_rate_that_cannot_be_counted_is_not_guessed(clock: MovableClock) -> None:
    away = redis.Redis(port=free_port(), socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))
    with pytest.raises(Unavailable, match="Redis does not answer"):
        take(RedisThrottle(away, clock), "kait", RATE)
    away.close()


def test_a_server_that_lost_its_scripts_is_taught_again(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    take(throttle, "kait", RATE)
    client.script_flush()
    assert take(throttle, "kait", RATE) is None


def test_several_slots_are_asked_for_at_once_and_granted_as_far_as_they_go(
    client: redis.Redis, clock: MovableClock
) -> None:
    throttle = RedisThrottle(client, clock)
    assert granted(throttle.take("kait", [RATE], 2)) == (2, None)
    assert granted(throttle.take("kait", [RATE], 5)) == (1, seconds(10))
    assert granted(throttle.take("kait", [RATE], 5)) == (0, seconds(10))


def test_a_slot_counts_in_all_rates_and_the_longest_wait_is_told(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    rates = [Rate(10, seconds(1)), Rate(4, seconds(60))]
    assert granted(throttle.take("kait", rates, 3)) == (3, None)
    clock.advance(seconds(2))
    assert granted(throttle.take("kait", rates, 3)) == (1, seconds(58))


def test_slots_that_are_given_back_are_free_in_all_rates(client: redis.Redis, clock: MovableClock) -> None:
    throttle, rates = RedisThrottle(client, clock), [RATE, Rate(4, seconds(60))]
    first = throttle.take("kait", rates, 2)
    throttle.take("kait", rates, 1)
    throttle.give_back(first, rates, 1)
    assert throttle.used("kait", rates) == (2, 2)
    assert granted(throttle.take("kait", rates, 5)) == (1, seconds(10))


def test_nobody_gives_back_more_than_it_took_nor_what_another_took(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    first = throttle.take("kait", [RATE], 1)
    throttle.take("kait", [RATE], 2)
    for _ in range(2):
        throttle.give_back(first, [RATE], 5)
    assert throttle.used("kait", [RATE]) == (2,)


def test_what_cannot_be_given_back_counts_as_used(client: redis.Redis, clock: MovableClock) -> None:
    throttle = RedisThrottle(client, clock)
    taken = throttle.take("kait", [RATE], 3)
    absent = redis.Redis(port=free_port(), retry=Retry(NoBackoff(), 0))
    RedisThrottle(absent, clock).give_back(taken, [RATE], 3)
    assert throttle.used("kait", [RATE]) == (3,)


def test_a_channel_without_a_rate_has_all_slots(client: redis.Redis, clock: MovableClock) -> None:
    assert RedisThrottle(client, clock).take("kait", [], 1_000) == Slots(1_000, None)


def test_what_is_used_is_told_without_using_more(client: redis.Redis, clock: MovableClock) -> None:
    throttle, rates = RedisThrottle(client, clock), [RATE, Rate(100, timedelta(minutes=1))]
    throttle.take("kait", rates, 2)
    clock.advance(seconds(5))
    throttle.take("kait", rates, 1)
    assert [throttle.used("kait", rates) for _ in range(2)] == [(3, 3)] * 2
    clock.advance(seconds(5))
    assert throttle.used("kait", rates) == (1, 3)
    assert throttle.used("lain", rates) == (0, 0)


def test_what_is_used_is_not_known_without_redis(clock: MovableClock) -> None:
    absent = redis.Redis(port=free_port(), retry=Retry(NoBackoff(), 0))
    assert RedisThrottle(absent, clock).used("kait", [RATE]) is None

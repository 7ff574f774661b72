"""A request that is sent twice under one key is done once, on both databases and by several portals at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.reply import Reply
from syndicator.model.token import Scope
from syndicator.repeating import ANSWERED_WITHIN, KEPT, OtherRequest, Repeating, UnderWay
from syndicator.storage.session import Database
from tests.conftest import MovableClock

DONE = Reply(201, '{"bulletin": 1}', {"location": "/b/1"})


@pytest.fixture
def token_id(service: Service) -> int:
    service.access.add("a", [Scope.SOURCES_PING], actor="test")
    service.access.add("b", [Scope.SOURCES_PING], actor="test")
    return service.access.all()[0].id


def refused() -> Reply:
    raise AssertionError("it was asked a second time")


def test_the_same_request_is_answered_again_and_another_one_is_refused(
    service: Service, token_id: int, clock: MovableClock
) -> None:
    once = service.repeating.once
    assert once(token_id, "key", "digest", lambda: DONE) == (DONE, False)
    assert once(token_id, "key", "digest", refused) == (DONE, True)
    with pytest.raises(OtherRequest):
        once(token_id, "key", "other", refused)
    assert once(token_id + 1, "key", "other", lambda: DONE) == (DONE, False), "keys are each token's own"
    clock.advance(KEPT - timedelta(seconds=1))
    service.upkeep.prune()
    assert once(token_id, "key", "digest", refused) == (DONE, True)
    clock.advance(timedelta(seconds=1))
    assert once(token_id, "key", "other", lambda: DONE) == (DONE, False), "it is over, pruned or not"
    clock.advance(KEPT * 2)
    service.upkeep.prune()
    with service.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM requests").scalar_one() == 0


def test_what_failed_may_be_asked_again_under_its_key(service: Service, token_id: int) -> None:
    once = service.repeating.once
    assert once(token_id, "key", "digest", lambda: Reply(422, "{}")) == (Reply(422, "{}"), False)
    with pytest.raises(ZeroDivisionError):
        once(token_id, "key", "mended", lambda: Reply(1 // 0, ""))
    assert once(token_id, "key", "mended again", lambda: DONE) == (DONE, False)


def test_many_portals_do_it_once(database_url: str, service: Service, token_id: int, clock: MovableClock) -> None:
    begun, done = Barrier(4), Event()
    times: list[int] = []

    def slow() -> Reply:
        times.append(1)
        done.wait(10)
        return DONE

    def portal(_number: int) -> str:
        database = Database(database_url)
        begun.wait(10)
        try:
            told = str(Repeating(database, clock).once(token_id, "key", "digest", slow)[0].status)
        except UnderWay:
            told = "under way"
        finally:
            done.set()
            database.close()
        return told

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(portal, range(4)))
    assert times == [1]
    assert set(told) <= {"201", "under way"}
    assert "201" in told
    assert service.repeating.once(token_id, "key", "digest", refused) == (DONE, True)


def test_what_a_dead_process_began_is_done_by_another_after_a_while(
    service: Service, token_id: int, clock: MovableClock
) -> None:
    def dies(then: Callable[[], object]) -> Reply:
        then()
        return Reply(201, '{"late": true}')

    def taken_over() -> None:
        with pytest.raises(UnderWay):
            service.repeating.once(token_id, "key", "digest", refused)
        clock.advance(ANSWERED_WITHIN)
        assert service.repeating.once(token_id, "key", "digest", lambda: DONE) == (DONE, False)

    service.repeating.once(token_id, "key", "digest", lambda: dies(taken_over))
    assert service.repeating.once(token_id, "key", "digest", refused) == (DONE, True), "who comes late changes nothing"

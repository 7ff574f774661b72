"""Faults of one delivery that stop no other, and deliveries that ask nothing, which use nothing up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from syndicator.deliver.channel import Post
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview
from syndicator.deliver.telling import Telling
from syndicator.deliver.throttle import Slots, Throttle
from syndicator.errors import Unavailable
from syndicator.model.account import OPENS_AT, Account
from syndicator.model.attempt import Cause
from syndicator.model.channel import Rate
from syndicator.model.delivery import DeliveryState
from syndicator.storage import breakers
from tests.conftest import MovableClock
from tests.contract.double import Fault
from tests.contract.doubles.mastodon import MastodonDouble
from tests.feeds import distinct
from tests.integration.fanning import (
    HOUR,
    SECOND,
    Open,
    account_of,
    many,
    on_sqlite,
    publish,
    states,
    swept,
    swept_for,
)
from tests.outside import Answer, Outside

pytestmark = on_sqlite
LIVE = Answer(200, b'<html><meta property="og:title" content="Kegiatan">')


def failing_for(number: int, does: Callable[[Telling], Message]) -> Callable[[Telling], Message]:
    """A template of the desk that stumbles over one release."""

    def compose(telling: Telling) -> Message:
        if telling.title == f"Kegiatan nomor {number}":
            raise ZeroDivisionError(telling.title)
        return does(telling)

    return compose


def test_a_message_that_cannot_be_made_stops_no_other_delivery(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = opened()
    channel = service.dispatch.admission.channels["kait"]
    ids = publish(service, world, *many(8))
    with monkeypatch.context() as broken:
        broken.setattr(channel, "compose", failing_for(3, channel.compose))
        assert service.dispatch.dispatch(ids) == {DeliveryState.DELIVERED: 7, DeliveryState.PLANNED: 1}
    (waiting,) = service.tracing.deliveries(state=DeliveryState.PLANNED)
    assert "no message can be made: ZeroDivisionError" in str(waiting.last_error)
    swept_for(service, clock, 1)
    assert states(service) == {DeliveryState.DELIVERED: 8}, "the template was mended"
    assert len(account.posts(world)) == 8


def test_a_preview_that_cannot_be_made_stops_no_other_rehearsal(
    opened: Open, world: Outside, account: MastodonDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = opened("dry_run = true")
    channel = service.dispatch.admission.channels["kait"]
    shown = channel.preview

    def preview(post: Post) -> Preview:
        if post.bulletin.content.title == "Kegiatan nomor 1":
            raise Unavailable("the vault does not answer", "start it")
        return shown(post)

    monkeypatch.setattr(channel, "preview", preview)
    service.dispatch.dispatch(publish(service, world, *many(6)))
    assert states(service) == {DeliveryState.REHEARSED: 5, DeliveryState.ABANDONED: 1}
    (failed,) = service.tracing.deliveries(state=DeliveryState.ABANDONED)
    assert "the vault does not answer" in str(failed.last_error)
    assert account.tries(world) == 0


def test_waiting_for_a_page_uses_up_no_rate(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SYNDICATOR_BASE_URL", world.url)
    service = opened("page_first = true", 'rate = "1/1d"')
    publish(service, world, *many(2))
    swept_for(service, clock, 10, 16 * SECOND)
    assert account.tries(world) == 0
    assert not account_of(service).is_blocked(clock.now)
    world.answers |= {bulletin.path: LIVE for bulletin in service.tracing.bulletins()}
    swept_for(service, clock, 3, 16 * SECOND)
    assert states(service) == {DeliveryState.DELIVERED: 1, DeliveryState.PLANNED: 1}
    assert account_of(service).cause is Cause.BUDGET, "the one of the day was used"


class Together:
    """A throttle that answers when two workers have asked."""

    def __init__(self, real: Throttle) -> None:
        self._real, self._both = real, threading.Barrier(2, timeout=20)

    def take(self, name: str, rates: Sequence[Rate], wanted: int = 1) -> Slots:
        slots = self._real.take(name, rates, wanted)
        self._both.wait()
        return slots

    def give_back(self, slots: Slots, rates: Sequence[Rate], unused: int) -> None:
        self._real.give_back(slots, rates, unused)


def test_a_doorbell_that_two_workers_hear_uses_up_no_more_than_what_goes_out(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service = opened('rate = "10/1d"')
    ids = publish(service, world, *many(4))
    admission = service.dispatch.admission
    both = replace(service.dispatch, admission=replace(admission, throttle=Together(admission.throttle)))
    workers = [threading.Thread(target=both.dispatch, args=(ids,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(account.posts(world)) == 4
    config = admission.channels["kait"].config
    assert admission.throttle.take("kait", config.rates, 10).granted == 6


def test_faults_that_began_together_open_the_breaker_once(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    account.fail(world, Fault.RESET)
    service.dispatch.dispatch(publish(service, world, *many(20)))
    broken = account_of(service)
    assert broken.faults == OPENS_AT
    assert broken.blocked_until is not None
    assert broken.blocked_until - clock.now <= service.dispatch.recording.policy.first


def test_a_trial_that_need_not_go_out_leaves_its_place_to_the_next(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('max_age = "2h"')
    publish(service, world, *many(10))
    with service.database.write() as connection:
        breakers.save(connection, "kait", Account(faults=9, blocked_until=clock.now + 4 * HOUR))
    clock.advance(4 * HOUR + SECOND)
    publish(service, world, *many(10), replace(distinct(77), at=clock.now))
    for _ in range(4):
        swept(service)
        clock.advance(15 * SECOND)
    assert states(service) == {DeliveryState.CANCELLED: 10, DeliveryState.DELIVERED: 1}
    assert len(account.posts(world)) == 1

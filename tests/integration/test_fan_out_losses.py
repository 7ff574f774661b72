"""Answers that are lost, workers that die, and faults of our own: no post is doubled, forgotten, or left standing."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from syndicator.bootstrap.service import Service
from syndicator.deliver.channel import Promise
from syndicator.deliver.channels import mastodon
from syndicator.dispatch.guarding import Guarding, Reasons
from syndicator.dispatch.recording import Recording
from syndicator.dispatch.sending import Sending
from syndicator.errors import Unavailable
from syndicator.model.account import Account
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.storage.endings import Ending
from syndicator.storage.session import Connection, Database
from tests.conftest import MovableClock
from tests.contract.double import Fault
from tests.contract.doubles.mastodon import MastodonDouble
from tests.feeds import distinct
from tests.integration.fanning import (
    MINUTE,
    SECOND,
    Open,
    account_of,
    begun,
    claimed,
    many,
    on_sqlite,
    publish,
    sent_by_a_dying_worker,
    states,
    swept,
    swept_for,
    the,
    titled,
)
from tests.integration.test_guard_before_delivery import Strict, guarded_by
from tests.outside import Answer, Asked, Outside


def messages(world: Outside) -> list[str]:
    """Return what a receiver of webhooks was told, by the kinds of messages."""
    return [json.loads(asked.body)["type"] for asked in world.requests_to("/hook")]


@on_sqlite
def test_a_post_of_a_dead_worker_is_found_and_taken_down_when_the_guard_stops_it(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    sent_by_a_dying_worker(service, publish(service, world, distinct(1)))
    assert len(account.posts(world)) == 1
    stricter = replace(service, dispatch=guarded_by(service, Strict()))
    swept_for(stricter, clock, 4)
    assert account.posts(world) == {}
    assert service.tracing.trace(1).bulletin.state is BulletinState.HELD
    assert {one.action: one.state for one in service.tracing.deliveries()} == {
        Action.CREATE: DeliveryState.DELIVERED,
        Action.WITHDRAW: DeliveryState.DELIVERED,
    }


@on_sqlite
def test_a_post_is_looked_for_since_the_attempt_that_may_have_made_it_and_no_longer(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    ids = publish(service, world, distinct(1))
    clock.advance(MINUTE)
    sent_by_a_dying_worker(service, ids)
    tried_at = clock.now
    clock.advance(5 * MINUTE)
    (one,) = service.dispatch.loading.load(claimed(service, ids)).values()
    assert one.post.possible_since == tried_at
    assert one.post.delivery.planned_at == tried_at - MINUTE
    assert len(account.posts(world)) == 1


@on_sqlite
def test_a_post_that_cannot_be_looked_for_is_left_to_a_person_and_stops_no_other(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mastodon, "MOST_PAGES", 0)
    service = opened()
    sent_by_a_dying_worker(service, publish(service, world, distinct(1)))
    swept_for(service, clock, 4)
    assert the(service).state is DeliveryState.UNCONFIRMED
    assert "said more since" in (the(service).last_error or "")
    assert account_of(service) == Account()
    service.dispatch.dispatch(publish(service, world, distinct(2)))
    assert sorted(states(service).items()) == [(DeliveryState.DELIVERED, 1), (DeliveryState.UNCONFIRMED, 1)]
    assert len(account.posts(world)) == 2


def test_what_another_worker_took_over_before_it_began_is_not_sent(
    wired: Service, world: Outside, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker was paused for longer than its lease, between its claim and the network."""
    ids, paused, read = publish(wired, world, distinct(1)), [True], Guarding.stopped

    def slowly(guarding: Guarding, sendings: Collection[Sending]) -> dict[int, Reasons]:
        if paused:
            paused.clear()
            clock.advance(10 * MINUTE)
            wired.dispatch.dispatch(ids)
        return read(guarding, sendings)

    monkeypatch.setattr(Guarding, "stopped", slowly)
    wired.dispatch.dispatch(ids)
    assert messages(world) == ["bulletin.created"]
    assert the(wired).state is DeliveryState.DELIVERED


def test_what_a_receiver_may_have_got_is_withdrawn_there(wired: Service, world: Outside, clock: MovableClock) -> None:
    world.answers["/hook"] = Answer(500)
    wired.dispatch.dispatch(publish(wired, world, distinct(1)))
    world.answers["/hook"] = Answer(204)
    wired.editing.withdraw(1, actor="siti")
    swept_for(wired, clock, 4)
    assert messages(world) == ["bulletin.created", "bulletin.withdrawn"]
    assert the(wired).state is DeliveryState.UNCONFIRMED, "nobody knows, and nobody can be asked"


def test_what_a_dead_worker_may_have_sent_is_withdrawn(wired: Service, world: Outside, clock: MovableClock) -> None:
    sent_by_a_dying_worker(wired, publish(wired, world, distinct(1)))
    wired.editing.withdraw(1, actor="siti")
    swept_for(wired, clock, 4)
    assert messages(world) == ["bulletin.created", "bulletin.withdrawn"]


@on_sqlite
def test_a_post_made_anew_by_a_dead_worker_is_found_and_taken_down(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('on_revise = "repost"')
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    clock.advance(MINUTE)
    sent_by_a_dying_worker(service, publish(service, world, titled(1, "Judul yang sudah dibetulkan")))
    (told,) = account.posts(world).values()
    assert "Judul yang sudah dibetulkan" in told
    service.editing.withdraw(1, actor="siti")
    swept_for(service, clock, 4)
    assert account.posts(world) == {}


@on_sqlite
def test_a_claim_that_never_began_goes_out_though_nobody_could_be_asked(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    service.dispatch.admission.channels["kait"].promise = Promise.AT_MOST_ONCE
    claimed(service, publish(service, world, *many(3)))
    swept_for(service, clock, 1)
    assert states(service) == {DeliveryState.DELIVERED: 3}
    assert len(account.posts(world)) == 3


@on_sqlite
def test_what_was_interrupted_is_asked_about_though_its_channel_is_on_dry_run_now(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    sent_by_a_dying_worker(service, publish(service, world, distinct(1)))
    rehearsing = opened("dry_run = true")
    swept_for(rehearsing, clock, 2)
    found = the(rehearsing)
    assert (found.state, [found.remote_id]) == (DeliveryState.DELIVERED, list(account.posts(world)))
    assert len(rehearsing.editing.withdraw(1, actor="siti")) == 1


@on_sqlite
def test_a_receipt_that_comes_after_its_lease_counts(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    service.dispatch.admission.channels["kait"].promise = Promise.AT_MOST_ONCE
    (claim,) = begun(service, publish(service, world, distinct(1)))
    (sending,) = service.dispatch.loading.load([claim]).values()
    ending = service.dispatch.attempting.attempt(sending, (), time.monotonic())
    clock.advance(service.dispatch.lease + SECOND)
    swept(service)
    assert the(service).state is DeliveryState.UNCONFIRMED, "another worker's sweep came first"
    assert isinstance(ending, Ending)
    assert service.dispatch.recording.record([ending]) == [ending]
    assert (the(service).state, [the(service).remote_id]) == (DeliveryState.DELIVERED, list(account.posts(world)))


@on_sqlite
def test_a_withdrawal_does_not_wait_for_the_rate_behind_a_post_that_may_be_there(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1d"')
    account.fail(world, Fault.LOST)
    service.dispatch.dispatch(publish(service, world, *many(3)))
    account.mend(world)
    (doubtful,) = service.tracing.deliveries(state=DeliveryState.SENDING)
    clock.advance(MINUTE)
    service.editing.withdraw(doubtful.bulletin_id, actor="siti")
    assert len(account.posts(world)) == 1
    swept_for(service, clock, 6)
    assert account.posts(world) == {}


@on_sqlite
def test_a_withdrawal_waits_while_its_channel_is_not_enabled(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    without = opened("enabled = false")
    without.editing.withdraw(1, actor="siti")
    swept_for(without, clock, 2)
    assert len(account.posts(world)) == 1
    swept_for(opened(), clock, 2)
    assert account.posts(world) == {}


def test_a_double_that_failed_is_withdrawn_without_the_post_that_its_story_keeps(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    """Two releases turn out to be one while the second is being refused."""
    service = opened()
    first, second = sorted(publish(service, world, distinct(1), distinct(2)))
    service.dispatch.dispatch([first])
    kept = account.posts(world)

    def refused(_: Asked) -> Answer:
        one, two = (service.tracing.trace(number).bulletin.story_uid for number in (1, 2))
        service.clustering.merge(one, two, actor="siti")
        return account.refusals[Fault.VALIDATION]

    world.answers["/api/v1/statuses"] = refused
    service.dispatch.dispatch([second])
    account.mend(world)
    assert service.tracing.deliveries()[0].action is Action.WITHDRAW
    swept_for(service, clock, 3)
    assert account.posts(world) == kept
    assert all(one.state.final for one in service.tracing.deliveries())


class Restarting:
    """A database that is away when it is first asked to write."""

    def __init__(self, real: Database) -> None:
        self._real, self.was_away = real, False

    @contextmanager
    def write(self) -> Iterator[Connection]:
        if not self.was_away:
            self.was_away = True
            raise Unavailable("the database restarts", "wait")
        with self._real.write() as connection:
            yield connection


def test_a_database_that_restarts_while_endings_are_written_loses_none(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service = opened()
    service.dispatch.admission.channels["kait"].promise = Promise.AT_MOST_ONCE
    restarting = Restarting(service.database)
    recording: Recording = replace(service.dispatch.recording, database=restarting)  # type: ignore[arg-type]
    dispatch = replace(service.dispatch, recording=recording)
    assert dispatch.dispatch(publish(service, world, *many(8))) == {DeliveryState.DELIVERED: 8}
    assert restarting.was_away
    assert len(account.posts(world)) == 8

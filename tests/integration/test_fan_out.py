"""Fan-out to accounts with limits: breakers, rates, digests, dry runs, pages that have to be there first."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from syndicator.dispatch.lanes import IN_FLIGHT
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.event import EventKind
from syndicator.storage import breakers
from tests.conftest import MovableClock
from tests.contract.double import Fault
from tests.contract.doubles.mastodon import TOKEN, MastodonDouble
from tests.feeds import distinct
from tests.integration.fanning import (
    MINUTE,
    SECOND,
    Open,
    many,
    publish,
    sent_by_a_dying_worker,
    silenced,
    states,
    swept,
    the,
    titled,
    told_of,
)
from tests.outside import Answer, Asked, Outside


def test_faults_in_a_row_open_the_breaker_and_one_trial_closes_it(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    account.fail(world, Fault.RESET)
    service.dispatch.dispatch(publish(service, world, *many(8)))
    assert account.tries(world) == 8, "all began at once"
    assert len(told_of(service, EventKind.CHANNEL_BLOCKED)) == 1
    swept(service)
    assert account.tries(world) == 8, "its breaker is open"
    clock.advance(MINUTE)
    account.mend(world)
    asked = len(world.asked)
    rings = [ring.delivery_id for ring in service.upkeep.ring_deliveries()]
    service.dispatch.dispatch(rings)
    assert len(world.asked) > asked
    assert told_of(service, EventKind.CHANNEL_FREED)
    clock.advance(MINUTE)
    swept(service)
    assert states(service) == {DeliveryState.DELIVERED: 8}
    assert len(account.posts(world)) == 8


def test_while_an_account_fails_only_one_delivery_tries_it(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    account.fail(world, Fault.LIMIT)
    publish(service, world, *many(8))
    with service.database.write() as connection:
        broken = breakers.lock(connection, "kait")
        breakers.save(connection, "kait", type(broken)(faults=9, blocked_until=clock.now - SECOND))
    swept(service)
    assert account.tries(world) == 1


def test_a_refused_login_loses_nothing_and_is_told(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    account.fail(world, Fault.LOGIN)
    service.dispatch.dispatch(publish(service, world, *many(3)))
    assert states(service) == {DeliveryState.PLANNED: 3}
    (told,) = told_of(service, EventKind.CHANNEL_BLOCKED)
    assert told.startswith("kait: ")
    account.mend(world)
    clock.advance(timedelta(minutes=16))
    swept(service)
    assert states(service) == {DeliveryState.DELIVERED: 3}


def test_a_limit_of_the_service_silences_the_whole_account_for_as_long_as_it_wishes(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    silenced(world)
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    account.mend(world)
    service.dispatch.dispatch(publish(service, world, distinct(1), distinct(2)))
    assert account.posts(world) == {}
    clock.advance(timedelta(seconds=90))
    swept(service)
    assert states(service) == {DeliveryState.DELIVERED: 2}


def test_urgent_ones_go_first_and_nothing_waits_for_ever_behind_them(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1m"')
    service.dispatch.dispatch(publish(service, world, *many(3)))
    urgent = [
        titled(50 + n, f"DARURAT: Peringatan Tsunami, Warga Pesisir Diminta Segera Mengungsi {n}") for n in range(2)
    ]
    publish(service, world, *many(3), *urgent)
    order = []
    for _ in range(4):
        clock.advance(MINUTE)
        swept(service)
        order.append(list(account.posts(world).values())[-1])
    assert all("Tsunami" in told for told in order[:2])
    assert all("Tsunami" not in told for told in order[2:])


def test_a_withdrawal_does_not_wait_for_a_rate(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1h"')
    service.dispatch.dispatch(publish(service, world, *many(3)))
    assert len(account.posts(world)) == 1
    (out,) = service.tracing.deliveries(state=DeliveryState.DELIVERED)
    clock.advance(MINUTE)
    rings = service.editing.withdraw(out.bulletin_id, actor="siti")
    service.dispatch.dispatch([ring.delivery_id for ring in rings])
    assert account.posts(world) == {}


def test_what_a_rate_leaves_over_is_told_in_one_digest(opened: Open, world: Outside, account: MastodonDouble) -> None:
    service = opened('rate = "2/1m"', 'on_overflow = "digest"')
    service.dispatch.dispatch(publish(service, world, *many(6)))
    assert len(account.posts(world)) == 2
    alone, digest = account.posts(world).values()
    told = {f"Kegiatan nomor {n}" for n in range(6)}
    assert sum(title in alone for title in told) == 1
    assert sum(title in digest for title in told) == 5
    assert states(service) == {DeliveryState.DELIVERED: 6}
    names = [one.remote_id for one in service.tracing.deliveries()]
    assert len(set(names)) == 2
    carried = [one for one in service.tracing.deliveries() if one.carried_by]
    assert len(carried) == 4
    assert {one.attempts for one in carried} == {1}


def test_a_digest_goes_when_one_of_its_releases_is_withdrawn_and_the_others_are_told_again(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1m"', 'on_overflow = "digest"')
    service.dispatch.dispatch(publish(service, world, *many(4)))
    (name,) = account.posts(world)
    member = next(one for one in service.tracing.deliveries() if one.carried_by)
    gone = service.tracing.trace(member.bulletin_id).bulletin.content.title
    clock.advance(SECOND)
    rings = service.editing.withdraw(member.bulletin_id, actor="siti")
    service.dispatch.dispatch([ring.delivery_id for ring in rings])
    assert name not in account.posts(world)
    assert the(service, Action.WITHDRAW).state is DeliveryState.DELIVERED
    clock.advance(2 * MINUTE)
    swept(service)
    (told,) = account.posts(world).values()
    assert gone not in told
    assert sum(f"Kegiatan nomor {n}" in told for n in range(4)) == 3


def test_a_correction_of_what_a_digest_tells_is_not_sent(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1m"', 'on_overflow = "digest"')
    service.dispatch.dispatch(publish(service, world, *many(3)))
    before = account.posts(world)
    clock.advance(MINUTE)
    corrected = titled(1, "Kegiatan nomor satu dan judul lain sama sekali")
    service.dispatch.dispatch(publish(service, world, distinct(0), corrected, distinct(2)))
    revised = the(service, Action.REVISE)
    assert revised.state is DeliveryState.CANCELLED
    assert "digest" in str(revised.last_error)
    assert account.posts(world) == before


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.RESET, Fault.BROKEN])
def test_a_digest_whose_answer_was_lost_is_posted_once_with_all_that_it_carries(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, fault: Fault
) -> None:
    service = opened('rate = "1/1m"', 'on_overflow = "digest"')
    account.fail(world, fault)
    service.dispatch.dispatch(publish(service, world, *many(5)))
    assert states(service) == {DeliveryState.SENDING: 5}
    account.mend(world)
    for _ in range(3):
        clock.advance(2 * MINUTE)
        swept(service)
    assert states(service) == {DeliveryState.DELIVERED: 5}
    (digest,) = account.posts(world).values()
    assert sum(f"Kegiatan nomor {n}" in digest for n in range(5)) == 5


def test_a_worker_that_dies_with_a_digest_leaves_it_whole(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1m"', 'on_overflow = "digest"')
    ids = publish(service, world, *many(4))
    admission = service.dispatch.admission
    admitted = admission.admit(ids)
    taken = admission.claim(admitted, service.dispatch.lease)
    sendings = service.dispatch.loading.load(taken)
    service.dispatch._folded(sendings, {}, admitted.digests)
    clock.advance(service.dispatch.lease + 2 * MINUTE)
    swept(service)
    assert states(service) == {DeliveryState.DELIVERED: 4}
    assert len(account.posts(world)) == 1


def test_a_digest_whose_carrier_is_withdrawn_before_it_goes_sets_the_others_free(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1m"', 'on_overflow = "digest"')
    silenced(world)
    service.dispatch.dispatch(publish(service, world, *many(3)))
    (carrier,) = [one for one in service.tracing.deliveries() if not one.carried_by]
    service.editing.withdraw(carrier.bulletin_id, actor="siti")
    account.mend(world)
    for _ in range(3):
        clock.advance(2 * MINUTE)
        swept(service)
    (digest,) = account.posts(world).values()
    told = [one for one in service.tracing.deliveries() if one.state is DeliveryState.DELIVERED]
    assert len(told) == 2
    assert sum(f"Kegiatan nomor {n}" in digest for n in range(3)) == 2


def test_what_is_older_than_the_channel_takes_is_not_posted_and_says_so(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('max_age = "2h"')
    ids = publish(service, world, distinct(1))
    clock.advance(timedelta(days=2))
    service.dispatch.dispatch(ids)
    stale = the(service)
    assert stale.state is DeliveryState.CANCELLED
    assert "nothing older than 2.0 hours" in str(stale.last_error)
    assert account.posts(world) == {}


def test_a_post_waits_until_its_page_is_live(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SYNDICATOR_BASE_URL", world.url)
    service = opened("page_first = true")
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    waiting = the(service)
    assert waiting.state is DeliveryState.PLANNED
    assert "its page answers 401" in str(waiting.last_error)
    path = "/b/1-kegiatan-nomor-1"
    world.answers[path] = Answer(200, b"<html><title>not yet</title>")
    clock.advance(MINUTE)
    swept(service)
    assert "no tags for a link card" in str(the(service).last_error)
    world.answers[path] = Answer(200, b'<html><meta property="og:title" content="Kegiatan nomor 1">')
    clock.advance(MINUTE)
    swept(service)
    assert the(service).state is DeliveryState.DELIVERED
    assert f"{world.url}{path}" in next(iter(account.posts(world).values()))


def test_a_dry_run_sends_nothing_and_keeps_the_request(opened: Open, world: Outside, account: MastodonDouble) -> None:
    service = opened("dry_run = true")
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    assert account.tries(world) == 0
    rehearsed = the(service)
    assert rehearsed.state is DeliveryState.REHEARSED
    trace = service.tracing.trace(rehearsed.bulletin_id)
    (told,) = [event for event in trace.events if event.kind is EventKind.DELIVERY_REHEARSED]
    assert "Kegiatan nomor 1" in str(told.details["body"])
    assert TOKEN not in repr(trace)
    rings = service.editing.withdraw(rehearsed.bulletin_id, actor="siti")
    assert rings == [], "nothing was posted"


def test_a_correction_takes_the_post_down_and_makes_another_where_that_is_the_policy(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('on_revise = "repost"')
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    (first,) = account.posts(world)
    clock.advance(MINUTE)
    service.dispatch.dispatch(publish(service, world, titled(1, "Judul yang sudah dibetulkan")))
    ((second, told),) = account.posts(world).items()
    assert second != first
    assert "Judul yang sudah dibetulkan" in told
    rings = service.editing.withdraw(the(service).bulletin_id, actor="siti")
    service.dispatch.dispatch([ring.delivery_id for ring in rings])
    assert account.posts(world) == {}


def test_a_withdrawal_by_notice_leaves_no_word_of_the_release(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('on_withdraw = "notice"')
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    clock.advance(MINUTE)
    rings = service.editing.withdraw(the(service).bulletin_id, actor="siti")
    service.dispatch.dispatch([ring.delivery_id for ring in rings])
    (told,) = account.posts(world).values()
    assert "Kegiatan nomor 1" not in told
    assert "ditarik" in told.lower()


def test_a_post_of_a_dead_worker_is_found_and_taken_down_when_its_bulletin_was_withdrawn(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    """The worker posted, died before it could write that down, and the desk withdrew meanwhile."""
    service = opened()
    ids = publish(service, world, distinct(1))
    sent_by_a_dying_worker(service, ids)
    assert len(account.posts(world)) == 1
    service.editing.withdraw(the(service).bulletin_id, actor="siti")
    for _ in range(3):
        clock.advance(2 * MINUTE)
        swept(service)
    assert account.posts(world) == {}
    assert {one.state for one in service.tracing.deliveries()} == {DeliveryState.DELIVERED}


def test_a_slow_channel_ends_behind_the_callers_back(opened: Open, world: Outside, account: MastodonDouble) -> None:
    service = opened()
    gate = threading.Event()
    served = account._receive

    def slow(asked: Asked) -> Answer:
        gate.wait(20)
        return served(asked)

    world.answers["/api/v1/statuses"] = slow
    ids = publish(service, world, *many(IN_FLIGHT + 5))
    began = time.monotonic()
    assert service.dispatch.dispatch(ids, patience_s=0.3) == {}
    assert time.monotonic() - began < 5
    assert states(service) == {DeliveryState.SENDING: IN_FLIGHT, DeliveryState.PLANNED: 5}
    gate.set()
    service.dispatch.close()
    assert states(service)[DeliveryState.DELIVERED] == IN_FLIGHT


def test_what_found_no_room_is_rung_for_again_soon(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    for _ in range(IN_FLIGHT):
        service.dispatch.lanes.enter("kait")
    ids = publish(service, world, *many(3))
    service.dispatch.dispatch(ids)
    assert account.tries(world) == 0
    clock.advance(3 * SECOND)
    assert [ring.delivery_id for ring in service.upkeep.ring_deliveries()] == ids


def test_a_digest_that_was_refused_can_be_tried_again_with_all_that_it_carries(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened('rate = "1/1m"', 'on_overflow = "digest"')
    account.fail(world, Fault.VALIDATION)
    service.dispatch.dispatch(publish(service, world, *many(4)))
    assert states(service) == {DeliveryState.ABANDONED: 4}
    account.mend(world)
    (carrier,) = [one for one in service.tracing.deliveries() if not one.carried_by]
    clock.advance(2 * MINUTE)
    rings = service.editing.retry(carrier.id, actor="siti")
    service.dispatch.dispatch([ring.delivery_id for ring in rings])
    assert states(service) == {DeliveryState.DELIVERED: 4}
    assert len(account.posts(world)) == 1

"""Posts that may be there: what is found is kept, what is not found is told in the words in force."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from syndicator.bootstrap.service import Service
from syndicator.deliver.channel import Post
from syndicator.errors import Unavailable
from syndicator.model.account import Account
from syndicator.model.attempt import Outcome
from syndicator.model.delivery import DeliveryState
from syndicator.storage import breakers, deliveries
from tests.conftest import MovableClock
from tests.contract.double import Fault
from tests.contract.doubles.mastodon import MastodonDouble
from tests.feeds import Told, distinct
from tests.integration.fanning import HOUR, MINUTE, SECOND, Open, on_sqlite, publish, states, swept_for, the, titled
from tests.integration.test_masking import CRASH
from tests.outside import Answer, Outside

pytestmark = on_sqlite
PLATE = "KT 4567 QRZ"


def forgotten(account: MastodonDouble, clock: MovableClock) -> None:
    """The posts were made now, by the test's clock, and the service knows their keys no more."""
    for number, status in account.books.statuses.items():
        account.books.statuses[number] = replace(status, made_at=clock.now)
    account.books.keys.clear()


def unconfirm(service: Service, clock: MovableClock) -> None:
    """Three days have passed in which the service could not be asked."""
    with service.database.write() as connection:
        deliveries.set_state(connection, the(service).id, DeliveryState.UNCONFIRMED, clock())


def test_a_doubtful_post_is_looked_for_from_its_first_plan_on(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    account.fail(world, Fault.LOST)
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    account.mend(world)
    forgotten(account, clock)
    unconfirm(service, clock)
    clock.advance(3 * HOUR)
    (ring,) = service.editing.retry(the(service).id, actor="siti")
    service.dispatch.dispatch([ring.delivery_id])
    assert list(account.posts(world)) == [the(service).remote_id]


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.RESET], ids=["there", "not there"])
@pytest.mark.parametrize("given_up", [False, True])
def test_a_doubtful_post_that_was_changed_since_is_found_or_else_told_in_the_words_in_force(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, fault: Fault, *, given_up: bool
) -> None:
    service = opened('on_revise = "ignore"')
    account.fail(world, fault)
    service.dispatch.dispatch(publish(service, world, titled(1, "Warga Bernama Siti Dibantu")))
    account.mend(world)
    account.books.keys.clear()
    clock.advance(SECOND)
    publish(service, world, titled(1, "Seorang Warga Dibantu"))
    if given_up:
        unconfirm(service, clock)
        service.editing.retry(the(service).id, actor="siti")
    swept_for(service, clock, 3)
    (told,) = account.posts(world).values()
    assert ("Siti" in told) is (fault is Fault.LOST)
    assert the(service).state is DeliveryState.DELIVERED


def test_a_doubtful_post_that_is_retried_and_withdrawn_at_once_comes_down(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened()
    account.fail(world, Fault.LOST)
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    account.mend(world)
    unconfirm(service, clock)
    with service.database.write() as connection:
        breakers.save(connection, "kait", Account(blocked_until=clock.now + 10 * MINUTE))
    service.editing.retry(the(service).id, actor="siti")
    service.editing.withdraw(1, actor="budi")
    assert len(account.posts(world)) == 1
    swept_for(service, clock, 8)
    assert account.posts(world) == {}


def test_what_cannot_be_asked_for_a_fault_of_ours_stays_doubtful(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = opened()
    account.fail(world, Fault.LOST)
    service.dispatch.dispatch(publish(service, world, distinct(1)))
    account.mend(world)
    account.books.keys.clear()

    def away(_: Post) -> Outcome:
        raise Unavailable("the vault does not answer", "start it")

    with monkeypatch.context() as broken:
        broken.setattr(service.dispatch.admission.channels["kait"], "find", away)
        swept_for(service, clock, 1)
    assert the(service).state is DeliveryState.SENDING
    assert "vault" in str(the(service).last_error)
    swept_for(service, clock, 3)
    assert the(service).state is DeliveryState.DELIVERED
    assert len(account.posts(world)) == 1


def test_what_is_masked_after_a_lost_answer_is_told_again_under_the_same_id_and_corrected(
    wired: Service, world: Outside, clock: MovableClock
) -> None:
    world.answers["/hook"] = Answer(500)
    wired.dispatch.dispatch(publish(wired, world, Told(1, f"Mobil {PLATE} Menabrak Pembatas", CRASH)))
    world.answers["/hook"] = Answer(204)
    clock.advance(SECOND)
    wired.masking.accept(1, actor="siti")
    swept_for(wired, clock, 4)
    asked = world.requests_to("/hook")
    kinds = [json.loads(one.body)["type"] for one in asked]
    assert kinds == ["bulletin.created", "bulletin.created", "bulletin.revised"]
    assert asked[0].headers["webhook-id"] == asked[1].headers["webhook-id"]
    assert [PLATE in one.body.decode() for one in asked] == [True, False, False]
    assert states(wired) == {DeliveryState.DELIVERED: 2}

"""Digests that wait, are given back, stopped, or changed: everything is told once, and only what may be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from syndicator.bootstrap.service import Service
from syndicator.deliver.channel import Abilities
from syndicator.dispatch import attempting
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.storage.tables import DeliveryRow
from tests.conftest import MovableClock
from tests.contract.doubles.mastodon import MastodonDouble
from tests.feeds import Told, distinct
from tests.integration.fanning import (
    HOUR,
    MINUTE,
    SECOND,
    Open,
    many,
    on_sqlite,
    publish,
    silenced,
    states,
    swept_for,
    titled,
)
from tests.integration.test_guard_before_delivery import Strict, guarded_by
from tests.integration.test_masking import CRASH
from tests.outside import Outside

ONE_A_MINUTE = ('rate = "1/1m"', 'on_overflow = "digest"')
PLATE = "KT 4567 QRZ"


def silent_digest(service: Service, world: Outside, account: MastodonDouble, *told: Told) -> None:
    """Plan one digest of these, which the service takes later."""
    silenced(world)
    service.dispatch.dispatch(publish(service, world, *told))
    account.mend(world)
    assert account.posts(world) == {}
    assert sum(one.carried_by is None for one in service.tracing.deliveries()) == 1


def carrier(service: Service) -> Delivery:
    (found,) = [one for one in service.tracing.deliveries() if one.carried_by is None]
    return found


def members(service: Service) -> list[Delivery]:
    return [one for one in service.tracing.deliveries() if one.carried_by is not None]


def rank(service: Service, ids: list[int], by: timedelta) -> None:
    """Put deliveries before all others, or behind them."""
    with service.database.write() as connection:
        moment = service.clock() + by
        connection.execute(update(DeliveryRow).where(DeliveryRow.id.in_(ids)).values(rank_at=moment))


def how_often(account: MastodonDouble, world: Outside, *numbers: int) -> list[int]:
    """Return how often all posts together tell each of the releases."""
    shown = "\n".join(account.posts(world).values())
    return [len(re.findall(rf"Kegiatan nomor {number}\b", shown)) for number in numbers]


def test_a_waiting_digest_is_not_told_in_another_one(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened(*ONE_A_MINUTE)
    silent_digest(service, world, account, *many(3))
    newer = publish(service, world, *many(3), *many(3, 10))
    rank(service, newer, -HOUR)
    swept_for(service, clock, 8)
    assert states(service) == {DeliveryState.DELIVERED: 6}
    assert how_often(account, world, 0, 1, 2, 10, 11, 12) == [1] * 6


@on_sqlite
def test_a_waiting_digest_forgets_nothing_when_others_join(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened(*ONE_A_MINUTE)
    silent_digest(service, world, account, *many(3))
    publish(service, world, *many(3), *many(3, 10))
    swept_for(service, clock, 8)
    assert states(service) == {DeliveryState.DELIVERED: 6}
    assert how_often(account, world, 0, 1, 2, 10, 11, 12) == [1] * 6


@on_sqlite
def test_a_digest_that_is_given_back_before_it_began_is_told_whole(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = opened(*ONE_A_MINUTE)
    ids = publish(service, world, *many(4))
    with monkeypatch.context() as late:
        late.setattr(attempting, "BEGIN_WITHIN_S", -1.0)
        service.dispatch.dispatch(ids)
    assert account.tries(world) == 0
    assert states(service) == {DeliveryState.PLANNED: 1, DeliveryState.SENDING: 3}
    swept_for(service, clock, 4)
    assert states(service) == {DeliveryState.DELIVERED: 4}
    assert how_often(account, world, 0, 1, 2, 3) == [1] * 4


@on_sqlite
def test_what_a_stopped_digest_would_have_told_goes_out_without_it(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened(*ONE_A_MINUTE)
    silent_digest(service, world, account, *many(3))
    service.editing.cancel(carrier(service).id, actor="siti")
    swept_for(service, clock, 6)
    assert states(service) == {DeliveryState.CANCELLED: 1, DeliveryState.DELIVERED: 2}
    assert sorted(how_often(account, world, 0, 1, 2)) == [0, 1, 1]


@on_sqlite
def test_what_is_withdrawn_while_its_digest_waits_is_left_out_of_it(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened(*ONE_A_MINUTE)
    silent_digest(service, world, account, *many(5))
    gone = members(service)[0]
    service.editing.withdraw(gone.bulletin_id, actor="siti")
    swept_for(service, clock, 4)
    assert len(account.posts(world)) == 1
    assert sorted(how_often(account, world, *range(5))) == [0, 1, 1, 1, 1]
    (left,) = [one for one in service.tracing.deliveries() if one.id == gone.id]
    assert (left.state, left.carried_by) == (DeliveryState.CANCELLED, None)


@on_sqlite
def test_the_guard_reads_what_a_waiting_digest_tells(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble
) -> None:
    service = opened(*ONE_A_MINUTE)
    silenced(world)
    ids = publish(service, world, *many(4))
    rank(service, [one.id for one in service.tracing.deliveries() if one.bulletin_id == of(service, 1)], HOUR)
    service.dispatch.dispatch(ids)
    account.mend(world)
    assert of(service, 1) in {one.bulletin_id for one in members(service)}
    stricter = replace(service, dispatch=guarded_by(service, Strict()))
    swept_for(stricter, clock, 4)
    assert how_often(account, world, 0, 1, 2, 3) == [1, 0, 1, 1]


def of(service: Service, number: int) -> int:
    (found,) = [one.id for one in service.tracing.bulletins() if one.content.title == f"Kegiatan nomor {number}"]
    return found


@on_sqlite
@pytest.mark.parametrize("by", [HOUR, -HOUR], ids=["carried", "carrier"])
def test_what_is_masked_while_its_digest_waits_is_told_masked(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, by: timedelta
) -> None:
    service = opened(*ONE_A_MINUTE)
    silenced(world)
    ids = publish(service, world, distinct(2), Told(1, f"Mobil {PLATE} Menabrak Pembatas", CRASH), distinct(3))
    (bulletin_id,) = [one.id for one in service.tracing.bulletins() if PLATE in one.content.title]
    rank(service, [one.id for one in service.tracing.deliveries() if one.bulletin_id == bulletin_id], by)
    service.dispatch.dispatch(ids)
    account.mend(world)
    assert (carrier(service).bulletin_id == bulletin_id) is (by < timedelta(0))
    clock.advance(SECOND)
    service.masking.accept(bulletin_id, actor="siti")
    swept_for(service, clock, 5)
    (told,) = account.posts(world).values()
    assert "QRZ" not in told
    assert "Menabrak Pembatas" in told


@on_sqlite
def test_a_first_post_tells_what_its_bulletin_says_when_it_goes_out(
    opened: Open, world: Outside, clock: MovableClock, account: MastodonDouble, config_dir: Path
) -> None:
    (config_dir / "routes.toml").write_text('[[route]]\nname = "semua"\nchannels = ["*"]\ndelay = "5m"\n')
    service = opened()
    service.dispatch.admission.channels["kait"].abilities = Abilities(edits=False)
    publish(service, world, titled(1, "Warga Bernama Siti Dibantu"))
    clock.advance(MINUTE)
    publish(service, world, titled(1, "Seorang Warga Dibantu"))
    swept_for(service, clock, 5)
    (told,) = account.posts(world).values()
    assert "Seorang Warga Dibantu" in told
    assert "Siti" not in told

"""The desk's own text for one channel, and the moments that it chooses: what the account gets, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from syndicator.bootstrap.service import Service
from syndicator.deliver.counting import mastodon_length
from syndicator.deliver.message import Length
from syndicator.dispatch import Shown, previews
from syndicator.errors import ConcurrentChange, NotFound, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.event import EventKind
from syndicator.rewriting import Wording
from syndicator.storage import deliveries, reading
from syndicator.tracing import Why, waits_for
from tests.conftest import MovableClock
from tests.contract.doubles.mastodon import MastodonDouble
from tests.feeds import distinct
from tests.integration.fanning import HOUR, MINUTE, Open, publish, swept, the
from tests.outside import Outside

CHILD = "Korban adalah siswi kelas 2 SMP berinisial KRW (14), yang dicabuli tetangganya di Desa Sukamaju."


def posts(account: MastodonDouble, world: Outside) -> list[str]:
    return list(account.posts(world).values())


def shown(service: Service, **own: str) -> Shown:
    bulletin = service.tracing.trace(1).bulletin
    (found,) = previews(service.dispatch.loading, bulletin, ["kait"], service.clock(), own=own)
    return found


def test_a_text_of_the_desk_is_posted_corrected_put_out_of_force_and_removed(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service, told = opened('on_small_revise = "ignore"'), distinct(1)
    write, remove = service.phrasing.write, service.phrasing.remove
    publish(service, world, told)
    assert write(1, "kait", "Kata meja.\n\nBaris dua. #humas", revision=1, version=0, actor="siti") == []
    swept(service)
    (first,) = posts(account, world)
    assert first.startswith("Kata meja.\n\nBaris dua. #humas\n\nhttp"), "no title, no mark, the link behind it"
    assert shown(service).message == service.dispatch.loading.channels["kait"].compose(
        replace(
            service.dispatch.loading.telling(
                service.dispatch.loading.channels["kait"], service.tracing.trace(1).bulletin
            ),
            own="Kata meja.\n\nBaris dua. #humas",
        )
    )
    with pytest.raises(ConcurrentChange, match="somebody else"):
        write(1, "kait", "Kata lain.", revision=1, version=0, actor="budi")
    assert len(write(1, "kait", "Kata kedua.", revision=1, version=1, actor="budi")) == 1
    swept(service)
    (second,) = posts(account, world)
    assert second.startswith("Kata kedua.\n\nhttp"), "the same post, and no word that it is a correction"
    with service.database.read() as connection:
        assert reading.corrected_at(connection, 1) == [], "readers of the page see no difference"
    publish(service, world, replace(told, text=f"{told.text} Tersangka ditahan di rutan setempat sejak kemarin."))
    swept(service)
    assert posts(account, world)[0].startswith("Koreksi: "), "newer words of the source are not hidden behind it"
    text = service.sheets.sheet(1).texts["kait"]
    assert (text.text, text.holds_for(service.tracing.trace(1).bulletin)) == ("Kata kedua.", False)
    write(1, "kait", "Kata ketiga.", revision=3, version=2, actor="siti")
    swept(service)
    assert posts(account, world)[0].startswith("Kata ketiga.")
    remove(1, "kait", revision=4, version=3, actor="siti")
    swept(service)
    assert told.title in posts(account, world)[0]
    assert service.sheets.sheet(1).texts == {}
    events = [one for one in service.tracing.trace(1).events if one.kind is EventKind.BULLETIN_REWORDED]
    assert [one.actor for one in events] == ["siti", "budi", "siti", "siti"]


def test_a_text_is_counted_by_what_sends_it_and_cut_where_it_does_not_fit(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service = opened()
    publish(service, world, distinct(1))
    short, long = shown(service, kait="👮 Apel pagi"), shown(service, kait="Apel pagi. " * 60)
    assert short.message is not None
    assert short.length == Length(mastodon_length(short.message.text), 500)
    assert long.message is not None
    assert long.length is not None
    assert (long.length.count, long.length.is_cut) == (659 + mastodon_length(f"\n\n{long.link}"), True)
    assert long.message.text.count("Apel pagi") < 50
    service.phrasing.write(1, "kait", "Apel pagi. " * 60, revision=1, version=0, actor="siti")
    swept(service)
    assert posts(account, world) == [long.message.text]


def test_a_text_is_refused_that_the_guard_would_hold_and_the_guard_reads_what_is_held(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service = opened()
    publish(service, world, distinct(1))
    for text, why in ((CHILD, "it would be held"), (" \n", "empty"), ("x" * 10_001, "more than 10000")):
        with pytest.raises(Refused, match=why):
            service.phrasing.write(1, "kait", text, revision=1, version=0, actor="siti")
    with pytest.raises(NotFound):
        service.phrasing.write(1, "lain", "Kata.", revision=1, version=0, actor="siti")
    service.editing.hold(1, actor="siti")
    service.phrasing.write(1, "kait", CHILD, revision=1, version=0, actor="siti")
    service.editing.release(1, actor="siti")
    swept(service)
    assert posts(account, world) == []
    assert service.tracing.trace(1).bulletin.state is BulletinState.HELD


def test_posts_wait_for_the_moment_that_the_desk_chose_and_no_longer(
    opened: Open, world: Outside, account: MastodonDouble, clock: MovableClock
) -> None:
    service = opened('max_age = "30d"')
    publish(service, world, distinct(1))
    scheduling, post, at = service.scheduling, the(service), clock.now + 3 * HOUR
    latest = service.tracing.trace(1).bulletin.content.published_at + timedelta(days=30)
    for moment, why in (
        (clock.now, "over"),
        (clock.now + timedelta(days=100), "90 days"),
        (latest + MINUTE, "takes this release until"),
    ):
        with pytest.raises(Refused, match=why):
            scheduling.schedule(post.id, moment, actor="siti")
    scheduling.schedule(post.id, at, actor="siti")
    clock.advance(HOUR)
    swept(service)
    assert posts(account, world) == []
    waiting = the(service)
    why = waits_for(
        waiting, service.tracing.trace(1).bulletin.verdict.urgency, service.settings.channels["kait"], None, clock.now
    )
    assert why is not None
    assert (why.why, why.seconds, waiting.reason.startswith("scheduled by siti (")) == (Why.SCHEDULE, 7200, True)
    assert scheduling.schedule_all(1, at + HOUR, actor="budi") == 1
    assert the(service).reason.count("scheduled by") == 1
    scheduling.send_all_now(1, actor="budi")
    swept(service)
    assert len(posts(account, world)) == 1
    with pytest.raises(Refused, match="delivered"):
        scheduling.send_now(post.id, actor="siti")
    told = [one for one in service.tracing.trace(1).events if one.kind is EventKind.DELIVERY_SCHEDULED]
    assert [one.actor for one in told] == ["siti", "budi", "budi"]


def test_a_correction_that_was_put_off_holds_up_no_later_one(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service, told = opened(), distinct(1)
    publish(service, world, told)
    swept(service)
    title = service.tracing.trace(1).bulletin.content.title
    service.rewriting.rewrite(1, Wording(f"{title}, kata meja", "Awal."), revision=1, actor="siti")
    put_off = the(service, Action.REVISE)
    service.scheduling.schedule(put_off.id, service.clock() + timedelta(days=20), actor="siti")
    swept(service)
    publish(service, world, replace(told, text=f"{told.text} Tersangka ditahan di rutan setempat sejak kemarin."))
    swept(service)
    (post,) = posts(account, world)
    assert (post.startswith("Koreksi: "), "kata meja" in post) == (True, False)
    states = {one.revision: one.state for one in service.tracing.deliveries() if one.action is Action.REVISE}
    assert states == {2: DeliveryState.CANCELLED, 3: DeliveryState.DELIVERED}
    assert put_off.id in {
        one.delivery_id for one in service.tracing.trace(1).events if one.kind.value.endswith("cancelled")
    }


def test_all_that_is_planned_is_stopped_but_what_comes_down(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service = opened()
    publish(service, world, distinct(1))
    assert service.scheduling.stop_all(1, actor="siti") == 1
    with pytest.raises(Refused, match="nothing of bulletin 1 is planned"):
        service.scheduling.stop_all(1, actor="siti")
    service.editing.retry(the(service).id, actor="siti")
    swept(service)
    service.editing.withdraw(1, actor="siti")
    for move in (service.scheduling.stop_all, service.scheduling.send_all_now):
        with pytest.raises(Refused):
            move(1, actor="siti")
    swept(service)
    assert posts(account, world) == []
    assert the(service, Action.WITHDRAW).state is DeliveryState.DELIVERED


def test_what_a_channel_gave_up_is_tried_again_at_once_as_far_as_it_may_be_seen(
    opened: Open, world: Outside, account: MastodonDouble
) -> None:
    service = opened()
    publish(service, world, distinct(1), distinct(2), distinct(3))
    with service.database.write() as connection:
        for one in service.tracing.deliveries():
            deliveries.set_state(connection, one.id, DeliveryState.ABANDONED, service.clock())
    service.editing.withdraw(2, actor="siti")
    assert service.editing.retry_all("kait", actor="siti") == 2
    swept(service)
    assert len(posts(account, world)) == 2

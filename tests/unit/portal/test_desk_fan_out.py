"""Deliveries, channels, previews and trials as the desk sees them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.account import OPENS_AT, Account
from syndicator.model.attempt import Cause
from syndicator.model.bulletin import Bulletin
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import Delivery, DeliveryState
from syndicator.model.event import Event, EventKind
from syndicator.model.user import Role
from syndicator.storage import breakers, channels, deliveries, digests, events
from tests.conftest import MovableClock
from tests.outside import Answer, Outside, outside
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release
from tests.unit.portal.wiring import SECRET, TOKEN, Desk, logged_in, wired_service


@pytest.fixture(scope="module")
def world() -> Iterator[Outside]:
    with outside() as running:
        yield running


@pytest.fixture
def wired(world: Outside, tmp_path: Path, clock: MovableClock) -> Iterator[Service]:
    yield from wired_service(world, tmp_path, clock)


@pytest.fixture
def desk(wired: Service) -> Iterator[Desk]:
    with logged_in(wired) as log_in:
        yield log_in


def published(service: Service, *names: str, title: str = "Apel pagi") -> tuple[Bulletin, list[Delivery]]:
    host = f"{title.lower().replace(' ', '-')}.example"
    bulletin = Press(service).publish(Release(title=title, channels=names, host=host))
    return bulletin, list(service.tracing.trace(bulletin.id).deliveries)


def stands(service: Service, delivery: Delivery, state: DeliveryState, **values: object) -> None:
    with service.database.write() as connection:
        deliveries.set_state(connection, delivery.id, state, service.clock(), **values)


def state_of(service: Service, delivery: Delivery) -> DeliveryState:
    (found,) = [one for one in service.tracing.deliveries() if one.id == delivery.id]
    return found.state


def words(browser: Browser, path: str) -> str:
    return " ".join(browser.page(path).text_content().split())


def test_without_deliveries_the_page_says_where_channels_are_configured(desk: Desk) -> None:
    assert "channels.toml" in words(desk(Role.READER), "/desk/deliveries")


def test_deliveries_are_narrowed_by_state_and_channel(desk: Desk, wired: Service) -> None:
    _, (first, second) = published(wired, "hook", "kanal")
    stands(wired, second, DeliveryState.ABANDONED, last_error="answered 410")
    reader = desk(Role.READER)
    told = words(reader, "/desk/deliveries")
    assert f"#{first.id}" in told
    assert "answered 410" in told
    for query, shown in {
        "state=abandoned": [second],
        "channel=hook": [first],
        "state=abandoned&channel=hook": [],
        f"before={second.id}": [first],
        f"bulletin={second.bulletin_id}": [second, first],
        f"bulletin={second.bulletin_id + 1}": [],
    }.items():
        page = reader.page(f"/desk/deliveries?{query}")
        assert len(page.find_class("delivery")) == len(shown), query
        for one in shown:
            assert f"#{one.id}" in page.text_content()
    assert reader.get("/desk/deliveries?state=nothing").status_code == 404


def test_deliveries_lead_through_everything(desk: Desk, wired: Service) -> None:
    press = Press(wired)
    for number in range(55):
        press.publish(Release(title=f"Siaran {number}", channels=("hook",)))
    reader = desk(Role.READER)
    first = reader.page("/desk/deliveries?channel=hook")
    [older] = first.xpath("//a[@rel='next']/@href")
    second = reader.page(str(older))
    shown = [one.text_content() for page in (first, second) for one in page.xpath("//article/h2")]
    assert shown == [f"Siaran {number}" for number in reversed(range(55))]
    assert not second.xpath("//a[@rel='next']")


def test_a_post_within_its_grace_is_stopped_by_a_button(desk: Desk, wired: Service, clock: MovableClock) -> None:
    clock.now = clock.now.replace(hour=12)
    bulletin, (delivery,) = published(wired, "hook")
    stands(wired, delivery, DeliveryState.PLANNED, due_at=clock.now + timedelta(minutes=5))
    editor, path = desk(Role.EDITOR), f"/desk/bulletins/{bulletin.id}"
    assert "Dikirim dalam 5 menit." in words(editor, path)
    assert editor.press(path, "/stop").headers["location"] == f"{path}?done=stopped"
    assert state_of(wired, delivery) is DeliveryState.CANCELLED
    assert "dihentikan oleh editor" in words(editor, path)
    assert editor.press("/desk/deliveries", "/retry").status_code == 303
    assert state_of(wired, delivery) is DeliveryState.PLANNED


def test_an_unconfirmed_delivery_is_settled_from_the_list(desk: Desk, wired: Service) -> None:
    _, (delivery,) = published(wired, "hook")
    stands(wired, delivery, DeliveryState.UNCONFIRMED, last_error="no answer")
    editor = desk(Role.EDITOR)
    page = editor.page("/desk/deliveries?state=unconfirmed")
    assert page.xpath("//button[@name='delivered']/@value") == ["true", "false"]
    path, found = "/desk/deliveries?state=unconfirmed", "https://pesan.example/@humas/7"
    assert editor.press(path, "/settle", delivered="true", address="javascript:alert(1)").status_code == 422
    answer = editor.press(path, "/settle", delivered="true", address=found)
    assert answer.headers["location"].startswith(path)
    assert state_of(wired, delivery) is DeliveryState.DELIVERED
    assert found in editor.page("/desk/deliveries").xpath("//article//a/@href")


def test_all_that_a_channel_gave_up_is_tried_again_by_one_button(desk: Desk, wired: Service) -> None:
    _, (first,) = published(wired, "hook")
    _, (second,) = published(wired, "hook", title="Apel sore")
    for one in (first, second):
        stands(wired, one, DeliveryState.ABANDONED)
    editor = desk(Role.EDITOR)
    assert editor.press("/desk/channels", "/hook/retry").headers["location"] == "/desk/channels?done=retried_all"
    assert {state_of(wired, one) for one in (first, second)} == {DeliveryState.PLANNED}
    stands(wired, first, DeliveryState.ABANDONED)
    path = "/desk/deliveries?channel=hook&state=abandoned"
    assert editor.press(path, "/channels/hook/retry").status_code == 303
    assert "coba lagi semua" not in words(editor, path).casefold()


def test_posts_are_moved_hastened_and_stopped_and_a_withdrawal_is_told_by_channel(
    desk: Desk, wired: Service, clock: MovableClock
) -> None:
    clock.now = clock.now.replace(hour=12)
    bulletin, (hook, kanal) = published(wired, "hook", "kanal")
    stands(wired, kanal, DeliveryState.DELIVERED)
    stands(wired, hook, DeliveryState.PLANNED, due_at=clock.now + timedelta(seconds=90))
    editor, path = desk(Role.EDITOR), f"/desk/bulletins/{bulletin.id}/schedule"
    told = words(editor, path)
    for said in ("Dikirim dalam 90 detik.", "hookBelum ada yang dikirim", "kanalKirimannya dihapus."):
        assert said in told
    assert editor.page(path).xpath("//option[@selected]/text()") == ["WITA", "WITA"], "the zone of its unit"
    tomorrow = (clock.now + timedelta(days=1)).strftime("%Y-%m-%dT09:30")
    assert editor.press(path, f"/deliveries/{hook.id}/schedule", at=tomorrow, zone="WIT").status_code == 303
    assert "Menunggu saat yang dipilih redaksi" in words(editor, path)
    assert "08.30.00 WITA" in words(editor, path)
    assert editor.press(path, f"/deliveries/{hook.id}/schedule", at="kemarin").status_code == 422
    assert editor.press(path, f"/bulletins/{bulletin.id}/schedule", at="2020-01-01T00:00").status_code == 409
    assert editor.press(path, f"/deliveries/{hook.id}/now").headers["location"] == f"{path}?done=hastened"
    assert editor.press(path, f"/bulletins/{bulletin.id}/schedule", at=tomorrow.replace("T", " ")).status_code == 303
    assert editor.press(path, f"/bulletins/{bulletin.id}/now").status_code == 303
    assert editor.press(path, f"/bulletins/{bulletin.id}/stop").headers["location"] == f"{path}?done=stopped_all"
    assert state_of(wired, hook) is DeliveryState.CANCELLED
    reader = desk(Role.READER)
    assert [one.get("action") for one in reader.page(path).forms] == ["/desk/logout"]


def test_what_a_digest_tells_names_the_delivery_that_posts_it(desk: Desk, wired: Service) -> None:
    _, (carrier,) = published(wired, "hook")
    _, (member,) = published(wired, "hook", title="Apel sore")
    with wired.database.write() as connection:
        digests.fold(connection, carrier.id, [member.id])
    stands(wired, member, DeliveryState.DELIVERED)
    assert f"pengiriman #{carrier.id}." in words(desk(Role.READER), "/desk/deliveries?state=delivered")


def test_a_dry_run_shows_the_request_that_was_not_sent(desk: Desk, wired: Service) -> None:
    bulletin, (delivery,) = published(wired, "kanal")
    stands(wired, delivery, DeliveryState.REHEARSED)
    kept = {"body": "chat_id=@humas\ntext=Apel & <pagi>", "count": 14, "limit": 4096}
    with wired.database.write() as connection:
        kind = EventKind.DELIVERY_REHEARSED
        told = Event(kind=kind, at=wired.clock(), bulletin_id=bulletin.id, delivery_id=delivery.id, details=kept)
        events.append(connection, [told])
    reader = desk(Role.READER)
    for path in ("/desk/deliveries?state=rehearsed", f"/desk/bulletins/{bulletin.id}"):
        page = reader.page(path)
        assert [one.text_content() for one in page.iter("pre")] == [kept["body"]]
        assert "14 / 4096" in page.text_content()
        assert "latihan" in page.text_content()


def test_channels_tell_how_they_are_configured_and_how_they_stand(desk: Desk, wired: Service) -> None:
    _, (waiting, _) = published(wired, "hook", "kanal")
    now = wired.clock()
    with wired.database.write() as connection:
        channels.note_condition(connection, "kanal", "the bot may not post", now + timedelta(days=3), now)
    told = words(desk(Role.READER), "/desk/channels")
    for said in (
        "hook webhook aktif",
        "kanal telegram aktif Latihan: tidak ada yang dikirim",
        "lama webhook dimatikan",
        "60 dalam 1 menit, yang terpakai tidak diketahui",
        "14:00–16:00 Asia/Jakarta, sekarang sedang tenang",
        "the bot may not post",
        "Tokennya berakhir",
        "yang tertua jatuh tempo",
        f"direncanakan #{waiting.id} kirim",
    ):
        assert said in told
    assert waiting.channel in told


def test_a_reader_sees_channels_and_changes_none(desk: Desk, wired: Service) -> None:
    published(wired, "hook")
    reader = desk(Role.READER)
    for path in ("/desk/channels", "/desk/deliveries", "/desk/channels/hook/test"):
        assert [one.get("action") for one in reader.page(path).forms] == ["/desk/logout"]


def test_a_channel_is_paused_and_resumed(desk: Desk, wired: Service) -> None:
    editor = desk(Role.EDITOR)
    assert editor.press("/desk/channels", "/hook/pause", reason="pindah").status_code == 303
    (hook,) = [one for one in wired.tracing.channels() if one.name == "hook"]
    assert (hook.state, hook.reason) == (ChannelState.PAUSED, "pindah (editor)")
    assert "pindah (editor)" in words(editor, "/desk/channels")
    published(wired, "hook")
    assert "Menunggu, karena kanalnya dijeda" in words(editor, "/desk/deliveries")
    editor.press("/desk/channels", "/hook/resume")
    assert {one.state for one in wired.tracing.channels()} == {ChannelState.ACTIVE}


@pytest.mark.parametrize(
    ("cause", "mend"), [(Cause.LOGIN, "tulis ke HOOK_SECRET"), (Cause.FAULT, "Periksa apakah layanannya")]
)
def test_a_blocked_account_is_told_on_every_page(desk: Desk, wired: Service, cause: Cause, mend: str) -> None:
    until = wired.clock() + timedelta(minutes=15)
    account = Account(faults=OPENS_AT, blocked_until=until, cause=cause, reason="answered 401")
    with wired.database.write() as connection:
        for name in ("hook", "lama"):
            breakers.save(connection, name, account)
    reader = desk(Role.READER)
    for path in ("/desk", "/desk/held", "/desk/deliveries", "/desk/channels"):
        (banner,) = reader.page(path).find_class("broken")
        assert "hook" in banner.text_content()
        assert "answered 401" in banner.text_content()
        assert mend in banner.text_content()
    with wired.database.write() as connection:
        breakers.save(connection, "hook", Account(blocked_until=until, cause=Cause.RATE, reason="enough"))
    assert not reader.page("/desk").find_class("broken"), "a limit is no fault"


def test_a_preview_is_the_request_of_each_channel_with_its_count(desk: Desk, wired: Service, world: Outside) -> None:
    bulletin, _ = published(wired, title="Apel siang")
    reader = desk(Role.READER)
    page = reader.page(f"/desk/bulletins/{bulletin.id}/previews")
    assert [one.text_content() for one in page.xpath("//article/h2")] == ["hook webhook", "kanal telegram"]
    told = page.text_content()
    assert "dari 4096 karakter" in told
    (post,) = page.xpath("//article[h2[starts-with(., 'kanal')]]//div[@class='post-words']")
    assert post.text_content().startswith("Apel siang\n"), "as a reader sees it, without markup"
    assert f"{world.url}/hook" in told
    assert "Apel siang" in told
    assert SECRET not in told
    assert TOKEN not in told
    only = reader.page(f"/desk/bulletins/{bulletin.id}/previews?channel=kanal")
    assert [one.text_content() for one in only.xpath("//article/h2")] == ["kanal telegram"]
    assert reader.get("/desk/bulletins/999/previews").status_code == 404
    assert world.asked == []


def test_the_channels_lead_to_what_they_would_get_of_the_newest_release(desk: Desk, wired: Service) -> None:
    bulletin, _ = published(wired)
    links = desk(Role.READER).page("/desk/channels").xpath("//a[contains(@href, '/previews')]/@href")
    assert links == [f"/desk/bulletins/{bulletin.id}/previews?channel={name}" for name in ("hook", "kanal")]


def test_a_trial_tells_each_step(desk: Desk, world: Outside) -> None:
    editor = desk(Role.EDITOR)
    answer = editor.press("/desk/channels", "/hook/test")
    assert answer.status_code == 200
    assert answer.text.count('class="state state-delivered"') == 4
    assert len(world.requests_to("/hook")) == 2
    world.answers["/hook"] = Answer(401)
    failed = editor.press("/desk/channels/hook/test", "/test")
    assert "state-abandoned" in failed.text
    assert "HOOK_SECRET" in failed.text
    for name in ("lama", "nothing"):
        assert editor.get(f"/desk/channels/{name}/test").status_code == 404


def test_routes_are_a_list_of_rules(desk: Desk, wired: Service) -> None:
    bulletin, _ = published(wired)
    with wired.database.write() as connection:
        reason = "narkoba: topics are not narkoba; semua: matched"
        told = Event(kind=EventKind.BULLETIN_ROUTED, at=wired.clock(), bulletin_id=bulletin.id, reason=reason)
        events.append(connection, [told])
    page = desk(Role.READER).page(f"/desk/bulletins/{bulletin.id}")
    assert page.xpath("//ol[@class='routes']/li/text()") == ["narkoba: topics are not narkoba", "semua: matched"]


def test_who_chooses_channels_by_hand_is_told_where_nothing_comes_of_it(desk: Desk, wired: Service) -> None:
    bulletin, [stopped] = published(wired, "hook")
    wired.editing.cancel(stopped.id, actor="sari")
    editor, page = desk(Role.EDITOR), f"/desk/bulletins/{bulletin.id}"
    csrf = str(editor.page(page).xpath("string(//input[@name='csrf']/@value)"))
    for channel, status in (("hook", 409), ("kanal", 303), ("kanal", 409)):
        assert editor.post(f"{page}/reroute", csrf=csrf, channel=channel, back=page).status_code == status, channel
    trace = wired.tracing.trace(bulletin.id)
    assert {one.channel: one.state for one in trace.deliveries} == {
        "hook": DeliveryState.CANCELLED,
        "kanal": DeliveryState.PLANNED,
    }
    assert len([one for one in trace.events if one.kind is EventKind.BULLETIN_ROUTED]) == 1, (
        "what came to nothing is no event"
    )

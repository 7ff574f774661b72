from __future__ import annotations

from collections.abc import Callable

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import DeliveryState
from syndicator.model.event import EventKind
from syndicator.model.user import Role
from syndicator.model.verdict import HoldReason
from syndicator.storage import deliveries
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
HELD = Release(title="Menunggu keputusan", state=BulletinState.HELD)


def test_a_release_brings_a_held_bulletin_to_page_and_feed(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(HELD)
    editor = desk(Role.EDITOR)
    assert editor.get(bulletin.path).status_code == 404
    answer = editor.press("/desk/held", "/release")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/held?done=released")
    assert "Siaran diterbitkan" in editor.page(answer.headers["location"]).text_content()
    assert "Menunggu keputusan" in editor.page(bulletin.path).text_content()
    assert "Menunggu keputusan" in editor.get("/feeds/all.rss").text
    released = [one for one in service.tracing.trace(bulletin.id).events if one.kind is EventKind.BULLETIN_RELEASED]
    assert [event.actor for event in released] == ["editor"]


def test_a_masked_version_is_proposed_and_accepted(desk: Desk, press: Press) -> None:
    text = "Polisi menangkap pelaku pencabulan terhadap siswi SMP berinisial KRW (14), warga Desa Sukamaju."
    holds = (HoldReason("child-in-case", "siswi SMP"),)
    bulletin = press.publish(Release(title="Pelaku Ditangkap", text=text, state=BulletinState.HELD, holds=holds))
    editor, path = desk(Role.EDITOR), f"/desk/bulletins/{bulletin.id}"
    assert "Versi tersamar" in editor.page(path).text_content()
    answer = editor.press(path, "/mask")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=masked")
    shown = press.stored(bulletin.uid)
    assert (shown.state, shown.revision) == (BulletinState.HELD, 2)
    assert "KRW" not in shown.content.text
    editor.press(path, "/release")
    assert "KRW" not in editor.page(press.stored(bulletin.uid).path).text_content()


def test_a_rejection_keeps_its_reason_for_the_desk(desk: Desk, press: Press) -> None:
    bulletin = press.publish(HELD)
    editor = desk(Role.EDITOR)
    assert editor.press(f"/desk/bulletins/{bulletin.id}", "/reject", reason="bukan siaran pers").status_code == 303
    assert press.stored(bulletin.uid).state is BulletinState.REJECTED
    assert "bukan siaran pers" in editor.page(f"/desk/bulletins/{bulletin.id}").text_content()
    assert editor.get(bulletin.path).status_code == 404


def test_a_withdrawal_takes_page_and_entry_away(desk: Desk, press: Press) -> None:
    bulletin = press.publish(Release(title="Keliru"))
    editor = desk(Role.EDITOR)
    editor.press(f"/desk/bulletins/{bulletin.id}", "/withdraw", reason="datanya salah")
    gone = editor.get(bulletin.path)
    assert gone.status_code == 410
    assert "datanya salah" in gone.text
    assert "Keliru" not in editor.get("/feeds/all.rss").text


def test_a_release_is_held_by_hand_with_its_story_and_released_again(
    desk: Desk, press: Press, service: Service
) -> None:
    head = press.publish(Release(title="Perlu ditahan"))
    copy = press.publish(Release(title="Salinannya", story=head.story_uid, host="polda.example"))
    editor, path = desk(Role.EDITOR), f"/desk/bulletins/{head.id}"
    assert editor.press(path, "/hold", reason="tunggu rilis resmi").headers["location"] == f"{path}?done=held"
    assert [press.stored(one.uid).state for one in (head, copy)] == [BulletinState.HELD] * 2
    assert editor.get(head.path).status_code == 404
    assert "tunggu rilis resmi" in editor.page("/desk/held").text_content()
    events = service.tracing.trace(head.id).events
    assert [one.actor for one in events if one.kind is EventKind.BULLETIN_HELD] == ["editor"]
    [csrf] = set(editor.page(path).xpath("//input[@name='csrf']/@value"))
    assert editor.post(f"{path}/hold", csrf=csrf).status_code == 409
    editor.press(path, "/release")
    assert [press.stored(one.uid).state for one in (head, copy)] == [BulletinState.RELEASED, BulletinState.HELD]


def test_what_is_not_possible_is_said_and_not_done(desk: Desk, press: Press) -> None:
    bulletin = press.publish(HELD)
    editor = desk(Role.EDITOR)
    [csrf] = set(editor.page("/desk/held").xpath("//input[@name='csrf']/@value"))
    path = f"/desk/bulletins/{bulletin.id}/reject"
    assert editor.post(path, csrf=csrf).status_code == 303
    again = editor.post(path, csrf=csrf)
    assert again.status_code == 409
    assert "tidak ada yang dilakukan" in again.text
    assert editor.post("/desk/bulletins/999/release", csrf=csrf).status_code == 404


@pytest.mark.parametrize("csrf", ["", "wrong", "tökén"])
def test_a_form_without_its_token_does_nothing(desk: Desk, press: Press, csrf: str) -> None:
    bulletin = press.publish(HELD)
    answer = desk(Role.EDITOR).post(f"/desk/bulletins/{bulletin.id}/release", csrf=csrf)
    assert answer.status_code == 403
    assert "Formulir ini sudah usang" in answer.text
    assert press.stored(bulletin.uid).state is BulletinState.HELD


def test_the_token_of_another_login_does_nothing(desk: Desk, press: Press) -> None:
    bulletin = press.publish(HELD)
    chief, editor = desk(Role.CHIEF), desk(Role.EDITOR)
    [stolen] = set(chief.page("/desk").xpath("//input[@name='csrf']/@value"))
    assert editor.post(f"/desk/bulletins/{bulletin.id}/release", csrf=stolen).status_code == 403


def test_another_site_decides_nothing_even_with_the_token(desk: Desk, press: Press) -> None:
    bulletin = press.publish(HELD)
    editor = desk(Role.EDITOR)
    [csrf] = set(editor.page("/desk/held").xpath("//input[@name='csrf']/@value"))
    path = f"/desk/bulletins/{bulletin.id}/release"
    assert editor.ask("POST", path, {"sec-fetch-site": "cross-site"}, csrf=csrf).status_code == 403


def test_a_reader_sees_but_decides_nothing(desk: Desk, press: Press) -> None:
    bulletin = press.publish(HELD)
    reader = desk(Role.READER)
    for path in ("/desk/held", f"/desk/bulletins/{bulletin.id}"):
        assert [one.get("action") for one in reader.page(path).forms] == ["/desk/logout"]
    [csrf] = reader.page("/desk").xpath("//input[@name='csrf']/@value")
    answer = reader.post(f"/desk/bulletins/{bulletin.id}/release", csrf=csrf)
    assert answer.status_code == 403
    assert "Peran Anda tidak mengizinkannya" in answer.text
    assert press.stored(bulletin.uid).state is BulletinState.HELD


def test_an_unconfirmed_delivery_is_settled_or_tried_again(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(Release(channels=("hook",)))
    [delivery] = service.tracing.trace(bulletin.id).deliveries
    editor = desk(Role.EDITOR)
    page = f"/desk/bulletins/{bulletin.id}"

    def stands(state: DeliveryState) -> None:
        with service.database.write() as connection:
            deliveries.set_state(connection, delivery.id, state, service.clock())

    for told, expected in (("true", DeliveryState.DELIVERED), ("false", DeliveryState.ABANDONED)):
        stands(DeliveryState.UNCONFIRMED)
        assert editor.press(page, "/settle", delivered=told).headers["location"] == f"{page}?done=settled"
        assert service.tracing.trace(bulletin.id).deliveries[0].state is expected
    assert editor.press(page, "/retry").headers["location"] == f"{page}?done=retried"
    assert service.tracing.trace(bulletin.id).deliveries[0].state is DeliveryState.PLANNED


def test_a_form_that_lacks_something_is_incomplete(desk: Desk) -> None:
    editor = desk(Role.EDITOR)
    [csrf] = set(editor.page("/desk").xpath("//input[@name='csrf']/@value"))
    assert editor.post("/desk/deliveries/1/settle", csrf=csrf).status_code == 422


def test_what_was_withdrawn_is_not_offered_to_be_posted_again(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(Release(channels=("hook",)))
    service.editing.withdraw(bulletin.id, actor="admin")
    [delivery] = service.tracing.trace(bulletin.id).deliveries
    assert delivery.state is DeliveryState.CANCELLED
    page = desk(Role.EDITOR).page(f"/desk/bulletins/{bulletin.id}")
    assert not [one for one in page.forms if (one.action or "").endswith("/retry")]

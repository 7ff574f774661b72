from __future__ import annotations

from collections.abc import Callable

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]


def the_csrf(browser: Browser, path: str = "/desk") -> str:
    [csrf] = set(browser.page(path).xpath("//input[@name='csrf']/@value"))
    return str(csrf)


def members(service: Service, story_id: int) -> list[int]:
    return [one.id for one in service.clustering.show(story_id).members]


def test_a_story_tells_who_tells_it_and_is_pinned_split_and_merged_again(
    desk: Desk, press: Press, service: Service
) -> None:
    first = press.publish(Release(title="Induk"))
    second = press.publish(Release(title="Salinan", story=first.story_uid, host="polda.example"))
    editor, path = desk(Role.EDITOR), f"/desk/stories/{first.story_id}"
    told = " ".join(editor.page(path).text_content().split())
    for words in ("Induk", "Salinan", "wakil berita", "dipilih menurut peringkat", "Belum ada kanal yang memuatnya"):
        assert words in told
    csrf = the_csrf(editor, path)

    pinned = editor.post(f"{path}/pin", csrf=csrf, back=path, bulletin=str(second.id))
    assert pinned.headers["location"] == f"{path}?done=pinned"
    assert service.clustering.show(first.story_id).story.canonical_id == second.id
    assert f"Redaksi memilih #{second.id} sebagai wakil berita" in editor.page(path).text_content()
    assert editor.press(path, "/unpin").headers["location"] == f"{path}?done=unpinned"

    answer = editor.post(f"{path}/split", csrf=csrf, back=path, bulletin=str(second.id))
    assert answer.headers["location"] == f"{path}?done=split"
    two = [press.stored(one.uid).story_id for one in (first, second)]
    assert [members(service, one) for one in two] == [[first.id], [second.id]]

    mine = f"/desk/stories/{two[0]}"
    merged = editor.post(f"{mine}/merge", csrf=csrf, back=mine, other=str(two[1]))
    assert merged.headers["location"] == f"{mine}?done=merged"
    assert members(service, two[0]) == [first.id, second.id]
    events = [one.actor for one in service.tracing.trace(second.id).events if one.kind.startswith("story.")]
    assert "editor" in events


def test_marked_stories_become_one_and_a_merged_one_leads_on(desk: Desk, press: Press, service: Service) -> None:
    three = [press.publish(Release(title=f"Berita {number}")) for number in range(3)]
    editor = desk(Role.EDITOR)
    csrf = the_csrf(editor)
    numbers = [str(one.story_id) for one in three]
    body = {"csrf": csrf, "back": "/desk?topic=tppo", "story": numbers}
    answer = editor.ask("POST", "/desk/stories/merge", **body)  # type: ignore[arg-type]
    assert answer.headers["location"] == "/desk?topic=tppo&done=merged"
    kept = press.stored(three[0].uid).story_id
    assert members(service, kept) == [one.id for one in three]
    gone = next(number for number in numbers if number != str(kept))
    assert editor.get(f"/desk/stories/{gone}").headers["location"] == f"/desk/stories/{kept}"
    for marked in ([], numbers[:1], ["1", "x"], ["1", str(2**64)]):
        refused = editor.ask("POST", "/desk/stories/merge", csrf=csrf, story=marked)  # type: ignore[arg-type]
        assert refused.status_code == 422, marked


def test_what_makes_no_sense_of_stories_is_refused(desk: Desk, press: Press) -> None:
    one, other = press.publish(Release(title="Satu")), press.publish(Release(title="Dua"))
    editor = desk(Role.EDITOR)
    csrf, path = the_csrf(editor), f"/desk/stories/{one.story_id}"
    for action, form, status in (
        ("pin", {"bulletin": str(other.id)}, 409),
        ("unpin", {}, 409),
        ("split", {"bulletin": str(one.id)}, 409),
        ("merge", {"other": str(one.story_id)}, 409),
        ("merge", {"other": "999"}, 404),
        ("merge", {"other": "x"}, 422),
    ):
        assert editor.post(f"{path}/{action}", csrf=csrf, **form).status_code == status, action
    for path in ("/desk/stories/999", "/desk/compare?one=1&other=999", "/desk/compare?one=1"):
        assert editor.get(path).status_code == 404, path


def test_two_bulletins_stand_side_by_side_with_what_differs(desk: Desk, press: Press) -> None:
    one = press.publish(Release(title="Polisi tangkap dua pelaku", text="Dua <b>pelaku</b> ditangkap Senin."))
    other = press.publish(Release(title="Polisi tangkap tiga pelaku", text="Tiga <b>pelaku</b> ditangkap Senin."))
    page = desk(Role.READER).page(f"/desk/compare?one={one.id}&other={other.id}")
    assert [mark.text_content().strip() for mark in page.iter("del")] == ["dua", "Dua"]
    assert [mark.text_content().strip() for mark in page.iter("ins")] == ["tiga", "Tiga"]
    assert "<b>pelaku</b>" in page.text_content()


def test_who_is_bound_to_a_command_decides_no_story_that_others_share(
    desk: Desk, press: Press, service: Service
) -> None:
    mine = press.publish(Release(title="Punya Gresik", unit="polres-gresik"))
    theirs = press.publish(Release(title="Punya Balikpapan"))
    also = press.publish(Release(title="Gresik juga", unit="polres-gresik"))
    editor = desk(Role.EDITOR)
    service.accounts.bind("editor", "polda-jawa-timur", actor="test")
    editor.post("/desk/login", login="editor", password=PASSWORD)
    csrf = the_csrf(editor)
    listed = [row.find("a").text_content() for row in editor.page("/desk").find_class("what")]
    assert listed == ["Gresik juga", "Punya Gresik"]
    for path, form in (
        (f"/desk/stories/{theirs.story_id}/pin", {"bulletin": str(theirs.id)}),
        (f"/desk/stories/{mine.story_id}/merge", {"other": str(theirs.story_id)}),
        ("/desk/stories/merge", {"story": [str(mine.story_id), str(theirs.story_id)]}),
    ):
        assert editor.ask("POST", path, csrf=csrf, **form).status_code == 403, path  # type: ignore[arg-type]
    assert editor.get(f"/desk/compare?one={mine.id}&other={theirs.id}").status_code == 403
    merged = editor.post(f"/desk/stories/{mine.story_id}/merge", csrf=csrf, other=str(also.story_id))
    assert merged.status_code == 303


def test_a_release_is_sent_again_by_the_rules_and_only_one_that_is_released(
    desk: Desk, press: Press, service: Service
) -> None:
    released = press.publish(Release())
    held = press.publish(Release(state=BulletinState.HELD))
    editor = desk(Role.EDITOR)
    page = f"/desk/bulletins/{released.id}"
    assert editor.press(page, "/reroute").headers["location"] == f"{page}?done=rerouted"
    routed = [one for one in service.tracing.trace(released.id).events if one.kind == "bulletin.routed"]
    assert [one.actor for one in routed] == ["editor"]
    csrf = the_csrf(editor)
    assert editor.post(f"{page}/reroute", csrf=csrf, channel="nowhere").status_code == 409
    assert editor.post(f"/desk/bulletins/{held.id}/reroute", csrf=csrf).status_code == 409


def test_only_what_was_read_is_released(desk: Desk, press: Press) -> None:
    held = press.publish(Release(title="Dibaca", state=BulletinState.HELD))
    editor = desk(Role.EDITOR)
    [form] = [one for one in editor.page("/desk/held").forms if (one.action or "").endswith("/release")]
    press.correct(held, Release(title="Diralat diam-diam", state=BulletinState.HELD))
    assert editor.post(str(form.action), **dict(form.fields)).status_code == 409
    assert press.stored(held.uid).state is BulletinState.HELD


def test_a_masked_version_is_released_in_one_step_from_the_queue(desk: Desk, press: Press) -> None:
    text = "Polisi menangkap pelaku pencabulan terhadap siswi SMP berinisial KRW (14), warga Desa Sukamaju."
    press_holds = Release(title="Pelaku Ditangkap", text=text, state=BulletinState.HELD)
    held = press.publish(press_holds)
    editor = desk(Role.EDITOR)
    editor.press(f"/desk/bulletins/{held.id}", "/correct", sensitive="yes")
    page = editor.page("/desk/held")
    assert "KRW" not in page.find_class("proposal")[0].text_content()
    assert editor.press("/desk/held", "/mask").headers["location"] == "/desk/held?done=released"
    shown = press.stored(held.uid)
    assert (shown.state, shown.revision, "KRW" in shown.content.text) == (BulletinState.RELEASED, 2, False)

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.correction import DeskWord
from syndicator.model.user import Role
from syndicator.model.verdict import HoldReason
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
HELD = Release(title="Menunggu", state=BulletinState.HELD, holds=(HoldReason("nik", "3525010101100001"),))


def page_of(bulletin: Bulletin) -> str:
    return f"/desk/bulletins/{bulletin.id}"


def test_the_form_shows_the_verdict_and_corrects_what_was_changed(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(Release())
    editor = desk(Role.EDITOR)
    [form] = [one for one in editor.page(page_of(bulletin)).forms if (one.action or "").endswith("/correct")]
    shown = {name: form.fields[name] for name in ("topic_1", "topic_2", "unit", "place", "sensitive")}
    assert shown == {
        "topic_1": "tppo",
        "topic_2": "",
        "unit": "Polresta Balikpapan",
        "place": "Kota Balikpapan",
        "sensitive": "",
    }
    answer = editor.press(page_of(bulletin), "/correct", topic_1="siber", topic_2="tppo", unit="Polres Gresik")
    assert answer.headers["location"] == f"{page_of(bulletin)}?done=corrected"
    assert service.tracing.trace(bulletin.id).word == DeskWord(id=1, topics=("siber", "tppo"), unit="polres-gresik")
    told = " ".join(editor.page(answer.headers["location"]).text_content().split())
    for words in ("Putusan sudah dikoreksi", "Menurut mesin:", "Polresta Balikpapan", "Dikoreksi oleh redaksi"):
        assert words in told
    assert "Polres Gresik" in editor.get(bulletin.path).text
    assert bulletin.content.title in editor.get("/topics/siber").text


def test_a_form_that_changes_nothing_is_no_correction(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(Release())
    assert desk(Role.EDITOR).press(page_of(bulletin), "/correct").status_code == 409
    assert service.tracing.trace(bulletin.id).word is None


def test_what_is_emptied_is_left_open(desk: Desk, press: Press) -> None:
    bulletin = press.publish(Release())
    desk(Role.EDITOR).press(page_of(bulletin), "/correct", unit="", place=" ")
    verdict = press.stored(bulletin.uid).verdict
    assert (verdict.unit, verdict.place) == (None, None)


def test_a_unit_that_nobody_knows_is_said(desk: Desk, press: Press) -> None:
    bulletin = press.publish(Release())
    answer = desk(Role.EDITOR).press(page_of(bulletin), "/correct", unit="Polres Atlantis")
    assert answer.status_code == 422
    assert "Tidak ada satuan bernama demikian" in answer.text


def test_a_form_of_an_older_verdict_corrects_nothing(desk: Desk, press: Press, service: Service) -> None:
    bulletin = press.publish(Release())
    editor = desk(Role.EDITOR)
    answer = editor.press(page_of(bulletin), "/correct", topic_1="siber", version="older")
    assert (answer.status_code, "Putusannya sudah berubah" in answer.text) == (409, True)
    assert service.tracing.trace(bulletin.id).word is None


def test_sensitive_hides_and_not_sensitive_releases_nothing(desk: Desk, press: Press) -> None:
    seen, held = press.publish(Release(title="Terbit")), press.publish(HELD)
    editor = desk(Role.EDITOR)
    editor.press(page_of(seen), "/correct", sensitive="yes")
    editor.press(page_of(held), "/correct", sensitive="no")
    assert [press.stored(one.uid).state for one in (seen, held)] == [BulletinState.HELD, BulletinState.HELD]
    assert editor.get(seen.path).status_code == 404
    assert "Menurut redaksi" in editor.page(page_of(seen)).text_content()
    assert "3525010101100001" in editor.page(page_of(held)).text_content()


def test_a_reader_is_offered_no_correction(desk: Desk, press: Press) -> None:
    bulletin = press.publish(Release())
    page = desk(Role.READER).page(page_of(bulletin))
    assert not [one for one in page.forms if (one.action or "").endswith("/correct")]


@pytest.fixture
def topics(service: Service, clock: MovableClock) -> Iterator[Path]:
    """The vocabulary's file; what a test wrote is undone, and taken back."""
    path = service.settings.environment.config_folder / "topics.toml"
    text = path.read_text(encoding="utf-8")
    yield path
    path.write_text(text, encoding="utf-8")
    for _ in range(2):
        clock.advance(timedelta(minutes=1))
        service.keeper.fault()


def test_rules_that_are_broken_are_told_on_every_page_of_the_desk(
    desk: Desk, topics: Path, clock: MovableClock
) -> None:
    reader = desk(Role.READER)
    assert not reader.page("/desk").find_class("broken")
    text = topics.read_text(encoding="utf-8")
    topics.write_text(f'{text}\n"x" = \n', encoding="utf-8")
    clock.advance(timedelta(minutes=1))
    [told] = reader.page("/desk/held").find_class("broken")
    assert f"topics.toml:{len(text.splitlines()) + 2}" in told.text_content()
    assert "Aturan terakhir yang benar tetap dipakai" in told.text_content()
    topics.write_text(text, encoding="utf-8")
    clock.advance(timedelta(minutes=1))
    assert not reader.page("/desk").find_class("broken")


def test_a_topic_that_the_desk_adds_has_a_page_at_once(desk: Desk, topics: Path, clock: MovableClock) -> None:
    reader = desk(Role.READER)
    assert reader.get("/topics/bulan").status_code == 404
    added = '[[topic]]\nslug = "bulan"\nname_id = "Rembulan"\nname_en = "Moon"\n[topic.terms]\n"rembulan" = 5\n'
    topics.write_text(f"{topics.read_text(encoding='utf-8')}\n{added}", encoding="utf-8")
    clock.advance(timedelta(minutes=1))
    assert "Rembulan" in reader.page("/topics/bulan").text_content()

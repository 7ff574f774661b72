"""The sheet on which the desk writes, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from syndicator.bootstrap.service import Service
from syndicator.model.user import Role
from tests.conftest import MovableClock
from tests.outside import Outside, outside
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release
from tests.unit.portal.wiring import Desk, logged_in, wired_service

PATH = "/desk/bulletins/1/edit"
HOSTILE = """</textarea><script>alert(1)</script>"'>"""


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


def words(browser: Browser) -> str:
    return " ".join(browser.page(PATH).text_content().split())


def test_title_and_lead_are_stored_and_nobody_writes_over_anybody(desk: Desk, wired: Service) -> None:
    press = Press(wired)
    bulletin = press.publish(Release(title="Apel pagi", channels=("hook", "kanal")))
    editor = desk(Role.EDITOR)
    page = editor.page(PATH)
    assert [page.get_element_by_id(name).text for name in ("title", "lead")] == ["Apel pagi", bulletin.content.lead]
    stale = {**dict(page.forms[1].fields), "title": "Judul saya", "lead": HOSTILE}
    assert (
        editor.press(PATH, "/edit", title="Apel besar", lead="Teras baru.").headers["location"] == f"{PATH}?done=edited"
    )
    assert "revisi 2" in words(editor)
    answer = editor.post(PATH, **stale)
    assert answer.status_code == 409
    for shown in ("Judul saya", "Apel besar", "Tidak ada yang disimpan.", 'name="revision" value="2"'):
        assert shown in answer.text
    assert "<script>alert" not in answer.text
    press.correct(wired.tracing.trace(1).bulletin, Release(title="Apel pagi diundur", channels=("hook", "kanal")))
    assert "Sumber mengubah siaran ini sesudahnya" in words(editor)
    again = [one for one in editor.page(PATH).forms if one.fields.get("title") == "Apel besar"]
    assert editor.post(PATH, **dict(again[0].fields)).status_code == 303
    assert wired.tracing.trace(1).bulletin.content.title == "Apel besar"
    assert "Disunting oleh redaksi editor" in " ".join(editor.page("/desk/bulletins/1").text_content().split()), (
        "the trace tells who did"
    )


def test_a_text_is_counted_stored_shown_and_taken_away(desk: Desk, wired: Service) -> None:
    Press(wired).publish(Release(title="Apel pagi", channels=("hook", "kanal")))
    editor = desk(Role.EDITOR)
    page = editor.page(PATH)
    assert [one.text_content().split()[0] for one in page.xpath("//article/h3")] == ["kanal"], "hook gets all of it"
    (form,) = [one for one in page.forms if (one.action or "").endswith("/texts")]
    told = {**dict(form.fields), "text": f"{HOSTILE} 👮"}
    count = editor.ask("POST", "/desk/bulletins/1/count", {"Accept": "application/json"}, **told)
    assert count.headers["content-type"] == "application/json"
    assert count.json()["text"].startswith(f"{HOSTILE} 👮\n\nBaca selengkapnya")
    assert (count.json()["count"], count.json()["limit"], count.json()["cut"]) == (61, 4096, False)
    assert count.json()["told"] == "61 dari 4096, menurut hitungan layanan"
    long = editor.ask(
        "POST", "/desk/bulletins/1/count", {"Accept": "application/json"}, **{**told, "text": "a " * 3_000}
    )
    assert long.json()["cut"] is True
    plain = editor.post("/desk/bulletins/1/count", **told)
    assert plain.status_code == 200
    assert "61 dari 4096" in plain.text
    assert "belum disimpan" in plain.text
    assert "<script>alert" not in plain.text
    assert wired.sheets.sheet(1).texts == {}, "nothing is stored by counting"
    assert editor.post("/desk/bulletins/1/texts", **told).headers["location"] == f"{PATH}?done=phrased"
    assert "Teks redaksi yang ditampilkan (editor" in words(editor)
    late = editor.post("/desk/bulletins/1/texts", **{**told, "text": "Kata lain."})
    assert late.status_code == 409
    assert "Kata lain." in late.text
    assert editor.post("/desk/bulletins/1/texts", **{**told, "version": "1", "channel": "hook"}).status_code == 409
    (form,) = [one for one in editor.page(PATH).forms if (one.action or "").endswith("/texts")]
    assert editor.post("/desk/bulletins/1/texts/remove", **dict(form.fields)).status_code == 303
    assert "Templat yang menulis." in words(editor)


def test_who_may_not_decide_may_not_write(desk: Desk, wired: Service) -> None:
    Press(wired).publish(Release(channels=("kanal",)))
    reader = desk(Role.READER)
    assert reader.get(PATH).status_code == 403
    for action in ("edit", "texts", "texts/remove", "count", "schedule", "now", "stop"):
        assert reader.post(f"/desk/bulletins/1/{action}").status_code == 403, action
    editor = desk(Role.EDITOR)
    assert editor.get("/desk/bulletins/9/edit").status_code == 404
    assert editor.get("/desk/bulletins/9/schedule").status_code == 404

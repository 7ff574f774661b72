"""The rules as the desk reads them, and a change of them that is tried and not taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from fastapi import HTTPException
from starlette.requests import Request

from syndicator.bootstrap.service import Service
from syndicator.model.user import Role
from syndicator.model.verdict import HoldReason
from syndicator.portal.assets import Assets
from syndicator.portal.desk.rules import RulePages
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.pages import Pages
from syndicator.storage import reading
from tests.conftest import MovableClock
from tests.unit.portal.browser import Browser
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
FORM = "/desk/rules/replay"
ROUTES = """
[[route]]
name = "narkoba kaltim"
when = { topics = ["narkoba"], units = ["polda-kalimantan-timur"], words = ["sabu"], urgency = "important" }
channels = ["*"]
delay = "5m"
[[route]]
name = "<b>tahan</b>"
when = { sensitive = true, sources = [7] }
hold = true
stop = true
"""
MOON = """
[[topic]]
slug = "bulan"
name_id = "Bulan"
name_en = "Moon"
[topic.terms]
"rembulan" = 5
"bulan biru" = 5
"""


@pytest.fixture
def folder(service: Service, clock: MovableClock) -> Iterator[Path]:
    """The config folder, whose routes a test may write; the rules as they were are in force again afterwards."""
    found = service.settings.environment.config_folder
    yield found
    (found / "routes.toml").unlink(missing_ok=True)
    for _ in range(3):
        clock.advance(timedelta(seconds=2))
        service.keeper.fault()
    assert service.keeper.fault() is None


def write(service: Service, clock: MovableClock, folder: Path, text: str) -> None:
    (folder / "routes.toml").write_text(text, encoding="utf-8")
    for _ in range(2):
        clock.advance(timedelta(seconds=2))
        service.keeper.fault()


def words(page: lxml.html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def test_rules_are_told_in_words_with_their_version_and_their_faults(
    desk: Desk, service: Service, clock: MovableClock, folder: Path
) -> None:
    write(service, clock, folder, ROUTES)
    reader = desk(Role.READER)
    told = words(reader.page("/desk/rules"))
    for said in (
        service.keeper.judge().version,
        "routes.toml22",
        "narkoba kaltim",
        "Jika topiknya Narkotika & obat terlarang satuannya Polda Kalimantan Timur atau di bawahnya",
        "memuat salah satu kata ini: sabu sekurang-kurangnya penting Maka dikirim ke setiap kanal, setelah 5 menit",
        "<b>tahan</b> Jika sumbernya 7 sensitif Maka ditahan untuk redaksi aturan sesudahnya tidak ditanya",
    ):
        assert said in told
    write(service, clock, folder, ROUTES + '\n[[route]]\nkanal = "x"\n')
    page = reader.page("/desk/rules")
    assert "routes.toml:14" in words(page.find_class("broken")[-1])
    assert "narkoba kaltim" in words(page), "the last good ones are in force"
    assert not page.xpath("//main//form | //main//a[starts-with(@href, '/desk/rules/replay')]")
    assert reader.get(FORM).status_code == 403


@pytest.fixture
def moonlit(press: Press) -> None:
    for number in range(3):
        text = f"Rembulan tampak terang. Bulan biru namanya, rembulan yang ke-{number}."
        press.publish(Release(title=f"Rembulan malam ke-{number}", text=text, topics=("lainnya",)))


@pytest.mark.usefixtures("moonlit")
def test_a_changed_file_is_tried_and_nothing_is_stored(desk: Desk, service: Service, folder: Path) -> None:
    chief, before = desk(Role.CHIEF), (folder / "topics.toml").read_text(encoding="utf-8")
    form = next(one for one in chief.page(f"{FORM}?file=topics.toml").forms if one.action == FORM)
    fields = dict(form.fields)
    assert fields["text"] == before
    sent = {name: str(fields[name]) for name in ("csrf", "file")} | {"days": "1"}
    version = service.keeper.judge().version
    page = lxml.html.fromstring(chief.post(FORM, **sent, text=before + MOON).text)
    told = words(page)
    assert "3 siaran akan berbeda" in told
    assert "3 dari 3 dinilai ulang" in told
    assert "topikBukan Polri / di luar cakupan → bulan" in told
    assert dict(next(one for one in page.forms if one.action == FORM).fields)["text"] == before + MOON
    uploaded = chief._runner.run(
        chief._client.post(FORM, data=sent, files={"upload": ("topics.toml", (before + MOON).encode())})
    )
    assert "3 siaran akan berbeda" in uploaded.text
    with service.database.read() as connection:
        stored = reading.by_state(connection, None, most=10)
    assert {topic.slug for one in stored for topic in one.verdict.topics} == {"lainnya"}
    assert (folder / "topics.toml").read_text(encoding="utf-8") == before
    assert service.keeper.judge().version == version


def test_routes_that_are_tried_tell_what_would_be_held_and_sent(desk: Desk, press: Press) -> None:
    press.publish(Release(title="Rapat pagi", channels=("hook",)))
    press.publish(Release(title="Rapat siang", holds=(HoldReason("desk", "rapat"),)))
    chief = desk(Role.CHIEF)
    tahan = '[[route]]\nname = "tahan"\nwhen = { words = ["rapat"] }\nhold = true\n'
    told = words(lxml.html.fromstring(chief.press(FORM, "/replay", file="routes.toml", text=tahan).text))
    assert "ditahan oleh aturantidak ada → tahan" in told
    assert "kanalhook → tidak ada" in told
    assert "tidak ditahan lagi: Menurut redaksirapat" in told


def test_a_trial_ends_in_time_and_lets_others_run_meanwhile(service: Service, press: Press) -> None:
    for number in range(3):
        press.publish(Release(title=f"Rapat {number}"))
    trial = service.keeper.trial("routes.toml", "")
    rests: list[float] = []
    replaying, since = replace(service.replaying, rest=rests.append), service.clock() - timedelta(days=1)
    for within, judged in ((timedelta(0), 1), (timedelta(hours=1), 3)):
        found = replaying.rehearse(trial.judge, trial.routes, since, most=10, within=within)
        assert (found.total, found.judged, len(rests)) == (3, judged, judged if within else 0)
    assert min(rests) > 0


@pytest.mark.parametrize(
    ("file", "text", "where"),
    [
        ("routes.toml", '[[route]]\nchannels = ["nowhere"]\n', "routes.toml:2"),
        ("topics.toml", "[[topic]\n", "topics.toml:1"),
        ("topics.toml", "", "topics.toml"),
        ("topics.toml", f"a = {'[' * 3000}{']' * 3000}", "topics.toml"),
        ("urgency.toml", "x = <script>", "urgency.toml:1"),
    ],
)
def test_what_cannot_be_read_is_told_with_file_and_line(desk: Desk, file: str, text: str, where: str) -> None:
    chief = desk(Role.CHIEF)
    answer = chief.press(f"{FORM}?file={file}", "/replay", text=text)
    assert answer.status_code == 200
    [told] = lxml.html.fromstring(answer.text).xpath("//div[@role='alert']//code")
    assert told.text_content() == where
    assert "/tmp" not in answer.text


def test_only_files_of_rules_are_read(desk: Desk) -> None:
    chief = desk(Role.CHIEF)
    for name in ("channels.toml", "../secret_key", "/etc/passwd", ""):
        assert chief.get(f"{FORM}?file={name}").status_code == 404, name
        assert chief.press(FORM, "/replay", file=name).status_code == 404 if name else True
    for days in ("0", "31", "x"):
        assert chief.press(FORM, "/replay", days=days).status_code == 422
    assert "lihat lebih jauh ke belakang" in chief.press(FORM, "/replay").text


def test_only_one_trial_goes_on_at_a_time(service: Service, desk: Desk) -> None:
    chief = desk(Role.CHIEF)
    pages = RulePages(service, DeskPages(service, Pages(service, Assets())))
    assert pages._trying.acquire(blocking=False)
    with pytest.raises(HTTPException) as raised:
        pages.replay(Request({"type": "http"}), "routes.toml")
    assert raised.value.status_code == 409
    pages._trying.release()
    assert chief.press(FORM, "/replay").status_code == 200

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from pypdf import PdfReader

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import BulletinState
from syndicator.model.user import Role
from syndicator.model.verdict import HoldReason, Urgency
from tests.conftest import MovableClock
from tests.history import repeat
from tests.unit.portal.browser import Browser
from tests.unit.portal.conftest import PASSWORD
from tests.unit.portal.press import Press, Release

Desk = Callable[[Role], Browser]
CSV, XLSX, PDF = "/desk/exports/bulletins.csv", "/desk/exports/bulletins.xlsx", "/desk/exports/weekly.pdf"
HELD = "Siswi SMP jadi korban"


@pytest.fixture
def told(press: Press, clock: MovableClock) -> None:
    """Monday and the Sunday before: a formula as title, one of Bali, one that is held, one that is withdrawn."""
    for title, unit, at in (
        ("=HYPERLINK(1)", "polresta-balikpapan", "2026-02-28T16:30"),
        ("Bali, jam malam", "polres-badung", "2026-03-01T15:59"),
        ("Lewat tengah malam", "polres-badung", "2026-03-01T16:01"),
    ):
        moment = datetime.fromisoformat(f"{at}:00+00:00")
        clock.now = moment + timedelta(minutes=1)
        press.publish(Release(title=title, unit=unit, published_at=moment))
    clock.now = datetime(2026, 3, 1, 5, tzinfo=UTC)
    holds = (HoldReason("identity", HELD),)
    press.publish(Release(title=HELD, text=f"{HELD} di sini", state=BulletinState.HELD, holds=holds))
    press.publish(Release(title="Kapal tenggelam ✓ 船", urgency=Urgency.URGENT, topics=("tppo", "korupsi")))
    clock.now = datetime(2026, 3, 2, 8, tzinfo=UTC)


def titles(browser: Browser, query: str = "") -> list[str]:
    answer = browser.get(f"{CSV}{query}")
    assert answer.status_code == 200, (query, answer.status_code)
    assert answer.headers["content-disposition"].startswith('attachment; filename="siaran-20260302')
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return [row[head.index("Judul")] for row in rows]


@pytest.mark.usefixtures("told")
def test_a_table_holds_what_was_asked_for_by_the_days_of_each_unit(desk: Desk) -> None:
    browser = desk(Role.EDITOR)
    first, bali, late, urgent = "'=HYPERLINK(1)", "Bali, jam malam", "Lewat tengah malam", "Kapal tenggelam ✓ 船"
    for query, expected in (
        ("", [first, bali, late, urgent]),
        ("?from=2026-03-01&to=2026-03-01", [first, bali, urgent]),
        ("?from=2026-03-02", [late]),
        ("?to=2026-02-28", []),
        ("?unit=polda-bali", [bali, late]),
        ("?unit=Polda+Bali&from=2026-03-02", [late]),
        ("?topic=korupsi", [urgent]),
        ("?state=held", [HELD]),
        ("?state=held&state=released&from=&to=&topic=&unit=", [first, bali, late, HELD, urgent]),
    ):
        assert titles(browser, query) == expected, query
    for query in ("?from=2026-13-01", "?unit=nobody", "?state=secret", "?from=x"):
        assert browser.get(f"{CSV}{query}").status_code == 404, query


@pytest.mark.usefixtures("told")
def test_the_form_counts_and_leads_to_both_kinds_of_file(desk: Desk) -> None:
    browser = desk(Role.EDITOR)
    page = browser.page("/desk/exports?unit=polda-bali&text=true&state=released&state=held&topic=&from=&to=")
    assert page.xpath("string(//p[@role='status'])") == "2 siaran"
    sheet, plain = (browser.get(str(link)) for link in page.xpath("//p[@class='ways-out']/a/@href"))
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    head, *rows = book["Siaran"].iter_rows(values_only=True)
    assert [row[head.index("Judul")] for row in rows] == ["Bali, jam malam", "Lewat tengah malam"]
    assert rows[0][head.index("Terbit pada")] == datetime(2026, 3, 1, 23, 59)  # noqa: DTZ001 -- sheets know no zones
    assert rows[0][head.index("Zona")] == "WITA"
    assert rows[0][4] == "Polda Bali"
    assert str(rows[0][-1]).startswith("BALIKPAPAN – ")
    assert "2026-03-01T23:59:00+08:00" in plain.text
    assert "Tidak ada yang cocok" in browser.page("/desk/exports?to=2020-01-01").text_content()


@pytest.mark.usefixtures("told")
def test_files_hold_nothing_beyond_a_persons_role_and_command(desk: Desk, service: Service) -> None:
    reader, editor = desk(Role.READER), desk(Role.EDITOR)
    assert [reader.get(path).status_code for path in ("/desk/exports", CSV, XLSX, PDF)] == [403] * 4
    assert editor.get(PDF).status_code == 403
    assert "weekly.pdf" not in editor.get("/desk/exports").text
    chief = desk(Role.CHIEF)
    service.accounts.bind("chief", "polda-bali", actor="test")
    assert chief.post("/desk/login", login="chief", password=PASSWORD).status_code == 303
    assert titles(chief, "?state=held&state=released") == ["Bali, jam malam", "Lewat tengah malam"]
    assert titles(chief, "?unit=polres-badung") == ["Bali, jam malam", "Lewat tengah malam"]
    assert [chief.get(f"{one}?unit=polda-aceh").status_code for one in ("/desk/exports", CSV, XLSX)] == [403] * 3
    report = words_of(chief.get(PDF).content)
    assert "Polda Bali" in report
    assert "Kapal" not in report


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.usefixtures("told")
def test_the_report_tells_leaders_of_the_week_and_no_word_of_what_is_held(
    desk: Desk, service: Service, press: Press, clock: MovableClock
) -> None:
    today = clock.now
    clock.now = today - timedelta(days=8)
    steady = press.publish(Release(title="Setiap hari", unit="polres-bantul", channels=("hook",)))
    days = (today - timedelta(days=ago) for ago in range(60, 4, -1) for _ in range(5))
    repeat(service.database, steady.id, days)
    gone = press.publish(Release(title="Yang ditarik", urgency=Urgency.URGENT))
    clock.now = today - timedelta(days=1)
    service.editing.withdraw(gone.id, actor="siti", reason="salah nama")
    clock.now = today
    answer = desk(Role.CHIEF).get(f"{PDF}?week=2026-W09")
    assert answer.headers["content-type"] == "application/pdf"
    assert 'filename="laporan-2026-W09.pdf"' in answer.headers["content-disposition"]
    document = PdfReader(io.BytesIO(answer.content))
    assert all("/FontFile2" in str(font) for font in fonts_of(document)), "a reader needs no font of its own"
    words = words_of(answer.content)
    for told in (
        "Laporan Mingguan Siaran Pers",
        "23 Februari – 1 Maret 2026 · pekan ke-9",
        "Kapal tenggelam",
        "Polda Daerah Istimewa Yogyakarta",
        "Polres Bantul Polda Daerah Istimewa Yogyakarta 4 20,0",
        "1 Maret 2026 pukul 13.00 WITA",
    ):
        assert told in words, told
    assert "�" in words, "what the font lacks is not passed over in silence"
    assert HELD not in words
    assert "Yang ditarik" not in words
    chief = desk(Role.ADMIN)
    assert [chief.get(f"{PDF}?week={week}").status_code for week in ("2026-W60", "x", "2026-W40")] == [404] * 3


def fonts_of(document: PdfReader) -> list[object]:
    fonts = [font.get_object() for page in document.pages for font in page["/Resources"]["/Font"].values()]
    below = [font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font for font in fonts]
    return [font["/FontDescriptor"].get_object() for font in below]

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.bootstrap.service import Service
from syndicator.cli.root import cli
from syndicator.exporting import COLUMNS, TEXT_COLUMN, Words
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.storage import coverage
from syndicator.storage.coverage import Part
from syndicator.storage.exports import ROWS_A_PAGE, Wanted
from tests.conftest import MovableClock
from tests.history import repeat
from tests.unit.portal.press import Press, Release

MONDAY = date(2026, 3, 2)
WORDS = Words(headings={name: name for name in (*COLUMNS, TEXT_COLUMN)}, said=str, topics={})


@pytest.fixture
def press(service: Service) -> Press:
    return Press(service)


def tallied(service: Service) -> Counter[tuple[str | None, date, Part]]:
    with service.database.read() as connection:
        found = coverage.tallies(connection, service.settings.units, MONDAY - timedelta(days=1), MONDAY)
    told: Counter[tuple[str | None, date, Part]] = Counter()
    for one in found:
        for day, count in one.days.items():
            told[one.unit.slug if one.unit else None, day, one.part] += count
    return told


def test_each_bulletin_counts_once_on_the_day_of_its_unit(service: Service, press: Press, clock: MovableClock) -> None:
    sunday = MONDAY - timedelta(days=1)
    expected: Counter[tuple[str | None, date, Part]] = Counter()
    for hour in (14, 15, 16, 17):
        clock.now = datetime(2026, 3, 1, hour, 30, tzinfo=UTC)
        for slug, turns in (("polres-bantul", 17), ("polres-badung", 16), ("polresta-jayapura-kota", 15), (None, 17)):
            press.publish(Release(unit=slug))
            expected[slug, MONDAY if hour >= turns else sunday, Part.PUBLISHED] += 1
    clock.now = datetime(2026, 3, 2, 5, tzinfo=UTC)
    first = press.publish(Release(unit="polres-badung"))
    press.publish(Release(unit="polres-badung", story=first.story_uid, host="polda.example", publisher="polda-bali"))
    press.publish(Release(unit="polres-badung", state=BulletinState.HELD))
    press.publish(Release(unit=None, state=BulletinState.HELD, host="bantul.example", publisher="polres-bantul"))
    press.publish(Release(unit="polres-badung", state=BulletinState.REJECTED))
    gone = press.publish(Release(unit="polres-badung"))
    service.editing.withdraw(gone.id, actor="siti", reason="salah")
    expected["polres-badung", MONDAY, Part.PUBLISHED] += 1
    expected["polda-bali", MONDAY, Part.COPIED] += 1
    expected["polres-badung", MONDAY, Part.HELD] += 1
    expected["polres-bantul", MONDAY, Part.HELD] += 1
    assert tallied(service) == expected
    shown = service.coverage.day(service.settings.units.find("polda-bali"), MONDAY, alone=False)  # type: ignore[arg-type]
    assert Counter(one.part for one in shown) == {Part.PUBLISHED: 3, Part.COPIED: 1, Part.HELD: 1}


def test_exports_and_the_report_read_page_by_page(
    service: Service, press: Press, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now = datetime(2026, 3, 4, 8, tzinfo=UTC)
    first = press.publish(
        Release(title="Setiap saat", unit="polres-bantul", urgency=Urgency.URGENT, channels=("hook",))
    )
    press.publish(Release(title="Rahasia", state=BulletinState.HELD))
    with service.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE deliveries SET state = '{DeliveryState.DELIVERED}'")
    more = ROWS_A_PAGE + 1
    repeat(service.database, first.id, [clock.now - timedelta(minutes=number) for number in range(more)])
    with service.database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO revisions "
            "(bulletin_id, number, title, lead, html, text, published_at, seen_at, hash, text_hash) "
            "SELECT b.id, 1, 'Salinan ' || b.id, '', '', 'naskah', b.published_at, b.published_at, '', '' "
            f"FROM bulletins b WHERE b.id > {first.id + 1}"
        )
    lines = b"".join(service.exporting.csv(Wanted(text=True), WORDS, bom=False)).decode().split("\r\n")
    assert len(lines) == 1 + 1 + more + 1
    assert len({line.split(",")[0] for line in lines[1:-1]}) == more + 1, "no row twice, and none left out"
    assert service.exporting.count(Wanted()) == more + 1
    clock.advance(timedelta(days=7))
    monkeypatch.setattr("syndicator.cli.report.opened", lambda: _Opened(service))
    out = tmp_path / "laporan.pdf"
    done = CliRunner().invoke(cli, ["report", "weekly", "--week", "2026-W10", "--unit", "Polda DIY", "--out", str(out)])
    assert done.exit_code == 1
    assert "no unit is called 'Polda DIY'" in done.output
    done = CliRunner().invoke(cli, ["report", "weekly", "--week", "2026-W10", "--out", str(out)])
    assert (done.exit_code, done.output.strip()) == (0, f"written to {out}")
    assert out.read_bytes().startswith(b"%PDF-")
    assert CliRunner().invoke(cli, ["report", "weekly", "--week", "2026-10", "--out", str(out)]).exit_code == 2


class _Opened:
    """The service of the test, which stays open."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def __enter__(self) -> Service:
        return self._service

    def __exit__(self, *_error: object) -> None:
        return None

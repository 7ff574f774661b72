from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime

import openpyxl
import pytest

from syndicator.exporting import Week
from syndicator.exporting.sheets import BOM, LONGEST_CELL, csv_pieces, defused, write_xlsx
from syndicator.exporting.tables import Value
from syndicator.exporting.wording import days

RUNS = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1", "\u200b=cmd|' /C calc'!A0", "\u00a0@x")
HARMLESS = ("Polres = sahabat", "1+1", "'=1", "", "a@b", "– tiga", "“=1”")
MOMENT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


def test_nothing_in_a_csv_is_run_by_a_spreadsheet_and_nothing_else_is_changed() -> None:
    assert [defused(one) for one in RUNS] == [f"'{one}" for one in RUNS]
    assert [defused(one) for one in HARMLESS] == list(HARMLESS)
    rows: list[list[Value]] = [[one, None, 7, MOMENT] for one in (*RUNS, 'kutip "dua", koma', "dua\r\nbaris")]
    whole = b"".join(csv_pieces(["=Judul", "x", "Nomor", "Saat"], rows, bom=True))
    assert whole.startswith(BOM)
    assert whole.count(b"\r\n") == len(rows) + 2, "each row ends as RFC 4180 says; one holds a line of its own"
    head, *read = csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline=""))
    assert head == ["'=Judul", "x", "Nomor", "Saat"]
    assert [row[0] for row in read] == [defused(str(row[0])) for row in rows]
    assert {tuple(row[1:]) for row in read} == {("", "7", "2026-03-02T15:30:00+00:00")}
    assert not b"".join(csv_pieces(["a"], [], bom=False)).startswith(BOM)


def test_a_sheet_holds_texts_as_texts_dates_as_dates_and_a_head_that_sifts() -> None:
    texts = [*RUNS, "https://polri.example/", "mailto:a@b.example", "007", "x\x01y", "n" * (LONGEST_CELL + 9)]
    rows: list[list[Value]] = [["Judul", "Saat", "Nomor"], *([one, MOMENT, 7] for one in texts), [None, None, None]]
    file = io.BytesIO()
    write_xlsx(file, "Siaran", [40, 17, 9], rows)
    sheet = openpyxl.load_workbook(file)["Siaran"]
    for row, text in zip(sheet.iter_rows(min_row=2), texts, strict=False):
        assert row[0].data_type == "s", text
        assert row[0].hyperlink is None
        assert row[1].value == MOMENT.replace(tzinfo=None)
        assert row[1].is_date
        assert row[2].value == 7
    assert sheet["A2"].value == "=1+1"
    assert len(str(sheet.cell(len(texts) + 1, 1).value)) == LONGEST_CELL
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:C{len(rows)}"
    assert sheet.column_dimensions["A"].width == pytest.approx(40, abs=1)


def test_a_long_table_takes_no_more_memory_than_a_short_one() -> None:
    def rows(count: int) -> Iterator[list[Value]]:
        for number in range(count):
            yield [f"Siaran nomor {number} dari satuan di daerah", MOMENT, number]

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in csv_pieces(["Judul", "Saat", "Nomor"], rows(count), bom=False):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(12_000) < 2 * peak(1_000)


def test_weeks_are_those_of_the_calendar() -> None:
    assert [str(Week.of(date(*day))) for day in ((2026, 1, 1), (2026, 3, 1), (2026, 3, 2))] == [
        "2026-W01",
        "2026-W09",
        "2026-W10",
    ]
    week = Week.read("2026-W10")
    assert week is not None
    assert (week.first, week.last, week.before.number) == (date(2026, 3, 2), date(2026, 3, 8), 9)
    assert week.begins_at == datetime(2026, 3, 1, 17, tzinfo=UTC), "midnight in Jakarta"
    assert [Week.read(one) for one in ("2026-W54", "2026-W00", "2026-10", "", "2026-W1", "٢٠٢٦-W10")] == [None] * 6
    late = datetime(2026, 3, 8, 16, 59, tzinfo=UTC)
    assert Week.over_at(late).number == 9
    assert Week.over_at(late.replace(hour=17)).number == 10


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ((2026, 3, 2), (2026, 3, 8), "2–8 Maret 2026"),
        ((2026, 3, 30), (2026, 4, 5), "30 Maret – 5 April 2026"),
        ((2025, 12, 29), (2026, 1, 4), "29 Desember 2025 – 4 Januari 2026"),
    ],
)
def test_a_span_of_days_says_no_more_than_differs(
    first: tuple[int, int, int], last: tuple[int, int, int], told: str
) -> None:
    assert days(date(*first), date(*last)) == told

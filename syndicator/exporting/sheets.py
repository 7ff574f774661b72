"""Rows as CSV (RFC 4180) and as XLSX: in pieces, with bounded memory, and with nothing in them that a program runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from syndicator.exporting.tables import Value

BOM = "\ufeff".encode()
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
ROWS_A_SHEET = 1_048_576
"""Both are what Excel can hold; further rows go on in a further sheet."""
_ROWS_A_PIECE = 500
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_INVISIBLE = " \u00a0\u200b\u2060\ufeff"


def defused(text: str) -> str:
    """
    Return a text that a spreadsheet shows and never runs: what looks like a formula begins with an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.lstrip(_INVISIBLE).startswith(_RUN_BY_SPREADSHEETS) else text


def csv_pieces(headings: Sequence[str], rows: Iterable[Sequence[Value]], *, bom: bool) -> Iterator[bytes]:
    """Yield a table as CSV, some hundred rows a piece; Excel takes it for UTF-8 only where it begins with a mark."""
    if bom:
        yield BOM
    yield _lines([headings])
    source = iter(rows)
    while some := list(islice(source, _ROWS_A_PIECE)):
        yield _lines(some)


def _lines(rows: Iterable[Sequence[Value]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return written.getvalue().encode()


def _csv_cell(value: Value) -> str | int | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return defused(value) if isinstance(value, str) else value


def write_xlsx(file: IO[bytes], title: str, widths: Sequence[int], rows: Iterable[Sequence[Value]]) -> None:
    """
    Write a table into a file as XLSX; the first row is its head.

    Texts are written as texts, whatever they look like, and dates as dates. Rows go to the disk as they come.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options | {"strings_to_numbers": False, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        head = book.add_format({"bold": True, "bg_color": "#14294B", "font_color": "#FFFFFF", "valign": "top"})
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        source = iter(rows)
        headings, number = next(source), 0
        while True:
            number += 1
            sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
            filled = _fill(sheet, headings, islice(source, ROWS_A_SHEET - 1), head, date)
            _arrange(sheet, widths, filled)
            if filled < ROWS_A_SHEET - 1:
                break


def _fill(
    sheet: Worksheet, headings: Sequence[Value], rows: Iterable[Sequence[Value]], head: Format, date: Format
) -> int:
    """Write a head and rows; return how many rows there were."""
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, str(heading), head)
    row = 0
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value[:LONGEST_CELL])
            elif isinstance(value, datetime):
                sheet.write_datetime(row, column, value.replace(tzinfo=None), date)
            elif value is not None:
                sheet.write_number(row, column, value)
    return row


def _arrange(sheet: Worksheet, widths: Sequence[int], filled: int) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(filled, 1), len(widths) - 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)

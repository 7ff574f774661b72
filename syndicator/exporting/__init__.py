"""Exporting: bulletins of a period as tables, and the weekly report for leaders."""

from syndicator.exporting.exporting import Exporting
from syndicator.exporting.report import PDF_TYPE
from syndicator.exporting.sheets import CSV_TYPE, XLSX_TYPE
from syndicator.exporting.tables import COLUMNS, TEXT_COLUMN, Words
from syndicator.exporting.weeks import Week

__all__ = ["COLUMNS", "CSV_TYPE", "PDF_TYPE", "TEXT_COLUMN", "XLSX_TYPE", "Exporting", "Week", "Words"]

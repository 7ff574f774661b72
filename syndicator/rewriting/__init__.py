"""Use case: what the desk writes itself. Title and lead of a bulletin, and its text for single channels."""

from syndicator.rewriting.phrasing import LONGEST_TEXT_CHARS, Phrasing
from syndicator.rewriting.rewriting import LONGEST_LEAD_CHARS, LONGEST_TITLE_CHARS, Rewriting, Wording
from syndicator.rewriting.sheet import Sheet, Sheets
from syndicator.rewriting.wake import Wake

__all__ = [
    "LONGEST_LEAD_CHARS",
    "LONGEST_TEXT_CHARS",
    "LONGEST_TITLE_CHARS",
    "Phrasing",
    "Rewriting",
    "Sheet",
    "Sheets",
    "Wake",
    "Wording",
]

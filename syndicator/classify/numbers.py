"""Numbers: finds identity, telephone and account numbers; public contact lines are the caller's to excuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NIK = re.compile(r"(?<![\d.,])\d{16}(?![\d.,]\d|\d)|(?i:\bnik\b)[^\d\n]{0,12}\d[\d .-]{10,20}\d")
PHONE = re.compile(r"(?<![\d.,/-])(?:\+62|62|0)[ -]?8\d{1,2}[ .-]?\d{3,4}[ .-]?\d{3,5}(?!\d)")
ACCOUNT = re.compile(r"(?i)\b(?:rekening|norek|no\. ?rek)\b[^\d\n]{0,40}\d[\d -]{7,18}\d|\bva\b[^\d\n]{0,10}\d{10,18}")
KINDS = (("nik", NIK), ("phone", PHONE), ("account", ACCOUNT))


def personal_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield kind (`nik`, `phone`, `account`), start and end of every number that may identify a person."""
    for kind, pattern in KINDS:
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()

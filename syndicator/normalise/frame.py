"""The frame of a release: dateline before it, byline, closers and hash tags after it. Copies change these first."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLACE = r"[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4}"
_TOWN = r"[A-Z][\w.'’-]*(?:\s+(?:Kota|Timur|Barat|Utara|Selatan|Tengah|Tenggara|Raya|Baru|Besar|Jaya))?"
_SITE = r"(?:[\w-]+\.)+(?:id|com|co|net|org|info|news)(?:\.id)?"
_DASH = r"\s*(?:[-–—|:]+|//+)\s*"
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        # Media Humas Polri//Balikpapan …   |   Humas Polres Pasangkayu - …
        rf"(?:Media\s+)?(?:Humas|Tribrata\s?news|Divisi\s+Humas)\b[^.,\n]{{0,40}}?//+\s*{_TOWN}(?:\s*[-–—,.:]+\s*|\s+(?=[A-Z(]))",
        # Tribratanews.kaltim.polri.go.id, Balikpapan – …   |   BALIKPAPAN, Penasatu.com - …
        rf"{_SITE}\s*[,|–—-]\s*{_PLACE}\s*(?:,\s*[^–—-]{{0,30}})?{_DASH}",
        rf"{_PLACE}\s*,\s*{_SITE}{_DASH}",
        rf"{_SITE}{_DASH}",
        # Balikpapan, 22 Maret 2025 – …   |   Balikpapan, (22/3/2025) - …
        rf"{_PLACE}\s*,?\s*\(?\d{{1,2}}[\s/.-]+\w+[\s/.-]+\d{{2,4}}\)?{_DASH}",
        # Balikpapan (Humas) – …
        rf"{_PLACE}\s*\([A-Z][\w. ]{{0,40}}\)\s*(?:[–—]|--|-)\s*",
        # Polres Pasangkayu, Sulbar – …
        rf"{_PLACE}\s*,\s*{_PLACE}\s*(?:[–—]|--|\s-)\s*(?=[A-Z\"“'])",
        # Polres Pasangkayu – …   |   BALIKPAPAN – …   |   Kota Bekasi -- …
        rf"{_PLACE}\s*(?:[–—]|--|\s-)\s*(?=[A-Z\"“'])",
        r"[-–—]\s+",
    )
)
_DATELINE_ALONE = re.compile(
    rf"(?:(?:Media\s+)?(?:Humas|Tribrata\s?news|Divisi\s+Humas)\b[^.,\n]{{0,40}}?//+\s*{_PLACE}"
    rf"|{_SITE}(?:\s*[,|–—-]\s*{_PLACE})?|{_PLACE}\s*,\s*{_SITE})\s*[-–—|:.,]*\s*"
)
_CAPTION = re.compile(r"(?:(?:ket(?:erangan)?\.?\s+)?foto|dok(?:umentasi)?)\s*[:./].{0,160}", re.IGNORECASE)
_CLOSERS = re.compile(
    r"""(?:
        [(\[]\s*(?:\*+/?\s*)?(?:[A-Za-z][\w.'’/ -]{0,40}|\*+)?\s*[)\]]  # ( Alfian )  [Red]  (*/red)  (Humas Polresta X)
      | \*+(?:\s*\([\w./ -]{0,40}\))?
      | (?:sumber|editor|penulis|pewarta|reporter|kontributor|publisher|red|foto|dok)\s*[:/].{0,80}
      | \#\w+(?:[\s,]+\#\w+)*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TAIL = re.compile(r"(?:\s*+(?:\(\s*(?:[A-Za-z][\w.'’/-]*(?:\s[\w.'’/-]+){0,4}|\*+)\s*\)|\*++|(?<=\s)\#\w++))++\s*$")

_TAIL_SIGN = re.compile(r"[(*#]")
"""There is no tail without one; a search for the tail itself begins at every blank."""


def without_frame(paragraphs: Sequence[str]) -> str:
    """Return the paragraphs as one text without captions and dateline before it, byline, closers and tags after it."""
    kept = [paragraph for paragraph in paragraphs if paragraph.strip()]
    while len(kept) > 1 and _CLOSERS.fullmatch(kept[-1].strip()):
        kept.pop()
    while len(kept) > 1 and (_DATELINE_ALONE.fullmatch(kept[0]) or _CAPTION.fullmatch(kept[0])):
        kept.pop(0)
    if not kept:
        return ""
    kept[0] = _without_dateline(kept[0])
    if _TAIL_SIGN.search(kept[-1]):
        kept[-1] = _TAIL.sub("", kept[-1])
    return "\n".join(kept)


def _without_dateline(paragraph: str) -> str:
    for dateline in _DATELINES:
        found = dateline.match(paragraph)
        if found and found.end() < len(paragraph):
            return paragraph[found.end() :]
    return paragraph

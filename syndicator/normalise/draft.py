"""An entry in, a draft out: the one place where the rules of this room come together."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from syndicator.model.bulletin import Content, Draft
from syndicator.model.entry import Entry
from syndicator.model.unit import Zone
from syndicator.normalise.clutter import without_chat_marks
from syndicator.normalise.dates import modification, publication
from syndicator.normalise.frame import without_frame
from syndicator.normalise.html import clean_html, plain
from syndicator.normalise.urls import canonical_address

LEAD_CHARS = 280
TITLE_CHARS = 300
TOLD_CHARS = 20_000
"""So much of a title or a name is looked at, markup included."""
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s")


def draft_of(entry: Entry, *, source_id: int, base: str, zone: Zone, seen_at: datetime) -> Draft:
    """
    Return the draft of an entry.

    Args:
        base: the address of the document, from which relative addresses count.
        zone: the clock of the source's unit, for dates that name no zone.
        seen_at: aware; stands in for a date that is missing or cannot be believed.
    """
    address = canonical_address(entry.address, base) if entry.address else None
    clean = clean_html(entry.html, address or base)
    text = "\n".join(clean.paragraphs)
    core = without_frame(clean.paragraphs)
    title = _title(entry.title, core)
    image = _image(entry, clean.images, base)
    return Draft(
        source_id=source_id,
        guid=entry.guid,
        address=address,
        core=core,
        content=Content(
            title=title,
            lead=cut(core.replace("\n", " "), LEAD_CHARS),
            html=clean.html,
            text=text,
            image=image,
            author=plain(entry.author[:TOLD_CHARS])[:TITLE_CHARS] if entry.author else None,
            published_at=publication(entry.published_at or entry.updated_at, zone, seen_at),
            modified_at=modification(entry.updated_at, zone, seen_at),
            hash=_hash(title, text, image or ""),
        ),
    )


def _title(told: str, core: str) -> str:
    """The title as told; a release without one is called by its first words."""
    return cut(without_chat_marks(plain(told[:TOLD_CHARS])), TITLE_CHARS) or cut(core.partition("\n")[0], 100)


def _image(entry: Entry, in_text: tuple[str, ...], base: str) -> str | None:
    for candidate in (*entry.images, *in_text):
        address = canonical_address(candidate, base)
        if address is not None:
            return address
    return None


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def cut(text: str, most_chars: int) -> str:
    """Return the text; a longer one ends after a sentence of its second half, else after a word with an ellipsis."""
    if len(text) <= most_chars:
        return text
    head = text[: most_chars + 1]
    ends = [found.end() for found in _SENTENCE_END.finditer(head) if found.end() > most_chars // 2]
    if ends:
        return head[: ends[-1]].rstrip()
    return head[: most_chars - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"

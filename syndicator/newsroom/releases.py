"""What a release is: the facts about it that the truth keeps, and the wording that sites show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.newsroom.units import Unit


@dataclass(frozen=True, slots=True)
class Wording:
    """
    The words of one release on one site.

    Attributes:
        dateline: how the lead opens, with its dash and blank; may be empty.
        paragraphs: the lead first, without the dateline.
        closers: signature, source line, hash-tags; one line each, may be none.
    """

    title: str
    dateline: str
    paragraphs: tuple[str, ...]
    closers: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Return all paragraphs of the body as they are shown."""
        return (self.dateline + self.paragraphs[0], *self.paragraphs[1:], *self.closers)

    @property
    def body(self) -> str:
        """Return the body as plain text, a blank line between paragraphs."""
        return "\n\n".join(self.lines)

    @property
    def text(self) -> str:
        """Return the title and the body as plain text."""
        return f"{self.title}\n\n{self.body}"


@dataclass(frozen=True, slots=True)
class Release:
    """
    One press release as its unit wrote it, or as an edit left it.

    Attributes:
        other_titles: what a re-poster might call it.
        occurred_at: local time of the event it reports.
        sensitive: it gives away who a child or a victim is.
    """

    release_id: str
    kind: str
    topics: tuple[str, ...]
    unit: Unit
    sensitive: bool
    occurred_at: datetime
    wording: Wording
    other_titles: tuple[str, ...]
    tags: tuple[str, ...]

    def reworded(self, wording: Wording) -> Release:
        """Return the same release in other words."""
        return replace(self, wording=wording)

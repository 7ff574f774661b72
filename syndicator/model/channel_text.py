"""Channel texts: what the desk writes itself for one channel, in place of what its template makes of a bulletin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndicator.model.bulletin import Bulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelText:
    """
    The desk's own text of a bulletin for one channel.

    Args:
        revision: the one that it was written for; of any other the text may be wrong.
        version: counts how often it was written, so that two people do not write over each other.
    """

    bulletin_id: int
    channel: str
    text: str
    revision: int
    version: int
    actor: str
    written_at: datetime

    def holds_for(self, bulletin: Bulletin) -> bool:
        """Whether it is posted: what its source says anew, or the desk masks, is not hidden behind older words."""
        return self.bulletin_id == bulletin.id and self.revision == bulletin.revision


def in_force(text: ChannelText | None, bulletin: Bulletin) -> str:
    """Return the words that are posted in place of the template's; empty where the template writes."""
    return text.text if text is not None and text.holds_for(bulletin) else ""

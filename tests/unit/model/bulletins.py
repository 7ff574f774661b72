"""Stored bulletins for tests of the rooms behind the memory."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.verdict import TopicScore, Verdict

PUBLISHED = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
UPDATED = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def bulletin(
    title: str = "Polisi Patroli Malam",
    *,
    number: int = 1,
    revision: int = 1,
    lead: str = "Patroli digelar.",
    html: str = "<p>Patroli digelar.</p>",
    text: str = "Patroli digelar.",
    image: str | None = None,
    author: str | None = None,
    address: str | None = "https://humas.test/rilis/",
    published_at: datetime = PUBLISHED,
    updated_at: datetime = UPDATED,
) -> Bulletin:
    content = Content(
        title=title,
        lead=lead,
        html=html,
        text=text,
        image=image,
        author=author,
        published_at=published_at,
        modified_at=None,
        hash=f"h{revision}",
    )
    return Bulletin(
        id=number,
        uid=UUID(int=number),
        source_id=1,
        story_id=1,
        story_uid=UUID(int=number),
        state=BulletinState.RELEASED,
        canonical=True,
        address=address,
        revision=revision,
        content=content,
        verdict=Verdict(topics=(TopicScore("patroli", 1.0, ("patroli",)),), place="Kota Malang"),
        first_seen_at=PUBLISHED,
        released_at=PUBLISHED,
        updated_at=updated_at,
    )

"""Drafts for tests of telling the same release from a new one."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicator.model.bulletin import Content, Draft

WORDS = " ".join(f"kata{number}" for number in range(40))


def draft(
    guid: str | None = None,
    address: str | None = None,
    *,
    title: str = "Patroli malam",
    core: str = WORDS,
    hash: str = "h1",  # noqa: A002 -- the field's own name
    source_id: int = 1,
) -> Draft:
    content = Content(
        title=title,
        lead="",
        html="",
        text=core,
        image=None,
        author=None,
        published_at=datetime(2026, 3, 2, tzinfo=UTC),
        modified_at=None,
        hash=hash,
    )
    return Draft(source_id=source_id, guid=guid, address=address, content=content, core=core)

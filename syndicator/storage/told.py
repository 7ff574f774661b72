"""What deliveries tell: their bulletins as each one's own revision says it, and what the desk wrote in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from syndicator.model.bulletin import Bulletin
from syndicator.model.channel_text import ChannelText
from syndicator.storage.lists import one_of
from syndicator.storage.reading import COLUMNS, bulletin_from
from syndicator.storage.statements import AnyRow, table
from syndicator.storage.tables import BulletinRow, ChannelTextRow, DeliveryRow, RevisionRow, StoryRow, VerdictRow

_OWN = "own_"
_TEXT = tuple(table(ChannelTextRow).c.keys())


@dataclass(frozen=True, slots=True)
class Told:
    """
    What a delivery tells.

    Args:
        cleared_by: version of the rules whose verdict on this very revision, as its source tells it, holds nothing.
        own: what the desk wrote of the bulletin for this channel, of whatever revision.
        trace: that of the poll that brought the revision.
    """

    bulletin: Bulletin
    cleared_by: str | None
    own: ChannelText | None
    trace: str | None


def told_by(connection: Connection, delivery_ids: Sequence[int]) -> dict[int, Told]:
    """Return for each delivery what it tells."""
    rows = connection.execute(_told_by(), {"ids": delivery_ids}) if delivery_ids else ()
    return {row.delivery_id: Told(bulletin_from(row), _cleared_by(row), _own(row), row.trace) for row in rows}


def _cleared_by(row: AnyRow) -> str | None:
    """What the desk wrote itself was read without its markup; only what a source told is known as a whole."""
    is_whole = row.judged_revision == row.number and row.editor is None
    return row.version if is_whole and not row.hold_reasons else None


def _own(row: AnyRow) -> ChannelText | None:
    if row.own_version is None:
        return None
    return ChannelText(**{name: getattr(row, _OWN + name) for name in _TEXT})


@cache
def _told_by() -> Select[*tuple[Any, ...]]:
    telling = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == DeliveryRow.revision)
    written = and_(ChannelTextRow.bulletin_id == BulletinRow.id, ChannelTextRow.channel == DeliveryRow.channel)
    own = (column.label(_OWN + column.name) for column in table(ChannelTextRow).c)
    judged = (VerdictRow.revision.label("judged_revision"), RevisionRow.editor, RevisionRow.trace)
    return (
        select(*COLUMNS, DeliveryRow.id.label("delivery_id"), *judged, *own)
        .select_from(DeliveryRow)
        .join(BulletinRow, BulletinRow.id == DeliveryRow.bulletin_id)
        .join(StoryRow, StoryRow.id == BulletinRow.story_id)
        .join(RevisionRow, telling)
        .join(VerdictRow, VerdictRow.id == BulletinRow.verdict_id)
        .join(ChannelTextRow, written, isouter=True)
        .where(one_of(DeliveryRow.id, "ids"))
    )

"""Queries on `channel_texts`: what the desk writes itself for single channels."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select, update

from syndicator.errors import ConcurrentChange
from syndicator.model.channel_text import ChannelText
from syndicator.storage.statements import slices, table
from syndicator.storage.tables import ChannelTextRow

Texts = dict[tuple[int, str], ChannelText]


def of_bulletins(connection: Connection, bulletin_ids: Collection[int]) -> Texts:
    """Return what the desk wrote of bulletins, by bulletin id and channel; whether it holds is for the caller."""
    found: Texts = {}
    for some in slices(sorted(bulletin_ids)):
        rows = connection.execute(select(table(ChannelTextRow)).where(ChannelTextRow.bulletin_id.in_(some)))
        found |= {(row.bulletin_id, row.channel): ChannelText(**row._asdict()) for row in rows}
    return found


def write(connection: Connection, text: ChannelText) -> None:
    """
    Store a text; the caller has locked its bulletin.

    Args:
        text: its version is one above that of the text which it replaces.

    Raises:
        ConcurrentChange: somebody else wrote it meanwhile.
    """
    there = of_bulletins(connection, [text.bulletin_id]).get((text.bulletin_id, text.channel))
    _check(there, text.bulletin_id, text.channel, text.version - 1)
    values = {name: getattr(text, name) for name in table(ChannelTextRow).c.keys()}  # noqa: SIM118 -- no dict
    if there is None:
        connection.execute(insert(table(ChannelTextRow)).values(values))
        return
    mine = (ChannelTextRow.bulletin_id == text.bulletin_id, ChannelTextRow.channel == text.channel)
    connection.execute(update(ChannelTextRow).where(*mine).values(values))


def remove(connection: Connection, bulletin_id: int, channel: str, *, version: int) -> ChannelText | None:
    """
    Forget a text, and return it; None where there is none. The caller has locked its bulletin.

    Raises:
        ConcurrentChange: somebody else wrote it meanwhile.
    """
    there = of_bulletins(connection, [bulletin_id]).get((bulletin_id, channel))
    if there is None:
        return None
    _check(there, bulletin_id, channel, version)
    mine = (ChannelTextRow.bulletin_id == bulletin_id, ChannelTextRow.channel == channel)
    connection.execute(delete(ChannelTextRow).where(*mine))
    return there


def carry_over(connection: Connection, bulletin_id: int, before: int, after: int) -> None:
    """Let the texts that held for one revision hold for the next: the desk changed its words, not what happened."""
    mine = (ChannelTextRow.bulletin_id == bulletin_id, ChannelTextRow.revision == before)
    connection.execute(update(ChannelTextRow).where(*mine).values(revision=after))


def _check(there: ChannelText | None, bulletin_id: int, channel: str, version: int) -> None:
    if (there.version if there else 0) != version:
        raise ConcurrentChange(f"somebody else wrote the text of bulletin {bulletin_id} for {channel} meanwhile")

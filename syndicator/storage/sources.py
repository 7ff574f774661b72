"""Queries on `sources` as people see them: who publishes, in which state, with what health."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select, update

from syndicator.errors import ConcurrentChange
from syndicator.model.reach import WHOLE, Reach
from syndicator.model.source import POLLED, Course, Rhythm, Source, SourceConfig, SourceKind, SourceState
from syndicator.storage.belonging import publishes_within
from syndicator.storage.statements import AnyRow, slices, table, upsert
from syndicator.storage.tables import BulletinRow, SourceRow

HOST_CHARS = 200


def seconds(value: timedelta | None) -> float | None:
    """Return a duration as its column holds it."""
    return None if value is None else value.total_seconds()


def _duration(value: float | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


def rhythm_column(rhythm: Rhythm | None) -> dict[str, Any] | None:
    """Return a rhythm as its column holds it; three digits are enough for faded counts."""
    if rhythm is None:
        return None
    return {
        "hours": [round(count, 3) for count in rhythm.hours],
        "days": [round(count, 3) for count in rhythm.days],
        "since": rhythm.since.isoformat(),
        "at": rhythm.at.isoformat(),
    }


def _rhythm(column: dict[str, Any] | None) -> Rhythm | None:
    if column is None:
        return None
    since, at = datetime.fromisoformat(column["since"]), datetime.fromisoformat(column["at"])
    return Rhythm(tuple(column["hours"]), tuple(column["days"]), since, at)


def host_of(address: str) -> str:
    """Return the host of an address with its port, as it is asked politely."""
    return urlsplit(address).netloc.lower()[:HOST_CHARS]


def source_from(row: AnyRow, bulletins: int = 0) -> Source:
    """Return the source that a row of all columns holds."""
    return Source(
        id=row.id,
        config=SourceConfig(
            address=row.address,
            unit=row.unit,
            kind=SourceKind(row.kind),
            trusted=row.trusted,
            every=_duration(row.every_s),
            language=row.language,
            tls_exception=row.tls_exception,
            selector=row.selector,
        ),
        state=SourceState(row.state),
        reason=row.reason,
        accepted_domain=row.accepted_domain,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        course=Course(
            polls=row.polls,
            failures=row.failures,
            gone=row.gone,
            gap=_duration(row.gap_s),
            rhythm=_rhythm(row.rhythm),
            newest_at=row.newest_at,
            moved_to=row.moved_to,
            moves=row.moves,
            found_at=row.found_at,
            certificate=row.certificate,
            read_at=row.read_at,
            clock_offset=_duration(row.clock_offset_s),
            silent_since=row.silent_since,
        ),
        next_poll_at=row.next_poll_at,
        last_polled_at=row.last_polled_at,
        last_success_at=row.last_success_at,
        last_error=row.last_error,
        bulletins=bulletins,
    )


def add(
    connection: Connection,
    config: SourceConfig,
    address_key: str,
    now: datetime,
    *,
    quarantined_because: str | None = None,
) -> int | None:
    """
    Store a source, due at once; return its id, or None if its address is known already.

    Args:
        address_key: the form of the address that all its spellings share.
        quarantined_because: why what it brings waits for a person; None where it is believed.
    """
    statement = (
        upsert(connection, SourceRow)
        .values(
            **_columns(config),
            address_key=address_key,
            state=SourceState.QUARANTINED if quarantined_because else SourceState.ACTIVE,
            reason=quarantined_because,
            polls=0,
            failures=0.0,
            gone=0,
            moves=0,
            next_poll_at=now,
            added_at=now,
        )
        .on_conflict_do_nothing()
        .returning(table(SourceRow).c.id)
    )
    return connection.execute(statement).scalar_one_or_none()


def change(connection: Connection, source_id: int, config: SourceConfig, *, was: SourceConfig | None = None) -> None:
    """
    Replace what a person said of a source.

    Raises:
        ConcurrentChange: it is not what it `was` any more.
    """
    before = _columns(was) if was is not None else {}
    unchanged = (getattr(SourceRow, name).is_not_distinct_from(value) for name, value in before.items())
    changed = update(SourceRow).where(SourceRow.id == source_id, *unchanged).values(**_columns(config))
    if not connection.execute(changed).rowcount:
        raise ConcurrentChange(f"somebody else changed source {source_id} meanwhile", "look at it once more")


def _columns(config: SourceConfig) -> dict[str, object]:
    return {
        "address": config.address,
        "host": host_of(config.address),
        "unit": config.unit,
        "kind": config.kind,
        "trusted": config.trusted,
        "every_s": seconds(config.every),
        "language": config.language,
        "tls_exception": config.tls_exception,
        "selector": config.selector,
    }


def find(connection: Connection, *, address_key: str | None = None, source_id: int | None = None) -> Source | None:
    """Return the source of this address or id."""
    wanted = SourceRow.address_key == address_key if address_key is not None else SourceRow.id == source_id
    row = connection.execute(select(table(SourceRow)).where(wanted)).one_or_none()
    return source_from(row) if row else None


def listing(connection: Connection, *, reach: Reach = WHOLE, counted: bool = True) -> list[Source]:
    """Return all sources of units within a reach, by id; with their counts of bulletins, which takes longer, or not."""
    within = publishes_within(SourceRow, reach)
    if not counted:
        rows = connection.execute(select(table(SourceRow)).where(*within).order_by(SourceRow.id))
        return [source_from(row) for row in rows]
    counts = select(BulletinRow.source_id, func.count().label("bulletins")).group_by(BulletinRow.source_id).subquery()
    rows = connection.execute(
        select(table(SourceRow), func.coalesce(counts.c.bulletins, 0).label("bulletins"))
        .outerjoin(counts, counts.c.source_id == SourceRow.id)
        .where(*within)
        .order_by(SourceRow.id)
    )
    return [source_from(row, row.bulletins) for row in rows]


def by_ids(connection: Connection, source_ids: Sequence[int]) -> dict[int, Source]:
    """Return sources by their ids."""
    found: dict[int, Source] = {}
    for some in slices(source_ids):
        rows = connection.execute(select(table(SourceRow)).where(SourceRow.id.in_(some)))
        found |= {row.id: source_from(row) for row in rows}
    return found


def count(connection: Connection) -> int:
    """Return how many sources there are."""
    return connection.execute(select(func.count()).select_from(SourceRow)).scalar_one()


def set_state(
    connection: Connection, source_id: int, state: SourceState, now: datetime, *, reason: str | None = None
) -> None:
    """Set a source's state and why; one that is polled again is due at once."""
    values: dict[str, object] = {"state": state, "reason": reason}
    if state is SourceState.ACTIVE:
        values |= {"next_poll_at": now, "gone": 0, "certificate": None}
    connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(**values))


def accept_domain(connection: Connection, source_id: int, domain: str) -> None:
    """Remember that a person accepted a source's documents from another domain."""
    connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(accepted_domain=domain))


def ask_now(connection: Connection, source_id: int, now: datetime) -> None:
    """Make a source due: somebody says that it has something new."""
    connection.execute(update(SourceRow).where(SourceRow.id == source_id).values(next_poll_at=now, rung_until=None))


def twins(connection: Connection, hashes: Sequence[str]) -> dict[str, list[int]]:
    """Return the sources that are polled and whose last document had one of these hashes, lowest id first."""
    found: dict[str, list[int]] = {}
    for some in slices(sorted(set(hashes))):
        rows = connection.execute(
            select(SourceRow.body_hash, SourceRow.id)
            .where(SourceRow.body_hash.in_(some), SourceRow.state.in_(POLLED))
            .order_by(SourceRow.id)
        )
        for row in rows:
            found.setdefault(str(row.body_hash), []).append(row.id)
    return found


def taken(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Return which sources have these folded addresses."""
    if not keys:
        return {}
    rows = connection.execute(select(SourceRow.address_key, SourceRow.id).where(SourceRow.address_key.in_(keys)))
    return {row.address_key: row.id for row in rows}


def quiet_candidates(connection: Connection, before: datetime) -> list[Source]:
    """Return the sources that are polled, whose newest release is older, and of which nobody was told yet."""
    rows = connection.execute(
        select(table(SourceRow)).where(
            SourceRow.state.in_(POLLED), SourceRow.silent_since.is_(None), SourceRow.newest_at < before
        )
    )
    return [source_from(row) for row in rows]


def set_silent(connection: Connection, source_ids: Sequence[int], since: datetime) -> list[int]:
    """Remember that sources were told to be quiet; return those of which nobody had told it yet."""
    told: list[int] = []
    for source_id in source_ids:
        still = update(SourceRow).where(SourceRow.id == source_id, SourceRow.silent_since.is_(None))
        if connection.execute(still.values(silent_since=since)).rowcount:
            told.append(source_id)
    return told

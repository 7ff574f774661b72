"""Queries on `relations` and `ties`: how bulletins are related, and the desk's word on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from syndicator.model.story import Kinship, Relation
from syndicator.storage.statements import AnyRow, slices, table, upsert
from syndicator.storage.tables import BulletinRow, RelationRow, RevisionRow, TieRow

Pair = tuple[int, int]
A_STATEMENT = 100
"""Rows that one statement names in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another bulletin, and how it is related to the one that was asked for; `earlier` if it arrived before."""

    bulletin_id: int
    story_id: int
    title: str
    unit: str | None
    address: str | None
    kinship: Kinship
    score: float
    reason: str
    earlier: bool
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """How two bulletins are related, by their ids; `bulletin_id` is the later one to arrive."""

    bulletin_id: int
    other_id: int
    kinship: Kinship
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A person's word on two bulletins, by their ids; `one_id` is the smaller one."""

    one_id: int
    other_id: int
    together: bool
    actor: str
    decided_at: datetime


def relate(connection: Connection, relations: Iterable[Relation], ids: Mapping[UUID, int], now: datetime) -> None:
    """Write how bulletins are related (`ids`: uid → bulletin id); what was written of a pair before is replaced."""
    rows: dict[Pair, dict[str, object]] = {}
    for relation in relations:
        earlier, later = sorted((ids[relation.one], ids[relation.other]))
        rows[later, earlier] = {
            "bulletin_id": later,
            "other_id": earlier,
            "kinship": relation.kinship,
            "score": relation.score,
            "reason": relation.reason,
            "decided_at": now,
        }
    statement = upsert(connection, RelationRow)
    changed = {name: statement.excluded[name] for name in ("kinship", "score", "reason", "decided_at")}
    statement = statement.on_conflict_do_update(index_elements=["bulletin_id", "other_id"], set_=changed)
    if rows:
        connection.execute(statement, [rows[pair] for pair in sorted(rows)])  # all processes lock in one order


def unrelate(connection: Connection, pairs: Iterable[Pair]) -> None:
    """Forget how pairs of bulletins (in either order) were related."""
    relations = table(RelationRow)
    for some in slices(sorted({(max(pair), min(pair)) for pair in pairs}), A_STATEMENT):
        named = (and_(relations.c.bulletin_id == later, relations.c.other_id == earlier) for later, earlier in some)
        connection.execute(relations.delete().where(or_(*named)))


def forget(connection: Connection, bulletin_ids: Collection[int]) -> list[int]:
    """Forget how bulletins were related to any other; return those that told what another one told, in order."""
    had: set[int] = set()
    relations = table(RelationRow)
    for some in slices(sorted(bulletin_ids)):
        mine = or_(relations.c.bulletin_id.in_(some), relations.c.other_id.in_(some))
        gone = connection.execute(relations.delete().where(mine).returning(*relations.c))
        for row in gone:
            if Kinship(row.kinship).is_same:
                had |= {row.bulletin_id, row.other_id}
    return sorted(had)


def tie(connection: Connection, pairs: Iterable[Pair], *, together: bool, actor: str, now: datetime) -> None:
    """Write a person's word on pairs of bulletins (in either order); the last word on a pair holds."""
    rows = [
        {"one_id": one, "other_id": other, "together": together, "actor": actor, "decided_at": now}
        for one, other in sorted({(min(pair), max(pair)) for pair in pairs})
    ]
    statement = upsert(connection, TieRow)
    changed = {name: statement.excluded[name] for name in ("together", "actor", "decided_at")}
    statement = statement.on_conflict_do_update(index_elements=["one_id", "other_id"], set_=changed)
    if rows:
        connection.execute(statement, rows)


def untie(connection: Connection, some: Collection[int], others: Collection[int]) -> None:
    """Forget every word that kept one of `some` apart from one of `others`."""
    ties = table(TieRow)
    for ours in slices(sorted(some), A_STATEMENT):
        for theirs in slices(sorted(others), A_STATEMENT):
            across = or_(
                and_(ties.c.one_id.in_(ours), ties.c.other_id.in_(theirs)),
                and_(ties.c.one_id.in_(theirs), ties.c.other_id.in_(ours)),
            )
            connection.execute(ties.delete().where(across, ties.c.together.is_(False)))


def between(connection: Connection, bulletin_ids: Collection[int]) -> list[Between]:
    """Return how these bulletins are related to each other, in order of arrival."""
    return [
        Between(
            bulletin_id=row.bulletin_id,
            other_id=row.other_id,
            kinship=Kinship(row.kinship),
            score=row.score,
            reason=row.reason,
        )
        for row in _among(connection, RelationRow, RelationRow.bulletin_id, bulletin_ids)
    ]


def words_among(connection: Connection, bulletin_ids: Collection[int]) -> list[Word]:
    """Return what people said of pairs of these bulletins, in order of arrival."""
    return [Word(**row._asdict()) for row in _among(connection, TieRow, TieRow.one_id, bulletin_ids)]


def _among(
    connection: Connection,
    pairs: type[RelationRow | TieRow],
    first: InstrumentedAttribute[int],
    bulletin_ids: Collection[int],
) -> list[AnyRow]:
    """Return the rows of a table of pairs whose both sides are among these, in order of arrival."""
    known, rows = set(bulletin_ids), list[AnyRow]()
    for some in slices(sorted(known)):
        found = connection.execute(select(table(pairs)).where(first.in_(some)))
        rows += [row for row in found if row.other_id in known]
    return sorted(rows, key=lambda row: (row[0], row.other_id))


def neighbours(connection: Connection, bulletin_ids: Sequence[int]) -> set[int]:
    """Return the bulletins that tell the same release as one of these, by figures or by a person's word."""
    found: set[int] = set()
    for row, one, other, holds in (
        (RelationRow, RelationRow.bulletin_id, RelationRow.other_id, _is_same()),
        (TieRow, TieRow.one_id, TieRow.other_id, TieRow.together.is_(True)),
    ):
        for here, there in ((one, other), (other, one)):
            for some in slices(bulletin_ids):
                found |= set(connection.execute(select(there).select_from(row).where(here.in_(some), holds)).scalars())
    return found


def _is_same() -> ColumnElement[bool]:
    return RelationRow.kinship.in_([kinship for kinship in Kinship if kinship.is_same])


def relations_of(connection: Connection, bulletin_id: int) -> list[Related]:
    """Return how a bulletin is related to others, the surest first."""
    newest = and_(RevisionRow.bulletin_id == BulletinRow.id, RevisionRow.number == BulletinRow.revision)
    found: list[Related] = []
    for here, there in (
        (RelationRow.bulletin_id, RelationRow.other_id),
        (RelationRow.other_id, RelationRow.bulletin_id),
    ):
        statement = (
            select(table(RelationRow), BulletinRow.id, BulletinRow.story_id, BulletinRow.unit, BulletinRow.address)
            .add_columns(RevisionRow.title)
            .select_from(RelationRow)
            .join(BulletinRow, BulletinRow.id == there)
            .join(RevisionRow, newest)
            .where(here == bulletin_id)
        )
        found += [_related(row, bulletin_id) for row in connection.execute(statement)]
    return sorted(found, key=lambda one: (-one.score, one.bulletin_id))


def _related(row: AnyRow, bulletin_id: int) -> Related:
    return Related(
        bulletin_id=row.id,
        story_id=row.story_id,
        title=row.title,
        unit=row.unit,
        address=row.address,
        kinship=Kinship(row.kinship),
        score=row.score,
        reason=row.reason,
        earlier=row.id < bulletin_id,
        decided_at=row.decided_at,
    )

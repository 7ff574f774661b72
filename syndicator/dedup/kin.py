"""Who tells what another one tells: one bulletin compared with some, and what of it is worth keeping; pure."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from syndicator.dedup.comparison import Comparer, Telling
from syndicator.dedup.glance import Glance
from syndicator.model.story import Kinship, Relation

WORD_FOR_WORD = "word for word the same text"


def relations_of(
    uid: UUID, telling: Telling, others: Mapping[UUID, Telling], comparer: Comparer
) -> tuple[Relation, ...]:
    """Return how a bulletin is related to others, as far as it is at all, the most alike first."""
    found = []
    glance = Glance(comparer)
    for other, its_telling in others.items():
        if other == uid:
            continue
        comparison = glance.related(telling, its_telling)
        if comparison is not None and comparison.kinship is not None:
            found.append(
                Relation(
                    one=uid,
                    other=other,
                    kinship=comparison.kinship,
                    score=round(comparison.score, 4),
                    reason=comparison.reason,
                )
            )
    return tuple(sorted(found, key=lambda relation: (not relation.kinship.is_same, -relation.score, relation.other)))


def same_text(uid: UUID, other: UUID) -> Relation:
    """Return the relation of two bulletins whose folded texts are equal."""
    return Relation(one=uid, other=other, kinship=Kinship.COPY, score=1.0, reason=WORD_FOR_WORD)

"""Who is like whom, and whom a person keeps apart: the graph over which stories are formed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from syndicator.model.story import Relation, Tie

Pair = tuple[UUID, UUID]
Pairs = Mapping[UUID, frozenset[UUID]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """
    Nodes in their order, each of them a bulletin or several that belong together.

    Args:
        order: every node once, the best one first.
        scores: for each node those that tell the same release, and how surely; both ways.
        apart: for each node those that it must not stand with; both ways, and stronger than `scores`.
    """

    order: tuple[UUID, ...]
    scores: Mapping[UUID, Mapping[UUID, float]]
    apart: Pairs

    def is_at_peace(self, one: Iterable[UUID], other: Sequence[UUID]) -> bool:
        """Whether nothing of the one is kept apart from anything of the other."""
        return not self.apart or all(self.apart.get(node, frozenset()).isdisjoint(other) for node in one)

    def contracted(self, leaders: Mapping[UUID, UUID]) -> Likeness:
        """Return the graph of the nodes in `leaders`, those with one leader being one node by his name."""
        return _likeness(
            tuple(dict.fromkeys(leaders[node] for node in self.order if node in leaders)),
            (
                (leaders[one], leaders[other], score)
                for one, others in self.scores.items()
                for other, score in others.items()
                if one in leaders and other in leaders
            ),
            (
                (leaders[one], leaders[other])
                for one, others in self.apart.items()
                for other in others
                if one in leaders and other in leaders
            ),
        )


def likeness_of(order: Sequence[UUID], relations: Iterable[Relation], ties: Iterable[Tie]) -> Likeness:
    """Return the graph of copies and revisions among the nodes of `order`; what else is told of is left out."""
    known = frozenset(order)
    return _likeness(
        tuple(order),
        (
            (relation.one, relation.other, relation.score)
            for relation in relations
            if relation.kinship.is_same and relation.one in known and relation.other in known
        ),
        ((tie.one, tie.other) for tie in ties if not tie.together and tie.one in known and tie.other in known),
    )


def _likeness(order: tuple[UUID, ...], alike: Iterable[tuple[UUID, UUID, float]], kept: Iterable[Pair]) -> Likeness:
    apart: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one, other in kept:
        if one != other:
            apart[one].add(other)
            apart[other].add(one)
    scores: defaultdict[UUID, dict[UUID, float]] = defaultdict(dict)
    for one, other, score in alike:
        if one != other and other not in apart.get(one, ()):
            best = max(score, scores[one].get(other, 0.0))
            scores[one][other] = scores[other][one] = best
    return Likeness(order=order, scores=dict(scores), apart={node: frozenset(others) for node, others in apart.items()})

"""A person's word on who stands together, laid over the stars that the figures give. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from syndicator.dedup.centres import Cluster, stars
from syndicator.dedup.likeness import Likeness
from syndicator.model.story import Tie


def clusters_of(likeness: Likeness, ties: Sequence[Tie]) -> list[Cluster]:
    """
    Return the stars; those that a tie joins are one, unless it would bring together what is kept apart.

    Then only what is tied stands together for certain, and the rest of those stars finds its place anew.
    """
    leaders = _leaders(likeness, ties)
    joined: list[Cluster] = []
    for region in _regions(stars(likeness), leaders):
        whole = [uid for cluster in region for uid in cluster]
        if len(region) == 1 or likeness.is_at_peace(whole, whole):
            joined.append(whole)
        else:
            joined.extend(_stars_of_blocks(whole, leaders, likeness))
    return joined


def _leaders(likeness: Likeness, ties: Sequence[Tie]) -> dict[UUID, UUID]:
    """Return for every node the best ranked one of its block, which is all that ties lead to; often itself."""
    places = {uid: place for place, uid in enumerate(likeness.order)}
    blocks = {uid: [uid] for uid in likeness.order}
    pairs = {
        (min(places[tie.one], places[tie.other]), max(places[tie.one], places[tie.other]))
        for tie in ties
        if tie.together and tie.one in places and tie.other in places
    }
    for best, other in sorted(pairs):
        one, two = blocks[likeness.order[best]], blocks[likeness.order[other]]
        if one is not two and likeness.is_at_peace(one, two):
            one.extend(two)
            blocks.update(dict.fromkeys(two, one))
    return {uid: min(block, key=places.__getitem__) for uid, block in blocks.items()}


def _regions(clusters: Sequence[Cluster], leaders: Mapping[UUID, UUID]) -> list[list[Cluster]]:
    """Return the clusters in regions: what shares a block is one."""
    region_of: dict[UUID, list[Cluster]] = {}
    for cluster in clusters:
        met = {id(region): region for uid in cluster if (region := region_of.get(leaders[uid])) is not None}
        joined = [mate for region in met.values() for mate in region] + [cluster]
        region_of.update((leaders[uid], joined) for mate in joined for uid in mate)
    return list({id(region): region for region in region_of.values()}.values())


def _stars_of_blocks(region: Cluster, leaders: Mapping[UUID, UUID], likeness: Likeness) -> list[Cluster]:
    """Return the stars of a region in which some are kept apart; a block is one node of them."""
    within = {uid: leaders[uid] for uid in region}
    return [[uid for uid in region if within[uid] in cluster] for cluster in stars(likeness.contracted(within))]

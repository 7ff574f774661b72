"""Stars: centres and what gathers around them. Likeness is never handed on from one to the next. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from syndicator.dedup.likeness import Likeness

Cluster = list[UUID]


def stars(likeness: Likeness) -> list[Cluster]:
    """Return the clusters of a graph, the centre first in each, the best ranked centre first of all."""
    return _folded(_gathered(_centres(likeness), likeness), likeness)


def _centres(likeness: Likeness) -> list[UUID]:
    """Return the nodes that are like no better ranked centre."""
    centres: list[UUID] = []
    covered: set[UUID] = set()
    for node in likeness.order:
        if node not in covered:
            centres.append(node)
            covered.update(likeness.scores.get(node, ()))
    return centres


def _gathered(centres: Sequence[UUID], likeness: Likeness) -> list[Cluster]:
    """Return the centres, each with the nodes that are surest to be like it."""
    clusters = {centre: [centre] for centre in centres}
    places = {centre: place for place, centre in enumerate(centres)}
    for node in likeness.order:
        if node in places:
            continue
        scores = likeness.scores.get(node, {})
        alike = sorted((-score, places[other], other) for other, score in scores.items() if other in places)
        free = (centre for _, _, centre in alike if likeness.is_at_peace((node,), clusters[centre]))
        clusters.setdefault(next(free, node), []).append(node)
    return list(clusters.values())


def _folded(clusters: Sequence[Cluster], likeness: Likeness) -> list[Cluster]:
    """
    Return the clusters with those in one that a missed likeness of two centres made two.

    They are so where at least half of the pairs across are alike, and at least half of each side, two of it if it
    has two, takes part: one round-up that tells both releases brings nothing together.
    """
    kept: list[Cluster] = []
    home_of: dict[UUID, Cluster] = {}
    for cluster in clusters:
        home = _home(cluster, home_of, likeness)
        if home is None:
            home = []
            kept.append(home)
        home.extend(cluster)
        home_of.update(dict.fromkeys(cluster, home))
    return kept


def _home(cluster: Cluster, home_of: dict[UUID, Cluster], likeness: Likeness) -> Cluster | None:
    """Return the kept cluster that this one belongs to, None where it stands for itself."""
    homes: dict[int, Cluster] = {}
    links: defaultdict[int, list[tuple[UUID, UUID]]] = defaultdict(list)
    for node in cluster:
        for other in likeness.scores.get(node, ()):
            if (home := home_of.get(other)) is not None:
                homes[id(home)] = home
                links[id(home)].append((node, other))
    best: tuple[float, Cluster] | None = None
    for name, home in homes.items():
        share = len(links[name]) / (len(home) * len(cluster))
        if share < 0.5 or not (_takes_part(cluster, links[name], 0) and _takes_part(home, links[name], 1)):
            continue
        if (best is None or share > best[0]) and likeness.is_at_peace(cluster, home):
            best = share, home
    return best[1] if best else None


def _takes_part(cluster: Cluster, links: Sequence[tuple[UUID, UUID]], side: int) -> bool:
    linked = len({link[side] for link in links})
    return linked * 2 >= len(cluster) and linked >= min(2, len(cluster))

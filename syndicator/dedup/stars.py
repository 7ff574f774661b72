"""
Stories as stars: which bulletins tell one release, and which of them stands for it. Pure.

A cluster is a centre and what tells the same release as the centre does. Likeness is never handed on: a round-up
tells other releases within its own, and would chain them all into one story. Nothing depends on the order in which
bulletins came in, and who stands together depends on nothing that changes while they stand there: a withdrawal or a
pin chooses another canonical bulletin, it does not break a story apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from syndicator.dedup.claims import claimed
from syndicator.dedup.likeness import likeness_of
from syndicator.dedup.ties import clusters_of
from syndicator.model.bulletin import BulletinState
from syndicator.model.story import Member, Placement, Relation, Tie

_STANDING = {BulletinState.RELEASED: 0, BulletinState.HELD: 1}
_GONE = 2


def arrange(members: Sequence[Member], relations: Iterable[Relation], ties: Iterable[Tie]) -> tuple[Placement, ...]:
    """
    Return where each member stands, in the order of `members`.

    A person's word beats every figure: what is tied together stands together and brings its cluster along, what is
    kept apart never meets. Ties that contradict each other are taken in the order of the members' ranks, and
    "apart" is the stronger word. `syndicator.dedup.claims` tells which story a cluster keeps.

    Args:
        relations, ties: those among the members; others are not looked at.
    """
    known = {member.uid: member for member in members}
    word = tuple(ties)
    ranked = sorted(known.values(), key=_centre_rank)
    likeness = likeness_of([member.uid for member in ranked], relations, word)
    clusters = [sorted((known[uid] for uid in one), key=_canonical_rank) for one in clusters_of(likeness, word)]
    stories = claimed(clusters)
    placed = {
        member.uid: Placement(bulletin=member.uid, story=story, canonical=member is cluster[0])
        for cluster, story in zip(clusters, stories, strict=True)
        for member in cluster
    }
    return tuple(placed[member.uid] for member in members)


def _centre_rank(member: Member) -> tuple[int, datetime, int, UUID]:
    """Who may be a centre first: the issuer's own word, then who told it first; copies are made from it."""
    return member.authority, member.published_at, -member.length_words, member.uid


def _canonical_rank(member: Member) -> tuple[int, bool, int, int, datetime, UUID]:
    """Who stands for a story first: only a released bulletin while there is one, whatever is pinned."""
    return (
        _STANDING.get(member.state, _GONE),
        not member.pinned,
        member.authority,
        -member.length_words,
        member.published_at,
        member.uid,
    )

"""Which story a cluster is: it keeps the name that its bulletins had. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from syndicator.model.story import Member

NAMES = UUID("6f0c6f5e-3a5b-5d0c-9f1e-6d2f0a7d4c11")
"""The names of stories that begin are made in this space, out of the bulletin that stands for them."""

Members = Sequence[Member]


def claimed(clusters: Sequence[Members]) -> list[UUID]:
    """
    Return the story of each cluster, each story once.

    - A story stays with the cluster that holds most of its bulletins; of equal ones with that of its earliest.
    - A cluster that several stories stay with is the one that was told first; the others have been merged into it.
    - A cluster that no story stays with begins one, named after its canonical bulletin, and after the story which
      that one leaves, if it stood in one: the same split has the same name wherever it is computed.

    Args:
        clusters: their members, the canonical one first.
    """
    holders = _holders(clusters)
    told_first = {story: min(map(_told, members)) for story, members in _by_story(clusters).items()}
    names: list[UUID] = []
    for place, cluster in enumerate(clusters):
        staying = [story for story, holder in holders.items() if holder == place]
        names.append(min(staying, key=lambda s: (told_first[s], s)) if staying else _name(cluster[0], holders))
    return names


def _by_story(clusters: Sequence[Members]) -> dict[UUID, list[Member]]:
    stories: dict[UUID, list[Member]] = {}
    for cluster in clusters:
        for member in cluster:
            if member.story_uid is not None:
                stories.setdefault(member.story_uid, []).append(member)
    return stories


def _holders(clusters: Sequence[Members]) -> dict[UUID, int]:
    """Return for each story the place of the cluster that it stays with."""
    place_of = {member.uid: place for place, cluster in enumerate(clusters) for member in cluster}
    holders: dict[UUID, int] = {}
    for story, members in _by_story(clusters).items():
        held = Counter(place_of[member.uid] for member in members)
        most = max(held.values())
        holders[story] = place_of[min((m for m in members if held[place_of[m.uid]] == most), key=_told).uid]
    return holders


def _told(member: Member) -> tuple[datetime, UUID]:
    return member.published_at, member.uid


def _name(canonical: Member, taken: Container[UUID]) -> UUID:
    name = uuid5(canonical.story_uid or NAMES, str(canonical.uid))
    while name in taken:
        name = uuid5(name, str(canonical.uid))
    return name

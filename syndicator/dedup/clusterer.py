"""Stories out of a stream of releases, in memory: candidates, comparison, stars. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

import numpy as np

from syndicator.dedup.folding import END
from syndicator.dedup.stars import arrange
from syndicator.dedup.texts import NO_MOMENT, Compare, Release, Text, Texts
from syndicator.model.story import Member, Placement

__all__ = ["Clusterer", "Compare", "Release"]


class Clusterer:
    """
    Releases in, stories out, whatever order and batches they come in.

    Stories are those of one arrangement over all that was found, for they are arranged where something new arrived
    and likeness leads no further. A story is named after its canonical bulletin.
    """

    def __init__(self, compare: Compare) -> None:
        self._texts = Texts(compare)
        self._order: list[UUID] = []
        self._touched: set[int] = set()
        self._placed: dict[UUID, Placement] = {}

    def take(self, releases: Sequence[Release]) -> None:
        """Take in releases, in their order of arrival."""
        for release in releases:
            self._order.append(release.uid)
            self._touched.add(self._texts.take(release))

    def placements(self) -> tuple[Placement, ...]:
        """Return where every release stands by now, in the order of arrival."""
        for region in self._texts.regions(self._touched):
            self._placed.update((placement.bulletin, placement) for placement in _arranged(region))
        self._touched.clear()
        return tuple(self._placed[uid] for uid in self._order)


def _arranged(region: Sequence[Text]) -> Iterator[Placement]:
    """Arrange texts, each by the best of its carriers; the other carriers stand beside that one."""
    leaders = {text.first.uid: text.leader for text in region}
    relations = (
        replace(found, one=leaders[found.one].uid, other=leaders[found.other].uid)
        for text in region
        for found in text.related.values()
        if found and found.kinship.is_same
    )
    placed = arrange([_member(text.leader) for text in region], relations, ())
    for text, placement in zip(region, placed, strict=True):
        yield placement
        for release in text.carriers:
            if release.uid != placement.bulletin:
                yield replace(placement, bulletin=release.uid, canonical=False)


def _member(release: Release) -> Member:
    words = np.frombuffer(release.fingerprint.sketch.words, dtype="<u4")
    return Member(
        uid=release.uid,
        story_uid=None,
        authority=release.authority,
        length_words=int(np.count_nonzero(words != END)),
        published_at=release.published_at or NO_MOMENT,
    )

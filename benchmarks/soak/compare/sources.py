"""What the newsroom published, against what the service stored of it: presence, last words, and withdrawals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benchmarks.soak.compare.difference import Compared, plainly
from benchmarks.soak.newsroom import Publication
from benchmarks.soak.record import Kept, Record
from syndicator.model.bulletin import BulletinState
from tests.partitions import b_cubed

WINDOW = 10
"""A list of a site tells so many of its newest posts."""
SEEN_WITHIN = timedelta(minutes=3)
"""
What stood in a list for so long must have been seen, whatever went wrong meanwhile: a worker that dies while it reads
sources holds them for the two minutes of its claim.
"""
CLUTTER = re.compile(r"(baca|simak)\s+juga|#", re.IGNORECASE)
LEAST_F1 = 0.95


@dataclass(frozen=True, slots=True)
class Told:
    """A publication, and until when its site's list told it, or would have told it had it not been taken down."""

    release: str
    site: str
    address: str
    published_at: datetime
    updated_at: datetime | None
    deleted_at: datetime | None
    rolled_at: datetime | None
    is_copy: bool
    sensitive: bool
    title: str
    lines: tuple[str, ...]

    def in_sight_of(self, moment: datetime) -> bool:
        """Whether the list still told, long enough after a moment, what happened to it then."""
        return self.rolled_at is None or self.rolled_at - moment > SEEN_WITHIN


def publications(rows: Iterable[Publication]) -> list[Told]:
    """Return what was published; of posts that had the same address one after the other, the last one."""
    by_site: defaultdict[str, list[Publication]] = defaultdict(list)
    for row in rows:
        by_site[str(row["site"])].append(row)
    last = {told.address: told for some in by_site.values() for told in _of_site(some)}
    return list(last.values())


def _of_site(rows: list[Publication]) -> list[Told]:
    rows.sort(key=lambda row: str(row["published_at"]))
    return [_told(row, _rolled_at(rows[place + 1 :])) for place, row in enumerate(rows)]


def _rolled_at(later: Sequence[Publication]) -> datetime | None:
    """Return when a post left its list's end behind it: when so many later ones stood above it at once."""
    above: list[Publication] = []
    for one in later:
        at = str(one["published_at"])
        above = [other for other in above if other["deleted_at"] is None or str(other["deleted_at"]) > at]
        above.append(one)
        if len(above) >= WINDOW - 1:
            return datetime.fromisoformat(at)
    return None


def _told(row: Publication, rolled_at: datetime | None) -> Told:
    updates, lines = row["updated_at"], row["lines"]
    assert isinstance(updates, list)
    assert isinstance(lines, list)
    return Told(
        release=str(row["release"]),
        site=str(row["site"]),
        address=str(row["address"]),
        published_at=datetime.fromisoformat(str(row["published_at"])),
        updated_at=datetime.fromisoformat(updates[-1]) if updates else None,
        deleted_at=datetime.fromisoformat(str(row["deleted_at"])) if row["deleted_at"] else None,
        rolled_at=rolled_at,
        is_copy=bool(row["is_copy"]),
        sensitive=bool(row["sensitive"]),
        title=str(row["title"]),
        lines=tuple(map(str, lines)),
    )


def compare(told: Sequence[Told], record: Record, began_at: datetime) -> Compared:
    """
    Compare publication by publication.

    Args:
        began_at: from when on everything had to be seen; what was older than its list's end then was never told.
    """
    found = Compared()
    by_address = {one.address: one for one in record.bulletins.values()}
    taken_back = {one.release for one in told if one.deleted_at and not one.is_copy}
    for one in told:
        kept = by_address.get(one.address)
        if kept is None:
            _missing(found, one, began_at)
        elif one.deleted_at is not None:
            _deleted(found, one, one.deleted_at, kept)
        else:
            _standing(found, one, kept, taken_back)
    strange = by_address.keys() - {one.address for one in told}
    for address in strange:
        found.differs("sources", f"nobody published {address}", by_address[address].id)
    _leaks(found, told, by_address, record)
    _stories(found, told, by_address)
    return found


def _missing(found: Compared, one: Told, began_at: datetime) -> None:
    if one.published_at < began_at and (one.rolled_at is not None or one.deleted_at is not None):
        found.open["older than what its list told at first"] += 1
    elif one.deleted_at is not None and one.deleted_at - one.published_at < SEEN_WITHIN:
        found.open["taken down before anybody had to see it"] += 1
    elif one.published_at < began_at:
        found.open["at the end of its list when that was read first"] += 1
    else:
        found.differs("sources", f"never stored: {one.address}, published at {one.published_at:%H:%M:%S}")


def _deleted(found: Compared, one: Told, deleted_at: datetime, kept: Kept) -> None:
    if kept.state is BulletinState.WITHDRAWN:
        found.agree["deleted and withdrawn"] += 1
    elif one.in_sight_of(deleted_at):
        found.differs("sources", f"taken down at {deleted_at:%H:%M:%S}, but {kept.state.value}: {one.address}", kept.id)
    else:
        found.open["taken down when it was about to leave its list"] += 1


def _standing(found: Compared, one: Told, kept: Kept, taken_back: set[str]) -> None:
    if kept.state is BulletinState.WITHDRAWN:
        if one.release in taken_back:
            found.agree["withdrawn with the story that its issuer took back"] += 1
        else:
            found.differs("sources", f"it stands, but is withdrawn: {one.address}", kept.id)
        return
    words = plainly(kept.words)
    if plainly(one.title) == plainly(kept.title) and all(plainly(line) in words for line in _body(one)):
        found.agree["stored in its last words"] += 1
    elif one.updated_at is not None and not one.in_sight_of(one.updated_at):
        found.open["edited when it was about to leave its list"] += 1
    else:
        found.differs("sources", f"stored in other words than {one.address} says", kept.id)


def _body(one: Told) -> Iterable[str]:
    """Its paragraphs, but for the last one and what leads elsewhere: closers and clutter are cleaned away."""
    return [line for line in one.lines[: max(1, len(one.lines) - 1)] if not CLUTTER.match(line)]


def _leaks(found: Compared, told: Sequence[Told], by_address: Mapping[str | None, Kept], record: Record) -> None:
    """Nothing of a kind that must be held may have been released, however it came to be known."""
    for one in told:
        kept = by_address.get(one.address)
        if one.sensitive and kept is not None and kept.released_at is not None:
            found.differs("sources", f"sensitive, and released: {one.address}", kept.id)
    found.agree["bulletins that were ever released"] += sum(
        one.released_at is not None for one in record.bulletins.values()
    )


def _stories(found: Compared, told: Sequence[Told], by_address: Mapping[str | None, Kept]) -> None:
    pairs = [(by_address[one.address].story_id, one.release) for one in told if one.address in by_address]
    if not pairs:
        return
    figures = b_cubed([story for story, _ in pairs], [release for _, release in pairs])
    how_well = f"precision {figures.precision:.4f}, recall {figures.recall:.4f}"
    found.agree[f"publications in stories as they happened ({how_well})"] += len(pairs)
    if figures.f1 < LEAST_F1:
        found.differs("sources", f"stories are not what happened: F1 {figures.f1:.3f}")

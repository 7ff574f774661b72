"""What the service itself remembers in the end, read from its database in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from syndicator.model.bulletin import BulletinState, page_path
from syndicator.storage.session import Database


@dataclass(frozen=True, slots=True)
class Kept:
    """A bulletin, with what its newest revision says."""

    id: int
    uid: str
    story_id: int
    story_uid: str
    state: BulletinState
    canonical: bool
    address: str | None
    revision: int
    first_seen_at: datetime
    released_at: datetime | None
    title: str
    words: str

    @property
    def path(self) -> str:
        """The path of its page."""
        return page_path(self.id, self.title)

    @property
    def is_shown(self) -> bool:
        """Whether it stands for its story before the public."""
        return self.canonical and self.state is BulletinState.RELEASED


@dataclass(frozen=True, slots=True)
class Post:
    """A delivery that came to an end, or has not yet."""

    id: int
    bulletin_id: int
    revision: int
    channel: str
    action: str
    state: str
    remote_id: str | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """All bulletins by id, and all deliveries in order."""

    bulletins: Mapping[int, Kept]
    posts: Sequence[Post]

    def stories(self) -> dict[int, list[Kept]]:
        """Return the bulletins of each story."""
        told: defaultdict[int, list[Kept]] = defaultdict(list)
        for one in self.bulletins.values():
            told[one.story_id].append(one)
        return dict(told)


_BULLETINS = text(
    "SELECT b.id, CAST(b.uid AS text), b.story_id, CAST(s.uid AS text), b.state, b.canonical, b.address, b.revision,"
    " b.first_seen_at, b.released_at, r.title, r.text FROM bulletins AS b JOIN stories AS s ON s.id = b.story_id"
    " JOIN revisions AS r ON r.bulletin_id = b.id AND r.number = b.revision ORDER BY b.id"
)
_POSTS = text(
    "SELECT id, bulletin_id, revision, channel, action, state, remote_id, finished_at FROM deliveries ORDER BY id"
)


def read(database: Database) -> Record:
    """Return the record as it stands now."""
    with database.read() as connection:
        kept = [
            Kept(row[0], row[1], row[2], row[3], BulletinState(row[4]), *row[5:])
            for row in connection.execute(_BULLETINS)
        ]
        posts = [Post(*row) for row in connection.execute(_POSTS)]
    return Record({one.id: one for one in kept}, posts)

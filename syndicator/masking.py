"""Use case: the desk looks at what a bulletin would say without personal details, and puts that in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndicator.classify.judge import Judge
from syndicator.classify.masking import Masked
from syndicator.clustering import Arranger
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.model.posting import Posting
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import Verdict
from syndicator.normalise.draft import LEAD_CHARS, cut
from syndicator.route.plan import plan_revision
from syndicator.storage import corrections, deliveries, events, masked, members, outbox, reading
from syndicator.storage.session import Connection, Database

__all__ = ["SHOWABLE", "Masked", "Masking"]

SHOWABLE = frozenset({BulletinState.HELD, BulletinState.REJECTED, BulletinState.RELEASED})
LONGEST_CHARS = 50_000
"""A longer text is no release; a person waits for the answer."""
REPLACED = "a masked version takes its place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Masking:
    """
    Proposes masked versions, and stores those that a person accepts.

    Args:
        judge: returns the one that is in force.
    """

    database: Database
    judge: Callable[[], Judge]
    arranger: Arranger
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    clock: Clock
    quiet: timedelta = timedelta(0)

    def proposal(self, bulletin_id: int) -> Masked | None:
        """Return what a bulletin would say without what identifies; None where nothing does, or nothing is safe."""
        return self._proposed(self._bulletin(bulletin_id).content)

    def _proposed(self, content: Content) -> Masked | None:
        if len(content.text) > LONGEST_CHARS:
            return None
        return self.judge().masked(content.title, content.text, content.html)

    def accept(self, bulletin_id: int, *, actor: str, revision: int | None = None) -> list[Ring]:
        """
        Put the masked version in a bulletin's place, as a revision that the desk made; return what to ring for.

        What has not gone out of the other one is cancelled. One that the public sees is corrected wherever it is; one
        that is held or rejected stays so until it is released.

        Args:
            revision: the one whose masked version the person has read.

        Raises:
            NotFound: there is no such bulletin.
            Refused: there is no masked version of it, it was withdrawn, or it is at another revision.
            ConcurrentChange: it was revised meanwhile.
        """
        bulletin, now = self._bulletin(bulletin_id), self.clock()
        if bulletin.state not in SHOWABLE:
            raise Refused(f"bulletin {bulletin_id} is {bulletin.state.value}", "nobody will see it any more")
        if revision not in {None, bulletin.revision}:
            raise Refused(f"bulletin {bulletin_id} was revised meanwhile", "read it once more")
        proposed = self._proposed(bulletin.content)
        if proposed is None:
            raise Refused(
                f"there is no masked version of bulletin {bulletin_id}",
                "nothing in it identifies anybody, or not all of it can be masked: decide on it as it is",
            )
        content = masked_content(bulletin, proposed)
        with self.database.write() as connection:
            members.lock(connection, bulletin_id)
            judged = self._judged(bulletin, content)
            word = corrections.words(connection, [bulletin_id]).get(bulletin_id)
            verdict = judged if word is None else word.applied(judged, self.units)
            masked.put_in_place(connection, bulletin, content, verdict, editor=actor, now=now)
            cancelled = deliveries.cancel_open_of(connection, [bulletin_id], REPLACED, now)
            told = [_event(EventKind.BULLETIN_MASKED, bulletin_id, actor, now)]
            told += [_event(EventKind.DELIVERY_CANCELLED, of, actor, now, one) for of, one in cancelled]
            events.append(connection, told)
            return self._correct_posts(connection, bulletin, now) if bulletin.state is BulletinState.RELEASED else []

    def _correct_posts(self, connection: Connection, bulletin: Bulletin, now: datetime) -> list[Ring]:
        """Plan the corrections of posts that show the other version, and what was cancelled before it went out."""
        posts = deliveries.posts_by_bulletin(connection, [bulletin.id]).get(bulletin.id, ())
        reached = _showing(posts, bulletin)
        planned = plan_revision(reached, self.channels, urgency=bulletin.verdict.urgency, now=now)
        rows = [(bulletin.id, bulletin.revision + 1, one) for one in planned]
        kinds = {name: config.kind for name, config in self.channels.items()}
        rings = outbox.plan(connection, rows, kinds, now, quiet=self.quiet)
        return [*rings, *self.arranger.post_again(connection, bulletin.story_uid, now)]

    def _bulletin(self, bulletin_id: int) -> Bulletin:
        with self.database.read() as connection:
            found = reading.bulletin(connection, bulletin_id)
        if found is None:
            raise NotFound(f"there is no bulletin {bulletin_id}", "list them with: syndicator bulletins list")
        return found

    def _judged(self, bulletin: Bulletin, content: Content) -> Verdict:
        """Return the verdict on the masked version; unit, topics and place are those of the whole one."""
        fresh = self.judge().judge(content.title, content.text, source_unit=None, published_at=content.published_at)
        return replace(bulletin.verdict, hold_reasons=fresh.hold_reasons, maskings=(), version=fresh.version)


def _showing(posts: Iterable[Posting], bulletin: Bulletin) -> list[str]:
    """Return the channels whose post shows a bulletin."""
    return [post.channel for post in posts if post.shows[0] == bulletin.id]


def masked_content(bulletin: Bulletin, proposed: Masked) -> Content:
    """Return the content of a masked version; one that has to wait shows no picture, which may show a face. Pure."""
    return replace(
        bulletin.content,
        title=proposed.title,
        text=proposed.text,
        html=proposed.html,
        lead=cut(proposed.text.replace("\n", " "), LEAD_CHARS),
        image=None if bulletin.verdict.hold else bulletin.content.image,
    )


def _event(kind: EventKind, bulletin_id: int, actor: str, now: datetime, delivery_id: int | None = None) -> Event:
    reason = REPLACED if delivery_id else ""
    return Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, delivery_id=delivery_id, actor=actor)

"""The desk's own text of a bulletin for one channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from syndicator.deliver.cleaning import paragraphs
from syndicator.deliver.kinds import KINDS
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import Bulletin
from syndicator.model.channel import ChannelConfig
from syndicator.model.channel_text import ChannelText
from syndicator.model.delivery import REWORDED, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.rewriting.wake import Wake, out_of
from syndicator.storage import channel_texts, corrections
from syndicator.storage.session import Connection, Database

LONGEST_TEXT_CHARS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """
    Keeps the texts that the desk writes in place of a channel's template, one a bulletin and channel.

    A text holds for the revision that it was written for, and for what the desk itself makes of that afterwards. What
    the source says anew, or a mask, puts it out of force: it is kept, and a person may put it in force again.
    """

    database: Database
    wake: Wake
    channels: Mapping[str, ChannelConfig]
    clock: Clock

    def write(
        self, bulletin_id: int, channel: str, text: str, *, revision: int, version: int, actor: str
    ) -> list[Ring]:
        """
        Put a text in force; a post that is out is corrected. Return what to ring for.

        Args:
            revision: of the bulletin that the person saw.
            version: of the text that the person saw; 0 where there was none.

        Raises:
            NotFound: there is no such bulletin or channel.
            Refused: the bulletin was withdrawn, the channel takes no words of its own, or the text is empty, too
                long, or would be held.
            ConcurrentChange: somebody changed the bulletin or the text meanwhile.
        """
        words, now = self._checked(channel, text), self.clock()
        with self.database.write() as connection:
            bulletin = self.wake.lock(connection, bulletin_id, revision)
            reasons = self.wake.judge().hold_reasons(bulletin.content.title, words)
            self.wake.check(connection, bulletin, reasons)
            number = self._next(connection, bulletin, channel, actor, now)
            channel_texts.write(
                connection,
                ChannelText(
                    bulletin_id=bulletin_id,
                    channel=channel,
                    text=words,
                    revision=number,
                    version=version + 1,
                    actor=actor,
                    written_at=now,
                ),
            )
            return self._changed(connection, bulletin, number, channel, actor, f"{channel}: {words}", now)

    def remove(self, bulletin_id: int, channel: str, *, revision: int, version: int, actor: str) -> list[Ring]:
        """Let the channel's template write again; a post that is out is corrected. Arguments and errors as above."""
        now = self.clock()
        with self.database.write() as connection:
            bulletin = self.wake.lock(connection, bulletin_id, revision)
            gone = channel_texts.remove(connection, bulletin_id, channel, version=version)
            if gone is None:
                raise Refused(f"there is no text of bulletin {bulletin_id} for {channel}", "load the page again")
            held = gone.holds_for(bulletin)
            number = self._next(connection, bulletin, channel, actor, now) if held else bulletin.revision
            told = f"{channel}: its template writes again"
            return self._changed(connection, bulletin, number, channel, actor, told, now)

    def _checked(self, channel: str, text: str) -> str:
        config = self.channels.get(channel)
        if config is None or not config.enabled:
            raise NotFound(f"there is no channel {channel!r}", "list them with: syndicator channels list")
        if not KINDS[config.kind].writes:
            raise Refused(f"{channel} gets releases whole", "edit title and lead of the bulletin instead")
        words = paragraphs(text[: 2 * LONGEST_TEXT_CHARS])
        if not words:
            raise Refused("the text is empty", "write one, or remove it so that the template writes again")
        if len(words) > LONGEST_TEXT_CHARS:
            raise Refused(f"a text of more than {LONGEST_TEXT_CHARS} characters", "write a shorter one")
        return words

    def _next(self, connection: Connection, bulletin: Bulletin, channel: str, actor: str, now: datetime) -> int:
        """
        Return the revision that the words are of: a new one where a post of the channel shows the old one.

        A correction is of a revision, and a post that shows a revision already is not corrected to it.
        """
        if channel not in {post.channel for post in out_of(connection, bulletin)}:
            return bulletin.revision
        judged = corrections.judged(connection, bulletin)
        return self.wake.put(connection, bulletin, bulletin.content, judged, actor=actor, now=now)

    def _changed(
        self,
        connection: Connection,
        bulletin: Bulletin,
        number: int,
        channel: str,
        actor: str,
        told: str,
        now: datetime,
    ) -> list[Ring]:
        reworded = Event(kind=EventKind.BULLETIN_REWORDED, at=now, reason=told, actor=actor)
        self.wake.tell(connection, bulletin, number, reworded)
        if number == bulletin.revision:
            return []
        return self.wake.correct(connection, bulletin, number, REWORDED, now, channel)

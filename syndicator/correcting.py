"""Use case: what a person of the desk corrects in verdicts, and what follows for portal, feeds and channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndicator.clustering import Arranger
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.channel import ChannelConfig
from syndicator.model.correction import DeskWord
from syndicator.model.delivery import Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.known import Known
from syndicator.model.moment import Clock
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import Verdict
from syndicator.route.handover import Row
from syndicator.route.plan import plan
from syndicator.route.rules import Rule, Subject
from syndicator.storage import bulletins, corrections, events, members, outbox, reading, revisions, sources
from syndicator.storage.session import Connection, Database

MOST_TOPICS = 3
LONGEST_PLACE_CHARS = 200
HIDDEN = "the desk says that it is sensitive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """
    What a correction did.

    Args:
        state: of the bulletin from now on.
        hidden: the bulletins of its story that the public saw until now.
        rings: what to ring for.
    """

    state: BulletinState
    hidden: tuple[int, ...]
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """
    Carries out the desk's corrections; each is an event with the person's name, and an example to learn from.

    Args:
        topics: the names of the vocabulary's topics, by slug.
    """

    database: Database
    arranger: Arranger
    rules: Sequence[Rule]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    topics: Mapping[str, str]
    clock: Clock
    quiet: timedelta = timedelta(0)

    def correct(self, bulletin_id: int, said: DeskWord, *, actor: str) -> Correction:
        """
        Put a corrected verdict in force; what `said` leaves None stays as it is.

        A released bulletin goes to the channels that the routes now add; nothing is posted twice, and nothing is taken
        back because of topics. One that is called sensitive is hidden with all of its story, and taken down. One that
        is held stays held whatever is said: only `release` lets the public see it.

        Raises:
            NotFound: there is no such bulletin.
            Refused: nothing is said, or a topic or unit that nobody knows.
            ConcurrentChange: its story changes at the same moment.
        """
        said, now = self._checked(said), self.clock()
        with self.database.write() as connection:
            _, story = members.lock(connection, bulletin_id)
            (known,) = (one for one in story if one.bulletin_id == bulletin_id)
            before = _bulletin(connection, bulletin_id)
            self._put_in_force(connection, before, said, actor, now)
            rings: list[Ring] = []
            hidden: tuple[int, ...] = ()
            if said.sensitive and known.state is BulletinState.RELEASED:
                rings, hidden = self._hide(connection, bulletin_id, story, actor, now)
            elif known.state is BulletinState.RELEASED and known.canonical:
                rings = self._post(connection, known, actor, now)
            state = BulletinState.HELD if hidden else known.state
            return Correction(state=state, hidden=hidden, rings=tuple(rings))

    def _checked(self, said: DeskWord) -> DeskWord:
        """Return what is said with slugs for names."""
        if said.topics is None and said.unit is None and said.place is None and said.sensitive is None:
            raise Refused("nothing is corrected", "say topics, unit, place, or whether it is sensitive")
        self._check_topics(said.topics)
        place = said.place and " ".join(said.place.split())
        if place and len(place) > LONGEST_PLACE_CHARS:
            raise Refused(f"a place of {len(place)} characters", "name the regency or city of the event")
        return replace(said, unit=said.unit and self._slug(said.unit), place=place)

    def _check_topics(self, topics: Sequence[str] | None) -> None:
        if topics is None:
            return
        unknown = [slug for slug in topics if slug not in self.topics]
        if unknown:
            raise Refused(f"there is no topic {unknown[0]!r}", f"write one of {', '.join(self.topics)}")
        if not 1 <= len(topics) <= MOST_TOPICS or len(set(topics)) < len(topics):
            raise Refused(f"{len(topics)} topics", f"say one to {MOST_TOPICS} different ones, the main one first")

    def _slug(self, name: str) -> str:
        unit = self.units.find(name)
        if unit is None:
            raise Refused(
                f"there is no unit {name!r}, or more than one", "write its slug, as its page's address has it"
            )
        return unit.slug

    def _put_in_force(
        self, connection: Connection, before: Bulletin, said: DeskWord, actor: str, now: datetime
    ) -> None:
        judged = corrections.judged(connection, before)
        word = (corrections.words(connection, [before.id]).get(before.id) or DeskWord()).followed_by(
            said, before.verdict
        )
        place = (before.id, before.revision)
        added = corrections.add(connection, place, word, version=judged.version, actor=actor, now=now)
        verdict = replace(word, id=added).applied(judged, self.units)
        stored = revisions.add_verdicts(connection, [(*place, verdict)], now)
        bulletins.set_verdicts(connection, stored)
        bulletins.set_topics(connection, {before.id: [topic.slug for topic in verdict.topics]})
        corrections.label(connection, before.id, verdict.unit, self._path(verdict), now)
        reason = "; ".join(_told(said, before.verdict))
        events.append(connection, [_event(EventKind.BULLETIN_CORRECTED, before.id, actor, reason, now)])

    def _path(self, verdict: Verdict) -> str | None:
        unit = self.units.find(verdict.unit) if verdict.unit else None
        return self.units.path(unit) if unit else None

    def _hide(
        self, connection: Connection, bulletin_id: int, story: Iterable[Known], actor: str, now: datetime
    ) -> tuple[list[Ring], tuple[int, ...]]:
        """Hold a bulletin, and with it all that tells the same release; what has gone out is taken down."""
        bulletins.set_state(connection, bulletin_id, BulletinState.HELD, now)
        events.append(connection, [_event(EventKind.BULLETIN_HELD, bulletin_id, actor, HIDDEN, now)])
        rings = self.arranger.arrange(connection, [bulletin_id], now, actor=actor)
        seen = (one.bulletin_id for one in story if one.state is BulletinState.RELEASED)
        hidden = (one for one in seen if bulletins.lock(connection, one).state is BulletinState.HELD)
        return rings, tuple(hidden)

    def _post(self, connection: Connection, known: Known, actor: str, now: datetime) -> list[Ring]:
        """Plan the posts that the routes ask for now; those that its story has, or is getting, are left out."""
        bulletin = _bulletin(connection, known.bulletin_id)
        source = sources.find(connection, source_id=known.source_id)
        if source is None:
            raise NotFound(f"there is no source of bulletin {known.bulletin_id}")
        subject = Subject(content=bulletin.content, verdict=bulletin.verdict, source=(source.id, source.config.address))
        routed = plan(subject, self.rules, self.channels, self.units, now=now)
        told = _event(EventKind.BULLETIN_ROUTED, known.bulletin_id, actor, "; ".join(routed.trace), now)
        events.append(connection, [told])
        return self._store(connection, [(known.bulletin_id, known.revision, one) for one in routed.deliveries], now)

    def _store(self, connection: Connection, rows: Iterable[Row], now: datetime) -> list[Ring]:
        kinds = {name: config.kind for name, config in self.channels.items()}
        return outbox.plan(connection, rows, kinds, now, quiet=self.quiet)


def _bulletin(connection: Connection, bulletin_id: int) -> Bulletin:
    found = reading.bulletin(connection, bulletin_id)
    if found is None:
        raise NotFound(f"there is no bulletin {bulletin_id}", "list them with: syndicator bulletins list")
    return found


def _told(said: DeskWord, before: Verdict) -> Iterable[str]:
    """Tell what is said, each with what was in force before."""
    if said.topics is not None:
        yield f"topics: {', '.join(said.topics)} (before: {', '.join(topic.slug for topic in before.topics)})"
    if said.unit is not None:
        yield f"unit: {said.unit or 'open'} (before: {before.unit or 'open'})"
    if said.place is not None:
        yield f"place: {said.place or 'open'} (before: {before.place or 'open'})"
    if said.sensitive is not None:
        yield "sensitive" if said.sensitive else "not sensitive"


def _event(kind: EventKind, bulletin_id: int, actor: str, reason: str, now: datetime) -> Event:
    return Event(kind=kind, at=now, reason=reason, bulletin_id=bulletin_id, actor=actor)

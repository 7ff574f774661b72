"""From candidates to changes: each is decided upon, judged and routed; nothing is read or written here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from syndicator.classify.judge import Judge
from syndicator.classify.told import told
from syndicator.dedup.authority import authority_of
from syndicator.dedup.decide import New, Repeated, Revised, SameStory, decide
from syndicator.dedup.kin import same_text
from syndicator.intake.knowledge import Knowledge
from syndicator.intake.nearness import Neighbour
from syndicator.model.bulletin import BulletinState, Candidate, Content
from syndicator.model.change import Addition, Change, Correction, Repetition, Withdrawal
from syndicator.model.channel import ChannelConfig
from syndicator.model.correction import DeskWord
from syndicator.model.event import Event, EventKind
from syndicator.model.known import Known, TextOwner
from syndicator.model.source import Source
from syndicator.model.story import Relation
from syndicator.model.unit import Unit, UnitTree
from syndicator.model.verdict import Verdict
from syndicator.route.plan import Plan, plan, plan_revision
from syndicator.route.rules import Rule, Subject

NAMES = UUID("9b5f2f0e-4b37-5c0e-8f6d-3d3a5b1f7c42")
"""Under it bulletins and stories are named by what they are, so that the same input gives the same names."""
CAME_BACK = "its source tells it again after it had deleted it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """
    Why what a source tells waits for a person, whatever its verdict.

    Args:
        of_new: of what is new; `of_all` of revisions too, for the source itself is not believed.
        judged: verdicts by hash of what was judged, kept where it has to be decided again.
    """

    of_new: str | None = None
    of_all: str | None = None
    judged: dict[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weigher:
    """Decides, judges and routes by the desk's configuration; `judge` returns the one that is in force."""

    judge: Callable[[], Judge]
    rules: Sequence[Rule]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree

    def weigh(
        self, source: Source, candidates: Sequence[Candidate], knowledge: Knowledge, now: datetime, doubt: Doubt
    ) -> tuple[Change, ...]:
        """Return what the candidates of one source change, in their order; `knowledge` learns the additions."""
        return tuple(self._changes(source, candidates, knowledge, now, doubt))

    def _changes(
        self, source: Source, candidates: Sequence[Candidate], knowledge: Knowledge, now: datetime, doubt: Doubt
    ) -> Iterator[Change]:
        back = knowledge.taken_back(source.id)
        for candidate in candidates:
            named = knowledge.names_of(source.id, candidate)
            text_hash = candidate.fingerprint.text_hash
            match decide(candidate, named, knowledge.owners.get(text_hash)):
                case Repeated(known) | Revised(known) if known.bulletin_id in knowledge.corrected:
                    continue  # told twice in one document, or under two names
                case Repeated(known) | Revised(known) if known.bulletin_id in back:
                    knowledge.corrected.add(known.bulletin_id)
                    again = replace(doubt, of_all=CAME_BACK)
                    word = knowledge.desk.get(known.bulletin_id)
                    yield self._correct(source, _renamed(candidate, named), known, (), CAME_BACK, now, again, word)
                case Repeated(known):
                    yield from _repetition(candidate, named, known)
                case Revised(known, reason):
                    knowledge.corrected.add(known.bulletin_id)
                    reached = knowledge.reached.get(known.bulletin_id, ())
                    word = knowledge.desk.get(known.bulletin_id)
                    yield self._correct(source, _renamed(candidate, named), known, reached, reason, now, doubt, word)
                case SameStory() if (source.id, text_hash) in knowledge.told:
                    continue  # twice in one document; the next poll finds it stored and learns its second name
                case SameStory(story_uid, state, reason):
                    kin = _kin(source, candidate, knowledge)
                    yield self._added(source, candidate, (story_uid, state), reason, kin, knowledge, now, doubt)
                case New(reason):
                    kin = _kin(source, candidate, knowledge)
                    told = _told_before(candidate, kin, knowledge)
                    reason = kin[0].reason if told else reason
                    yield self._added(source, candidate, told, reason, kin, knowledge, now, doubt)

    def _added(
        self,
        source: Source,
        candidate: Candidate,
        story: tuple[UUID, BulletinState] | None,
        reason: str,
        relations: tuple[Relation, ...],
        knowledge: Knowledge,
        now: datetime,
        doubt: Doubt,
    ) -> Addition:
        """The addition, which whatever comes later in the batch knows of."""
        addition = replace(self._add(source, candidate, story, reason, now, doubt), relations=relations)
        text_hash = candidate.fingerprint.text_hash
        if text_hash:
            knowledge.told.add((source.id, text_hash))
            knowledge.owners.setdefault(text_hash, TextOwner(addition.story_uid, addition.state, ()))
            knowledge.near.learn(
                candidate,
                Neighbour(
                    uid=addition.uid,
                    story_uid=addition.story_uid,
                    state=addition.state,
                    canonical=addition.canonical,
                    telling=knowledge.near.telling(candidate),
                ),
            )
        return addition

    def _verdict(self, source: Source, candidate: Candidate, judged: dict[str, Verdict]) -> Verdict:
        content = candidate.draft.content
        verdict = judged.get(content.hash)
        if verdict is None:
            unit = self.units.find(source.config.unit) if source.config.unit else None
            verdict = judged[content.hash] = _judged(self.judge(), content, unit)
        return verdict

    def _add(
        self,
        source: Source,
        candidate: Candidate,
        story: tuple[UUID, BulletinState] | None,
        reason: str,
        now: datetime,
        doubt: Doubt,
    ) -> Addition:
        """A new bulletin: it founds a story, or joins `story`, whose canonical bulletin stands in the given state."""
        verdict = self._verdict(source, candidate, doubt.judged)
        subject = Subject(content=candidate.draft.content, verdict=verdict, source=(source.id, source.config.address))
        routed = plan(subject, self.rules, self.channels, self.units, now=now)
        holds = list(_holds(source, verdict, routed))
        holds += filter(None, (doubt.of_new or doubt.of_all,))
        if story is not None and story[1] is not BulletinState.RELEASED:
            holds.append(f"its story is {story[1].value}")
        state = BulletinState.HELD if holds else BulletinState.RELEASED
        canonical = story is None
        events = [
            _event(EventKind.BULLETIN_ADDED, source, now, reason),
            *([] if canonical else [_event(EventKind.STORY_JOINED, source, now, reason)]),
            *_verdict_events(source, verdict, holds, now),
            _event(EventKind.BULLETIN_ROUTED, source, now, "; ".join(routed.trace)),
        ]
        uid = _uid(source, candidate)
        return Addition(
            uid=uid,
            story_uid=story[0] if story else uuid5(uid, "story"),
            canonical=canonical,
            candidate=candidate,
            verdict=verdict,
            state=state,
            unit_path=self._path(verdict),
            deliveries=routed.deliveries if canonical and not holds else (),
            events=tuple(events),
            authority=self._authority(source, verdict),
        )

    def _correct(
        self,
        source: Source,
        candidate: Candidate,
        known: Known,
        reached: Sequence[str],
        reason: str,
        now: datetime,
        doubt: Doubt,
        word: DeskWord | None,
    ) -> Correction:
        """A new revision. One that has to be held hides the bulletin; only a person brings it back."""
        judged = self._verdict(source, candidate, doubt.judged)
        verdict = judged if word is None else word.applied(judged, self.units)
        holds = [f"{hold.kind}: {hold.passage}" for hold in verdict.hold_reasons]
        holds += filter(None, (doubt.of_all,))
        hides = holds and (known.state is BulletinState.RELEASED or reason == CAME_BACK)
        state = BulletinState.HELD if hides else known.state
        goes_out = state is BulletinState.RELEASED and known.canonical
        corrections = plan_revision(reached, self.channels, urgency=verdict.urgency, now=now) if goes_out else ()
        events = (
            _event(EventKind.BULLETIN_REVISED, source, now, reason),
            *_verdict_events(source, verdict, holds, now),
        )
        return Correction(
            known=known,
            candidate=candidate,
            verdict=verdict,
            judged=None if word is None else judged,
            desk_word=None if word is None else word.id,
            state=state,
            unit_path=self._path(verdict),
            deliveries=corrections,
            events=events,
            authority=self._authority(source, verdict),
        )

    def take_back(self, source: Source, known: Known, why: str, now: datetime) -> Withdrawal:
        """Return the withdrawal of a bulletin that its source deleted."""
        return Withdrawal(known=known, events=(_event(EventKind.BULLETIN_WITHDRAWN, source, now, why),))

    def _authority(self, source: Source, verdict: Verdict) -> int:
        issuer = self.units.find(verdict.named) if verdict.named else None
        home = self.units.find(source.config.unit) if source.config.unit else None
        return authority_of(issuer, home, self.units)

    def _path(self, verdict: Verdict) -> str | None:
        unit = self.units.find(verdict.unit) if verdict.unit else None
        return self.units.path(unit) if unit else None


def _judged(judge: Judge, content: Content, unit: Unit | None) -> Verdict:
    """Return the verdict on a revision: on its text, and on what its markup and lead show beside it."""
    verdict = judge.judge(
        content.title,
        content.text,
        source_unit=unit,
        published_at=content.published_at,
        has_image=content.image is not None,
    )
    shown = told(content.text, content.html, lead=content.lead)
    if shown == content.text:
        return verdict
    reasons = dict.fromkeys((*verdict.hold_reasons, *judge.hold_reasons(content.title, shown)))
    return replace(verdict, hold_reasons=tuple(reasons))


def _uid(source: Source, candidate: Candidate) -> UUID:
    """Return the name of the bulletin that a candidate becomes: the same whenever its source tells it."""
    return uuid5(NAMES, f"{source.id}|{candidate.identities[0]}")


def _kin(source: Source, candidate: Candidate, knowledge: Knowledge) -> tuple[Relation, ...]:
    """Return how a new bulletin is related to others, the most alike first."""
    uid = _uid(source, candidate)
    owner = knowledge.owners.get(candidate.fingerprint.text_hash)
    equals = {known.uid: same_text(uid, known.uid) for known in (owner.carriers if owner else ())}
    alike = knowledge.near.relations(uid, candidate) if candidate.fingerprint.keys else ()
    return (*equals.values(), *(one for one in alike if one.other not in equals))


def _told_before(
    candidate: Candidate, kin: Sequence[Relation], knowledge: Knowledge
) -> tuple[UUID, BulletinState] | None:
    """Return the story that tells the same release, and the state of whoever tells it there; None if none does."""
    if not kin or not kin[0].kinship.is_same:
        return None
    same = [knowledge.near.neighbour(candidate, one.other) for one in kin if one.kinship.is_same]
    known = [one for one in same if one is not None]
    best = next((one for one in known if one.canonical), known[0])
    return best.story_uid, best.state


def _renamed(candidate: Candidate, named: Mapping[str, Known]) -> Candidate:
    """The candidate with only those of its names that nobody has yet."""
    free = tuple(name for name in candidate.identities if name not in named)
    return Candidate(draft=candidate.draft, identities=free, fingerprint=candidate.fingerprint)


def _repetition(candidate: Candidate, named: Mapping[str, Known], known: Known) -> Iterator[Repetition]:
    free = _renamed(candidate, named).identities
    if free:
        yield Repetition(bulletin_id=known.bulletin_id, source_id=candidate.draft.source_id, identities=free)


def _holds(source: Source, verdict: Verdict, routed: Plan) -> Iterator[str]:
    for reason in verdict.hold_reasons:
        yield f"{reason.kind}: {reason.passage}"
    if routed.held_by is not None:
        yield f"route {routed.held_by}"
    if not source.config.trusted:
        yield "its source is not trusted"


def _event(kind: EventKind, source: Source, now: datetime, reason: str) -> Event:
    return Event(kind=kind, at=now, reason=reason, source_id=source.id)


def _verdict_events(source: Source, verdict: Verdict, holds: Sequence[str], now: datetime) -> Iterator[Event]:
    topics = ", ".join(f"{topic.slug} {topic.score:.2f}" for topic in verdict.topics)
    reason = f"topics: {topics}; unit: {verdict.unit or 'open'}; rules {verdict.version}"
    yield _event(EventKind.BULLETIN_CLASSIFIED, source, now, reason)
    if holds:
        yield _event(EventKind.BULLETIN_HELD, source, now, "; ".join(holds))

"""Use case: what would differ if the last days were judged by the rules of today; nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic, sleep

from syndicator.classify.judge import Judge
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.channel import ChannelConfig
from syndicator.model.correction import DeskWord
from syndicator.model.moment import Clock
from syndicator.model.source import Source
from syndicator.model.unit import UnitTree
from syndicator.model.verdict import HoldReason, Verdict
from syndicator.route.plan import Plan, plan
from syndicator.route.rules import Rule, Subject
from syndicator.storage import corrections, deliveries, reading, sources
from syndicator.storage.session import Database

A_BATCH = 200
FIELDS: Mapping[str, Callable[[Verdict], object]] = {
    "topics": lambda verdict: [topic.slug for topic in verdict.topics],
    "unit": lambda verdict: verdict.unit,
    "polda": lambda verdict: verdict.polda,
    "place": lambda verdict: verdict.place,
    "urgency": lambda verdict: verdict.urgency.name.lower(),
    "hold": lambda verdict: verdict.hold,
}
"""What is compared of two verdicts, in the words of the interface."""
CHANNELS, ROUTE = "channels", "route"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """
    One bulletin, judged again.

    Args:
        differs: field → what is in force, and what would be; empty where nothing would differ.
        new_reasons: that would hold it and do not now; `fallen_reasons` hold it now and would not.
        contradicts: what of the desk's corrections the rules say otherwise; the desk's word stays in force.
    """

    bulletin: Bulletin
    differs: Mapping[str, tuple[object, object]]
    new_reasons: tuple[HoldReason, ...]
    fallen_reasons: tuple[HoldReason, ...]
    contradicts: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything would differ, or the desk's word is contradicted."""
        return bool(self.differs or self.new_reasons or self.fallen_reasons or self.contradicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """
    What would differ, as far as there was time.

    Args:
        total: how many bulletins were first seen since then; `judged` of them were judged again.
        differing: those that anything would differ of, the newest first.
    """

    total: int
    judged: int
    differing: tuple[Replayed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """
    Judges again, by rules that may not be in force yet, and compares.

    Args:
        judge: returns the judge whose verdicts are tried; `rules` are the routes.
        former: the routes that are in force, where `rules` are others; None where nobody knows any but these.
        rest: lets others run for so many seconds.
    """

    database: Database
    judge: Callable[[], Judge]
    rules: Sequence[Rule]
    channels: Mapping[str, ChannelConfig]
    units: UnitTree
    clock: Clock
    former: Sequence[Rule] | None = None
    rest: Callable[[float], None] = sleep

    def count(self, since: datetime) -> int:
        """Return how many bulletins were first seen since then."""
        with self.database.look() as connection:
            return reading.count_since(connection, since)

    def replay(self, since: datetime, *, most: int | None = None) -> Iterator[Replayed]:
        """
        Yield the bulletins that were first seen since then, the newest first; no more of them are kept than a batch.

        Args:
            most: stop after so many.
        """
        judge, before, left = self.judge(), None, most
        while left is None or left > 0:
            size = A_BATCH if left is None else min(A_BATCH, left)
            judged = 0
            for one in self._batch(judge, since, before, size):
                judged, before = judged + 1, one.bulletin.id
                yield one
            if judged < size:
                return
            left = None if left is None else left - size

    def rehearse(
        self, judge: Judge, rules: Sequence[Rule], since: datetime, *, most: int, within: timedelta
    ) -> Rehearsal:
        """
        Return what would differ by other rules, for somebody who waits.

        After each bulletin as much time is left to others as it took: pages of the same process are answered meanwhile.

        Args:
            most: stop after so many bulletins; `within` stop after so long.
        """
        other = replace(self, judge=lambda: judge, rules=rules, former=self.rules)
        began_at = monotonic()
        ends_at = began_at + within.total_seconds()
        judged, differing = 0, []
        for one in other.replay(since, most=most):
            judged += 1
            if one.is_changed:
                differing.append(one)
            if (now := monotonic()) >= ends_at:
                break
            self.rest(min(now - began_at, ends_at - now))
            began_at = monotonic()
        return Rehearsal(total=self.count(since), judged=judged, differing=tuple(differing))

    def _batch(self, judge: Judge, since: datetime, before: int | None, size: int) -> Iterable[Replayed]:
        with self.database.look() as connection:
            bulletins = reading.seen_since(connection, since, before=before, most=size)
            told = sources.by_ids(connection, sorted({one.source_id for one in bulletins}))
            words = corrections.words(connection, [one.id for one in bulletins])
            sent = deliveries.asked_of(connection, [one.story_id for one in bulletins])
        for one in bulletins:
            yield self._replayed(judge, one, told[one.source_id], words.get(one.id), sent.get(one.story_id, ()))

    def _replayed(
        self, judge: Judge, bulletin: Bulletin, source: Source, word: DeskWord | None, sent: Sequence[str]
    ) -> Replayed:
        judged = self._judged(judge, bulletin, source)
        before, after = bulletin.verdict, judged if word is None else word.applied(judged, self.units)
        differs = {
            field: (of(before), of(after)) for field, of in FIELDS.items() if of(before) != of(after)
        } | self._routed(bulletin, before, after, source, sent)
        return Replayed(
            bulletin=bulletin,
            differs=differs,
            new_reasons=_besides(after.hold_reasons, before.hold_reasons),
            fallen_reasons=_besides(before.hold_reasons, after.hold_reasons),
            contradicts=() if word is None else word.contradicted_by(judged),
        )

    def _judged(self, judge: Judge, bulletin: Bulletin, source: Source) -> Verdict:
        content, unit = bulletin.content, source.config.unit
        return judge.judge(
            content.title,
            content.text,
            source_unit=self.units.find(unit) if unit else None,
            published_at=content.published_at,
            has_image=content.image is not None,
        )

    def _routed(
        self, bulletin: Bulletin, before: Verdict, after: Verdict, source: Source, sent: Sequence[str]
    ) -> dict[str, tuple[object, object]]:
        """Return what would differ on the way to the channels: which of them, and whether a route would hold it."""
        in_force = self.rules if self.former is None else self.former
        now, then = self._plan(bulletin, before, source, in_force), self._plan(bulletin, after, source, self.rules)
        differs: dict[str, tuple[object, object]] = {}
        if now.held_by != then.held_by:
            differs[ROUTE] = (now.held_by, then.held_by)
        wanted = sorted(one.channel for one in then.deliveries)
        goes_out = bulletin.state is BulletinState.RELEASED and bulletin.canonical and not after.hold
        if goes_out and wanted != sorted(sent):
            differs[CHANNELS] = (sorted(sent), wanted)
        return differs

    def _plan(self, bulletin: Bulletin, verdict: Verdict, source: Source, rules: Sequence[Rule]) -> Plan:
        subject = Subject(content=bulletin.content, verdict=verdict, source=(source.id, source.config.address))
        return plan(subject, rules, self.channels, self.units, now=self.clock())


def _besides(reasons: Iterable[HoldReason], others: Iterable[HoldReason]) -> tuple[HoldReason, ...]:
    known = frozenset(others)
    return tuple(reason for reason in reasons if reason not in known)

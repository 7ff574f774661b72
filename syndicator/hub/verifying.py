"""Verifying what was asked for: each subscriber is asked back, and only its own word changes anything."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from syndicator.deliver.throttle import Throttle
from syndicator.errors import SyndicatorError
from syndicator.hub.callbacks import Callbacks, Confirmed, Denied, Intent, Silent
from syndicator.hub.looking import Absence, Looking
from syndicator.model.channel import Rate
from syndicator.model.moment import Clock
from syndicator.model.subscriber import Mode, Question
from syndicator.storage import hub_subscribers, hub_topics
from syndicator.storage.session import Connection, Database
from syndicator.telemetry import logger

log = logger(__name__)

AT_ONCE = 16
BATCH = 64
MOST_TRIES = 3
CLAIM = timedelta(minutes=2)
NO_PORTAL_WAIT = timedelta(seconds=5)
PACE = (Rate(20, timedelta(seconds=1)),)
"""So often the callbacks of one registered domain are asked: nobody can have us flood a stranger."""
NO_SUCH_FEED = "this site has no such feed, or the hub carries as many as it can"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    """Asks subscribers back. `first_wait` is how long one is left alone that could not be asked."""

    database: Database
    callbacks: Callbacks
    looking: Looking
    throttle: Throttle
    clock: Clock
    first_wait: timedelta = timedelta(seconds=10)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def verify_due(self) -> int:
        """Verify what waits for it, and end the leases that are over; return how many wishes were looked at."""
        self._tidy()
        looked_at = 0
        while not self._stopped.is_set() and (questions := self._claimed()):
            looked_at += len(questions)
            self._verify(questions)
        return looked_at

    def is_due(self) -> bool:
        """Whether a wish waits to be verified, or a lease is over."""
        now = self.clock()
        with self.database.read() as connection:
            return (
                hub_subscribers.is_any_wished(connection, now)
                or hub_subscribers.is_any_over(connection, now)
                or hub_topics.is_any_unwanted(connection)
            )

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped.set()

    def _tidy(self) -> None:
        now = self.clock()
        with self.database.read() as connection:
            if not hub_subscribers.is_any_over(connection, now) and not hub_topics.is_any_unwanted(connection):
                return
        with self.database.write() as connection:
            lapsed = hub_subscribers.lapse(connection, now)
            forgotten = hub_topics.forget_unwanted(connection)
        log.info("subscriptions_lapsed", lapsed=lapsed, feeds_forgotten=forgotten)

    def _claimed(self) -> list[Question]:
        now = self.clock()
        with self.database.read() as connection:
            if not hub_subscribers.is_any_wished(connection, now):
                return []
        with self.database.write() as connection:
            return hub_subscribers.questions(connection, now, lease=CLAIM, most=BATCH)

    def _verify(self, questions: Sequence[Question]) -> None:
        topics = {one.topic: Absence.SAME for one in questions}
        for address in {one.topic for one in questions if one.mode is Mode.SUBSCRIBE}:
            topics[address] = self.looking.learn(address)
        with ThreadPoolExecutor(min(AT_ONCE, len(questions)), "verify") as pool:
            answers = pool.map(lambda one: self._answer(one, topics[one.topic]), questions)
            told = dict(zip(questions, answers, strict=True))
        with self.database.write() as connection:
            for question, answer in told.items():
                self._record(connection, question, answer)
        log.info("subscribers_asked", **_counts(told))

    def _answer(self, question: Question, topic: Absence) -> Intent | timedelta:
        """
        Return what a subscriber says; how long to wait where it may not be asked yet.

        One address that nobody foresaw must not stop the others; it is told, and counts as silent.
        """
        if topic is Absence.SILENT:
            return NO_PORTAL_WAIT
        try:
            wait = self.throttle.take(f"hub:{question.domain}", PACE).wait
        except SyndicatorError as error:
            log.warning("rates_not_counted", error=str(error))
            return NO_PORTAL_WAIT
        if wait is not None:
            return wait
        if topic is Absence.MISSING:
            self.callbacks.deny(question, NO_SUCH_FEED)
            return Denied(NO_SUCH_FEED)
        try:
            return self.callbacks.ask(question)
        except Exception as error:
            log.exception("subscriber_not_asked", callback=question.callback)
            return Silent(type(error).__name__)

    def _record(self, connection: Connection, question: Question, answer: Intent | timedelta) -> None:
        now = self.clock()
        match answer:
            case timedelta():
                hub_subscribers.ask_again(connection, question, now + answer, counted=False)
            case Confirmed() if question.mode is Mode.UNSUBSCRIBE:
                hub_subscribers.end(connection, question)
            case Confirmed():
                topic = hub_topics.find(connection, question.topic)
                hub_subscribers.confirm(connection, question, topic.version if topic else 0, now)
            case Silent() if question.tries < MOST_TRIES:
                wait = self.first_wait * 3 ** (question.tries - 1)
                hub_subscribers.ask_again(connection, question, now + wait, counted=True)
            case Denied() | Silent():
                hub_subscribers.drop(connection, question)


def _counts(told: Mapping[Question, Intent | timedelta]) -> dict[str, int]:
    names = [type(answer).__name__.lower() for answer in told.values()]
    return {name.replace("timedelta", "later"): names.count(name) for name in sorted(set(names))}

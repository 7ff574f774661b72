"""Deliveries go out: admitted, claimed under a lease, read by the guard, sent without a transaction, recorded."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from syndicator.deliver.throttle import Slots
from syndicator.dispatch.admission import Admission, Admitted
from syndicator.dispatch.attempting import BEGIN_WITHIN_S, Attempting
from syndicator.dispatch.echoes import Echoes
from syndicator.dispatch.guarding import Guarding, Reasons, by_bulletin
from syndicator.dispatch.lanes import Lanes
from syndicator.dispatch.loading import Loading
from syndicator.dispatch.recording import Recording
from syndicator.dispatch.sending import Sending
from syndicator.errors import SyndicatorError
from syndicator.model.bulletin import BulletinState
from syndicator.model.delivery import DeliveryClaim, DeliveryState
from syndicator.model.moment import Clock
from syndicator.spans import told
from syndicator.storage import claims, digests
from syndicator.storage.endings import Ending
from syndicator.storage.session import Database
from syndicator.tally import TALLY
from syndicator.telemetry import logger

log = logger(__name__)

MOST_THREADS = 256
RECORD_EVERY_S = 0.5
GUARD_DOWN = timedelta(minutes=1)
"""How long deliveries wait that the guard could not read."""
LONGEST_EXCHANGE_S = 60.0
LEFT_OUT = "it was taken back before its digest went out"
_Attempt: TypeAlias = "Future[Ending | DeliveryClaim]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """
    Sends deliveries.

    Args:
        guarding: reads what is about to be shown; what it cannot read is not sent.
        lease: how long a claim lasts; longer than any exchange with a channel can.
    """

    database: Database
    admission: Admission
    loading: Loading
    guarding: Guarding
    attempting: Attempting
    recording: Recording
    lanes: Lanes
    clock: Clock
    lease: timedelta = timedelta(seconds=BEGIN_WITHIN_S + LONGEST_EXCHANGE_S)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(MOST_THREADS, "post"))
    _late: set[threading.Thread] = field(default_factory=set)
    _echoes: Echoes = field(default_factory=Echoes)

    def dispatch(
        self, delivery_ids: Sequence[int], *, patience_s: float | None = None, together: int = 0
    ) -> dict[DeliveryState, int]:
        """
        Send those of the deliveries that are due and may go; return how many stand where now.

        Safe to call twice with the same ids: what is claimed, sent or not due any more is left alone. Where channels
        take longer than `patience_s`, what is under way ends, and is recorded, behind the caller's back.

        Where they are fewer than `together`, others of their channels that wait go with them, so many at once, until
        none waits or the time is over: many are nearly as cheap as one, and whoever rings for those later finds them
        sent.
        """
        until = None if patience_s is None else time.monotonic() + patience_s
        counts: Counter[DeliveryState] = Counter()
        pending, late = self._echoes.unheard(delivery_ids) if together else list(delivery_ids), 0
        together = together if len(delivery_ids) < together else 0
        beside: frozenset[str] = frozenset()
        while (pending or beside) and (until is None or time.monotonic() < until):
            admitted = self.admission.admit(pending, beside=beside, together=together)
            pending, beside = admitted.crowded, admitted.channels if together else beside
            started = self._start(admitted)
            if not started:
                break
            running = self._watch(started, admitted.rated, counts, until=until)
            late += len(running)
            if running:
                self._leave(running, admitted.rated)
        self.admission.turn_away(pending)
        if counts or late:
            log.info("dispatched", **{state.value: number for state, number in counts.items()}, late=late)
        return dict(counts)

    def _start(self, admitted: Admitted) -> set[_Attempt]:
        """Claim what was admitted, have the guard read it, and begin to send."""
        if admitted.is_empty:
            return set()
        began, began_ns = time.monotonic(), time.time_ns()
        with self.database.write() as connection:
            taken = self.admission.claim_in(connection, admitted, self.lease)
            material = self.loading.read(connection, taken)
        self.admission.give_back(admitted.rated, admitted.rated.keys() - {one.delivery.id for one in taken})
        if not taken:
            return set()
        sendings = self.loading.compose(taken, material)
        stopped = self._stopped(sendings)
        if stopped is None:
            self._wait(taken)
            return set()
        ready = self._folded(sendings, stopped, admitted.digests)
        with self.database.write() as connection:
            ours = claims.begin(connection, [one.claim for one in ready.values()])
        for id_ in ready.keys() - ours:
            log.warning("lease_lost", delivery=id_, trace=ready.pop(id_).trace)
        for one in ready.values():
            told("dispatch", one.trace, began_ns=began_ns, delivery=one.claim.delivery.id)
        return {self._begin(one, stopped.get(id_, ()), began) for id_, one in ready.items()}

    def close(self, within_s: float = LONGEST_EXCHANGE_S) -> None:
        """Wait for what is under way; what does not end in time is found again by its lease."""
        ends = time.monotonic() + within_s
        for thread in list(self._late):
            thread.join(max(ends - time.monotonic(), 0))
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.attempting.presence.close()

    def _stopped(self, sendings: Mapping[int, Sending]) -> dict[int, Reasons] | None:
        """Return why deliveries may not go out, and hold their bulletins; None where the guard could not tell."""
        try:
            read = {**sendings, **{one.claim.delivery.id: one for each in sendings.values() for one in each.carries}}
            stopped = self.guarding.stopped(read.values())
            for id_, reasons in stopped.items():
                kinds = sorted({reason.kind for reason in reasons})
                log.warning("delivery_stopped", delivery=id_, trace=read[id_].trace, kinds=kinds)
            for bulletin, reasons in by_bulletin(read, stopped).values():
                self.guarding.hold(bulletin, reasons)
        except SyndicatorError as error:
            log.warning("guard_failed", error=str(error))
            return None
        except Exception:
            log.exception("guard_failed")
            return None
        return stopped

    def _wait(self, taken: Sequence[DeliveryClaim]) -> None:
        """Put everything back, for nothing goes out that the guard has not read."""
        with self.database.write() as connection:
            claims.put_back(connection, taken, self.clock() + GUARD_DOWN)

    def _folded(
        self, sendings: Mapping[int, Sending], stopped: Mapping[int, Reasons], wanted: Mapping[str, Sequence[int]]
    ) -> dict[int, Sending]:
        """Have one delivery of each digest carry the others, as far as they still have to go out."""
        now = self.clock()
        ready = {id_: self._told_again(one, stopped) if one.carries else one for id_, one in sendings.items()}
        for ids in wanted.values():
            free = [id_ for id_ in ids if id_ in ready and id_ not in stopped and not ready[id_].carries]
            fit = [id_ for id_ in free if ready[id_].needless(now) is None and ready[id_].fault is None]
            if len(fit) < 2:
                continue
            carrier, *members = fit
            with self.database.write() as connection:
                digests.fold(connection, carrier, members)
            for id_ in members:
                log.info("digest_joined", delivery=id_, carrier=carrier, trace=ready[id_].trace)
            others = [ready.pop(id_).post.bulletin for id_ in members]
            ready[carrier] = self.loading.digest(ready[carrier], others)
        return ready

    def _told_again(self, sending: Sending, stopped: Mapping[int, Reasons]) -> Sending:
        """Carry again what was carried before; of a digest that nobody saw, what may not be told is left out."""
        told: list[Sending] = []
        left: list[Sending] = []
        for one in sending.carries:
            is_shown = one.post.bulletin.state is BulletinState.RELEASED and one.claim.delivery.id not in stopped
            (told if is_shown else left).append(one)
        if left and not sending.may_be_there:
            with self.database.write() as connection:
                digests.leave_out(connection, [one.claim.delivery.id for one in left], LEFT_OUT, self.clock())
        if not told and not sending.may_be_there:
            return sending
        digest = self.loading.digest(sending, [one.post.bulletin for one in told])
        if not any(one.newer for one in (sending, *told)):
            return digest
        changed = self.loading.digest(replace(sending, post=sending.to_tell), [one.to_tell.bulletin for one in told])
        return replace(digest, newer=changed.digest)

    def _begin(self, sending: Sending, reasons: Reasons, began: float) -> _Attempt:
        self.lanes.enter(sending.claim.delivery.channel)
        future = self._pool.submit(self.attempting.attempt, sending, reasons, began)
        future.add_done_callback(partial(self._leave_lane, sending.claim.delivery.channel))
        return future

    def _leave_lane(self, channel: str, _: _Attempt) -> None:
        self.lanes.leave(channel)

    def _watch(
        self,
        running: set[_Attempt],
        rated: Mapping[int, Slots],
        counts: Counter[DeliveryState],
        *,
        until: float | None,
    ) -> set[_Attempt]:
        """Record what ends, until all has or the time is over; return what is still under way."""
        while running and (until is None or time.monotonic() < until):
            left = RECORD_EVERY_S if until is None else min(RECORD_EVERY_S, max(until - time.monotonic(), 0))
            done, running = wait(running, timeout=left)
            self._record([future.result() for future in done], rated, counts)
        return running

    def _record(
        self, ended: Sequence[Ending | DeliveryClaim], rated: Mapping[int, Slots], counts: Counter[DeliveryState]
    ) -> None:
        """Write endings, again and again while the database does not answer: what they tell is known to us alone."""
        endings = [one for one in ended if isinstance(one, Ending)]
        unsent = [one for one in ended if isinstance(one, DeliveryClaim)]
        written = self.recording.record_surely(endings, within=self.lease)
        counts.update(ending.state for ending in written)
        for ending in written:
            TALLY.add("deliveries", ending.claim.delivery.channel, ending.state.value)
        self._echoes.remember([ending.claim.delivery.id for ending in written if ending.state.final])
        if unsent:
            with self.database.write() as connection:
                claims.put_back(connection, unsent, self.clock())
        asked_nothing = [one.claim.delivery.id for one in endings if one.answer is None]
        self.admission.give_back(rated, [*asked_nothing, *(one.delivery.id for one in unsent)])

    def _leave(self, running: set[_Attempt], rated: Mapping[int, Slots]) -> None:
        """Let what is slow end in a thread of its own."""

        def finish() -> None:
            try:
                self._watch(running, rated, Counter(), until=None)
            except Exception:
                log.exception("late_endings_lost", deliveries=len(running))
            finally:
                self._late.discard(threading.current_thread())

        thread = threading.Thread(target=finish, name="late", daemon=True)
        self._late.add(thread)
        thread.start()

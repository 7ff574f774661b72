"""One attempt: what speaks against it, the exchange with the channel, and what becomes of the delivery."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import timedelta

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.retry import RetryPolicy, settle
from syndicator.dispatch.guarding import Reasons
from syndicator.dispatch.presence import Presence
from syndicator.dispatch.sending import Sending, outcome_of, what_is_there
from syndicator.model.attempt import Cause, Delivered, Outcome, Postponed
from syndicator.model.delivery import Action, DeliveryClaim, DeliveryState
from syndicator.model.moment import Clock
from syndicator.storage.claims import Ending

PAGE_WAIT = timedelta(seconds=5)
"""How long a post waits for its page before it looks again."""
BEGIN_WITHIN_S = 15.0
"""What did not begin so soon after its claim is given back: its lease has to outlast the longest exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempting:
    """Attempts deliveries, one a thread; no transaction is open meanwhile."""

    presence: Presence
    policy: RetryPolicy
    clock: Clock

    def attempt(self, sending: Sending, reasons: Reasons, began: float) -> Ending | DeliveryClaim:
        """Return how it ended; the claim itself where it has to be given back."""
        claim, channel = sending.claim, sending.channel
        if time.monotonic() - began > BEGIN_WITHIN_S:
            return claim
        refused = self._refused(sending, reasons)
        if refused is not None or channel is None:
            return refused or claim
        if channel.config.dry_run:
            return self._rehearsed(claim, channel, sending.to_send)
        if sending.is_retracted:
            return self._found_out(sending, channel)
        missing = self._missing_page(channel, sending)
        return self._sent(sending, channel) if missing is None else self._unsent(claim, DeliveryState.PLANNED, missing)

    def _refused(self, sending: Sending, reasons: Reasons) -> Ending | None:
        """Return the ending of what is not sent at all; None if it goes out."""
        claim = sending.claim
        if reasons:
            because = "; ".join(f"{reason.kind}: {reason.passage}" for reason in reasons)
            return self._unsent(claim, DeliveryState.CANCELLED, f"the guard held it: {because}")
        needless = None if sending.channel is None else sending.needless(self.clock())
        if needless is not None:
            return self._unsent(claim, DeliveryState.CANCELLED, needless)
        impossible = sending.impossible()
        return None if impossible is None else self._unsent(claim, DeliveryState.ABANDONED, impossible)

    def _missing_page(self, channel: Channel, sending: Sending) -> str | None:
        is_first = sending.claim.delivery.action is Action.CREATE and not sending.claim.interrupted
        return self.presence.missing(sending.to_send.link) if channel.config.page_first and is_first else None

    def _rehearsed(self, claim: DeliveryClaim, channel: Channel, post: Post) -> Ending:
        """Keep the request that would be sent, in place of sending it."""
        shown = channel.preview(post)
        return Ending(
            claim=claim,
            outcome="rehearsed",
            reason=f"dry run: {shown.method} {shown.address}",
            state=DeliveryState.REHEARSED,
            due_at=self.clock(),
            details={"body": shown.body, "count": shown.count, "limit": shown.limit},
        )

    def _found_out(self, sending: Sending, channel: Channel) -> Ending:
        """Learn whether an interrupted attempt made a post that may not be made any more."""
        found = what_is_there(sending, channel)
        if isinstance(found, Postponed) and found.cause is Cause.ABSENT:
            return self._unsent(sending.claim, DeliveryState.CANCELLED, "its bulletin was taken back before it was out")
        return self._ending(sending, found)

    def _sent(self, sending: Sending, channel: Channel) -> Ending:
        return self._ending(sending, outcome_of(sending, channel))

    def _ending(self, sending: Sending, outcome: Outcome) -> Ending:
        claim = sending.claim
        jitter = random.random()  # noqa: S311 -- spreads moments, keeps no secret
        settled = settle(outcome, claim.delivery, sending.promise, now=self.clock(), policy=self.policy, jitter=jitter)
        receipt = outcome.receipt if isinstance(outcome, Delivered) else None
        return Ending(
            claim=claim,
            outcome=type(outcome).__name__.lower(),
            reason=settled.reason,
            state=settled.state,
            due_at=settled.due_at,
            remote_id=receipt.remote_id if receipt else None,
            remote_address=receipt.address if receipt else None,
            answer=outcome,
        )

    def _unsent(self, claim: DeliveryClaim, state: DeliveryState, reason: str) -> Ending:
        waits = PAGE_WAIT if state is DeliveryState.PLANNED else timedelta(0)
        answer = Postponed(reason, waits, Cause.OURS) if waits else None
        return Ending(
            claim=claim, outcome=state.value, reason=reason, state=state, due_at=self.clock() + waits, answer=answer
        )

"""One attempt: what speaks against it, the exchange with the channel, and what becomes of the delivery."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from datetime import timedelta

from syndicator.deliver.channel import Channel
from syndicator.deliver.retry import RetryPolicy, settle
from syndicator.dispatch.guarding import Reasons
from syndicator.dispatch.presence import Presence
from syndicator.dispatch.sending import Sending, answer_of, what_is_there
from syndicator.model.attempt import Delivered, Outcome, Postponed
from syndicator.model.delivery import GUARDED, Action, DeliveryClaim, DeliveryState
from syndicator.model.moment import Clock
from syndicator.spans import span
from syndicator.storage.endings import Ending
from syndicator.telemetry import following, logger

log = logger(__name__)

FAULT_WAIT = timedelta(minutes=1)
"""How long a delivery waits of which no message could be made: a template may be mended meanwhile."""
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
        """Return how it ended, told in the log too; the claim itself where it has to be given back."""
        delivery = sending.claim.delivery
        with following(sending.trace), span("attempt", sending.trace, delivery=delivery.id, channel=delivery.channel):
            ended = self._attempt(sending, reasons, began)
            if isinstance(ended, Ending):
                log.info(
                    "attempted",
                    delivery=delivery.id,
                    bulletin=delivery.bulletin_id,
                    channel=delivery.channel,
                    action=delivery.action.value,
                    attempt=delivery.attempts,
                    outcome=ended.outcome,
                    state=ended.state.value,
                    receipt=ended.remote_id,
                )
        return ended

    def _attempt(self, sending: Sending, reasons: Reasons, began: float) -> Ending | DeliveryClaim:
        claim, channel = sending.claim, sending.channel
        if time.monotonic() - began > BEGIN_WITHIN_S:
            return claim
        if channel is None:
            return self._unsent(sending, DeliveryState.ABANDONED, f"{claim.delivery.channel} is not configured")
        objection = self._objection(sending, reasons)
        if sending.may_be_there and (objection is not None or channel.config.dry_run):
            return self._found_out(sending, channel, objection)
        if objection is not None:
            return self._unsent(sending, DeliveryState.CANCELLED, objection)
        impossible = sending.impossible(channel)
        if impossible is not None:
            return self._unsent(sending, DeliveryState.ABANDONED, impossible)
        return self._tried(sending, channel)

    def _tried(self, sending: Sending, channel: Channel) -> Ending:
        if sending.fault is not None:
            return self._waiting(sending, sending.fault, FAULT_WAIT)
        if channel.config.dry_run:
            return self._rehearsed(sending, channel)
        missing = self._missing_page(channel, sending)
        if missing is not None:
            return self._waiting(sending, missing, PAGE_WAIT)
        answer = answer_of(sending, channel)
        return self._ending(sending, answer.outcome, is_open=answer.is_open)

    def _objection(self, sending: Sending, reasons: Reasons) -> str | None:
        """Return why it must not, or need not, go out; None if it goes."""
        if reasons:
            return f"{GUARDED}: " + "; ".join(f"{reason.kind}: {reason.passage}" for reason in reasons)
        return sending.needless(self.clock())

    def _missing_page(self, channel: Channel, sending: Sending) -> str | None:
        is_first = sending.claim.delivery.action is Action.CREATE and not sending.may_be_there
        return self.presence.missing(sending.to_send.link) if channel.config.page_first and is_first else None

    def _rehearsed(self, sending: Sending, channel: Channel) -> Ending:
        """Keep the request that would be sent, in place of sending it."""
        try:
            shown = channel.preview(sending.to_send)
        except Exception as error:
            log.exception("preview_failed", channel=channel.config.name, delivery=sending.claim.delivery.id)
            told = f"no preview can be made: {type(error).__name__}: {error}"
            return self._unsent(sending, DeliveryState.ABANDONED, told)
        details = {"body": shown.body, "count": shown.count, "limit": shown.limit}
        told = f"dry run: {shown.method} {shown.address}"
        return replace(self._unsent(sending, DeliveryState.REHEARSED, told), details=details)

    def _found_out(self, sending: Sending, channel: Channel, objection: str | None) -> Ending:
        """Learn whether an earlier attempt made a post that may not be made any more."""
        found = what_is_there(sending, channel)
        if isinstance(found, Postponed):
            if objection is None:
                return self._rehearsed(sending, channel)
            return self._unsent(sending, DeliveryState.CANCELLED, objection)
        if isinstance(found, Delivered) or channel.abilities.answers:
            return self._ending(sending, found, is_open=True)
        told = f"it may be there, and {objection or 'nothing is sent now'}: {found.reason}"
        ending = self._unsent(sending, DeliveryState.UNCONFIRMED, told)
        return replace(ending, remote_id=sending.claim.delivery.key)

    def _ending(self, sending: Sending, outcome: Outcome, *, is_open: bool) -> Ending:
        claim = sending.claim
        jitter = random.random()  # noqa: S311 -- spreads moments, keeps no secret
        settled = settle(
            outcome,
            claim.delivery,
            sending.promise,
            now=self.clock(),
            policy=self.policy,
            jitter=jitter,
            is_open=is_open,
        )
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
            digest=sending.post.earlier if sending.in_digest and claim.delivery.action is Action.WITHDRAW else None,
        )

    def _waiting(self, sending: Sending, reason: str, wait: timedelta) -> Ending:
        """Leave a delivery for later; what may be there stays so."""
        state = DeliveryState.SENDING if sending.may_be_there else DeliveryState.PLANNED
        return replace(self._unsent(sending, state, reason), due_at=self.clock() + wait)

    def _unsent(self, sending: Sending, state: DeliveryState, reason: str) -> Ending:
        """Return the ending of what was not sent; only what nobody may have made is given up for good."""
        given_up = state is DeliveryState.ABANDONED and sending.may_be_there
        ends = DeliveryState.UNCONFIRMED if given_up else state
        return Ending(claim=sending.claim, outcome=state.value, reason=reason, state=ends, due_at=self.clock())

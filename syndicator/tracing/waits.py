"""What a delivery waits for, by all that is known of it and of its channel. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from syndicator.deliver.quiet import silent_until
from syndicator.model.account import Account
from syndicator.model.attempt import Cause
from syndicator.model.channel import ChannelConfig, ChannelState
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.storage.channels import Standing


class Why(StrEnum):
    """
    What holds a delivery up.

    GRACE: the desk may stop it. SCHEDULE: a person chose the moment. RETRY: an attempt failed, or the page is not
    there yet. QUIET: the channel's quiet
    hours. RATE, BUDGET, LOGIN, FAULT: its account, see `Cause`. TRIAL: another delivery tries the account first.
    PAUSED: a person paused the channel. OFF: no channel of its name is enabled. DIGEST: another delivery tells it.
    SENDING: it is being sent. ASKING: an answer was lost; the service is asked, or gets it again in a way that makes no
    second post. DUE: nothing holds it up.
    """

    GRACE = "waits.grace"
    SCHEDULE = "waits.schedule"
    RETRY = "waits.retry"
    QUIET = "waits.quiet"
    RATE = "waits.rate"
    BUDGET = "waits.budget"
    LOGIN = "waits.login"
    FAULT = "waits.fault"
    TRIAL = "waits.trial"
    PAUSED = "waits.paused"
    OFF = "waits.off"
    DIGEST = "waits.digest"
    SENDING = "waits.sending"
    ASKING = "waits.asking"
    DUE = "waits.due"


_CAUSES = {Cause.RATE: Why.RATE, Cause.BUDGET: Why.BUDGET, Cause.LOGIN: Why.LOGIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a delivery waits for; `until` and `left` are None where nobody can tell how long."""

    why: Why
    until: datetime | None = None
    left: timedelta | None = None
    reason: str = ""

    @property
    def minutes(self) -> int:
        """How long it still waits, in minutes that have begun."""
        return 0 if self.left is None else -int(-self.left.total_seconds() // 60)

    @property
    def seconds(self) -> int:
        """How long it still waits, in seconds that have begun."""
        return 0 if self.left is None else -int(-self.left.total_seconds() // 1)


def waits_for(
    delivery: Delivery, urgency: Urgency, config: ChannelConfig | None, standing: Standing | None, now: datetime
) -> Waiting | None:
    """Return what holds a delivery up longest; None where nothing more happens by itself."""
    if delivery.state.final:
        return None
    if delivery.carried_by is not None:
        return Waiting(why=Why.DIGEST, reason=f"delivery {delivery.carried_by}")
    if delivery.state is DeliveryState.SENDING and not _is_open(delivery):
        return Waiting(why=Why.SENDING)
    account = Account() if standing is None else standing.account
    closed = _closed(config, standing)
    if closed is not None or config is None:
        return closed
    found = [*_own(delivery, now), *_of_channel(delivery, urgency, config, account, now)]
    return max(found, key=lambda one: one.left or timedelta(0), default=_unhindered(delivery, account))


def _is_open(delivery: Delivery) -> bool:
    """Whether an earlier attempt may have made the post, for all that is known."""
    return delivery.last_error is not None or delivery.is_doubtful


def _unhindered(delivery: Delivery, account: Account) -> Waiting:
    if delivery.state is DeliveryState.SENDING:
        return Waiting(why=Why.SENDING)
    return Waiting(why=Why.TRIAL if account.is_broken else Why.DUE, reason=account.reason or "")


def _closed(config: ChannelConfig | None, standing: Standing | None) -> Waiting | None:
    if config is None or not config.enabled:
        return Waiting(why=Why.OFF)
    is_paused = standing is not None and standing.state is ChannelState.PAUSED
    return Waiting(why=Why.PAUSED, reason=(standing.reason if standing else None) or "") if is_paused else None


def _own(delivery: Delivery, now: datetime) -> Iterator[Waiting]:
    if delivery.due_at <= now:
        return
    why = Why.ASKING if delivery.state is DeliveryState.SENDING else _why_not_yet(delivery)
    yield _until(why, delivery.due_at, delivery.last_error, now)


def _why_not_yet(delivery: Delivery) -> Why:
    if delivery.attempts > 0 and delivery.last_error is not None:
        return Why.RETRY
    return Why.SCHEDULE if delivery.is_scheduled else Why.GRACE


def _of_channel(
    delivery: Delivery, urgency: Urgency, config: ChannelConfig, account: Account, now: datetime
) -> Iterator[Waiting]:
    """
    Yield what the channel makes it wait for.

    A withdrawal waits for no rate of our own and no quiet hours; the question what became of a post for no rate.
    """
    goes_first = delivery.action is Action.WITHDRAW
    needs_no_slot = goes_first or delivery.state is DeliveryState.SENDING
    if account.is_blocked(now) and not (needs_no_slot and account.cause is Cause.BUDGET):
        why = Why.FAULT if account.cause is None else _CAUSES.get(account.cause, Why.FAULT)
        yield _until(why, account.blocked_until or now, account.reason, now)
    until = None if goes_first else silent_until(config.quiet_hours, urgency, now)
    if until is not None:
        yield _until(Why.QUIET, until, None, now)


def _until(why: Why, until: datetime, reason: str | None, now: datetime) -> Waiting:
    return Waiting(why=why, until=until, left=until - now, reason=reason or "")

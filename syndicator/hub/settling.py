"""What becomes of a debt after a send. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from syndicator.deliver.breaker import after
from syndicator.deliver.retry import RetryPolicy
from syndicator.hub.callbacks import Ended
from syndicator.model.account import Account
from syndicator.model.attempt import Abandoned, Delivered, Outcome, Postponed
from syndicator.model.subscriber import Debt
from syndicator.storage.hub_outbox import Settled


def settle(debt: Debt, outcome: Outcome | Ended, now: datetime, policy: RetryPolicy, jitter: float) -> Settled:
    """
    Return what becomes of a debt.

    A body may be sent twice: it is the whole feed, and the newest counts. So a lost answer is a failure like another,
    and so is a refusal, for only 410 ends a subscription (WebSub section 7). Who fails for as long as the policy allows
    is sent nothing more, unless it renews its lease.
    """
    match outcome:
        case Ended():
            return Settled(debt=debt, account=Account(), due_at=now, failing_since=None, paid=False, ended=True)
        case Delivered():
            return Settled(debt=debt, account=Account(), due_at=now, failing_since=None, paid=True)
        case Abandoned(reason):
            outcome = Postponed(reason)
    account = after(debt.account, outcome, now, policy, jitter)
    since = debt.failing_since or now
    wait = max(policy.wait(max(account.faults, 1), jitter), outcome.after or timedelta(0))
    due_at = max(now + wait, account.blocked_until or now)
    if now - since >= policy.give_up_after:
        due_at = max(due_at, debt.leased_until)
    return Settled(debt=debt, account=account, due_at=due_at, failing_since=since, paid=False)

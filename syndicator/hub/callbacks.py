"""
Talking to callbacks: is it meant, it is denied, and here is the new body. They are strangers' addresses.

The client passes the address guard, follows no redirect, and is given short times by whoever builds it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from syndicator.deliver.answers import of_fault, of_refusal
from syndicator.deliver.exchange import exchange
from syndicator.deliver.sealing import Unreadable
from syndicator.errors import SourceFault
from syndicator.hub.secrets import Secrets
from syndicator.model.attempt import Abandoned, Delivered, Outcome, Postponed
from syndicator.model.moment import Clock
from syndicator.model.receipt import Receipt
from syndicator.model.subscriber import Debt, Mode, Question, Topic
from syndicator.telemetry import logger

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """It is meant: the challenge came back."""


@dataclass(frozen=True, slots=True)
class Denied:
    """It is not meant, or nothing is there that could mean anything."""

    reason: str


@dataclass(frozen=True, slots=True)
class Silent:
    """Nobody could be asked just now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The subscriber is gone for good (410), and wants to be sent nothing more."""


Intent = Confirmed | Denied | Silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """Asks and sends. `hub` is the address of this hub, as feeds name it."""

    client: httpx.Client
    secrets: Secrets
    clock: Clock
    hub: str

    def ask(self, question: Question) -> Intent:
        """Ask a subscriber whether it means what was asked in its name (section 5.3)."""
        challenge = secrets.token_urlsafe(32)
        told = {"hub.mode": question.mode.value, "hub.topic": question.topic, "hub.challenge": challenge}
        if question.mode is Mode.SUBSCRIBE:
            told["hub.lease_seconds"] = str(int(question.lease.total_seconds()))
        try:
            answer = exchange(self.client, self._get(question.callback, told))
        except SourceFault as fault:
            return Denied(fault.cause) if fault.kind == "refused" else Silent(fault.cause)
        except httpx.InvalidURL as error:
            return Denied(str(error))
        except httpx.HTTPError as error:
            return Silent(str(error) or type(error).__name__)
        said = f"answered {answer.status_code}"
        if answer.status_code >= 500 or answer.status_code in {408, 425, 429}:
            return Silent(said)
        if not answer.is_success:
            return Denied(said)
        echoed = hmac.compare_digest(answer.content, challenge.encode())
        return Confirmed() if echoed else Denied("the challenge did not come back")

    def deny(self, question: Question, reason: str) -> None:
        """Tell a subscriber that it gets nothing (section 5.2); whether it hears that is its own affair."""
        told = {"hub.mode": Mode.DENIED.value, "hub.topic": question.topic, "hub.reason": reason}
        try:
            exchange(self.client, self._get(question.callback, told))
        except (httpx.HTTPError, httpx.InvalidURL, SourceFault) as error:
            log.info("denial_not_heard", callback=question.callback, error=str(error))

    def push(self, debt: Debt, topic: Topic) -> Outcome | Ended:
        """Send a topic's body to a subscriber, signed where it gave a secret (sections 7 and 7.1)."""
        headers = {
            "Content-Type": topic.media_type,
            "Link": f'<{self.hub}>; rel="hub", <{topic.address}>; rel="self"',
        }
        try:
            if debt.sealed is not None:
                headers["X-Hub-Signature"] = self.secrets.signature(debt.callback, debt.sealed, topic.body)
            request = self.client.build_request("POST", debt.callback, headers=headers, content=topic.body)
            answer = exchange(self.client, request)
        except Unreadable as error:
            return Postponed(f"its secret cannot be read: {error}")
        except httpx.InvalidURL as error:
            return Abandoned(str(error))
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error)
        if answer.status_code == 410:
            return Ended()
        return Delivered(Receipt("")) if answer.is_success else of_refusal(answer, self.clock())

    def close(self) -> None:
        """Close all connections."""
        self.client.close()

    def _get(self, callback: str, told: dict[str, str]) -> httpx.Request:
        """The callback's own query stays, and comes first."""
        joint = "&" if "?" in callback else "?"
        return self.client.build_request("GET", f"{callback}{joint}{urlencode(told)}")

"""Asking hubs (WebSub): one form, sent through the address guard within short times; the answer is a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urljoin

import httpx

from syndicator.errors import AddressRefused, SourceFault
from syndicator.fetch.headers import retry_after
from syndicator.model.moment import Clock

Mode = Literal["subscribe", "unsubscribe"]
MOST_REDIRECTS = 2
REDIRECTS = frozenset({301, 302, 307, 308})
"""All are followed by the same question: a hub that moved is asked where it is now."""
BUSY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a hub is asked. `callback` and `secret` are between the hub and us: they are not shown."""

    hub: str
    mode: Mode
    topic: str
    callback: str
    secret: str
    lease: timedelta

    def __repr__(self) -> str:
        return f"Question({self.mode} {self.topic!r} at {self.hub!r})"

    def form(self) -> dict[str, str]:
        """
        Return the form (WebSub section 5.1).

        The secret goes to a hub without TLS as well: who can read the way may forge, but nobody else can.
        """
        form = {"hub.mode": self.mode, "hub.topic": self.topic, "hub.callback": self.callback}
        if self.mode == "subscribe":
            form |= {"hub.lease_seconds": str(int(self.lease.total_seconds())), "hub.secret": self.secret}
        return form


@dataclass(frozen=True, slots=True)
class Accepted:
    """The hub took the question and will ask back, or has done so already."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The hub does not want this subscription, or may not be asked."""

    reason: str


@dataclass(frozen=True, slots=True)
class Deferred:
    """
    Nothing was decided; ask again. `after` is the hub's own wish.

    `silent` tells that the hub could not be reached at all: whoever else wants to ask it now would wait in vain.
    """

    reason: str
    after: timedelta | None = None
    silent: bool = False


Answer = Accepted | Declined | Deferred


class HubAsker:
    """Asks hubs. `client` has to follow no redirects by itself, and to go through the address guard."""

    def __init__(self, client: httpx.Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def ask(self, question: Question) -> Answer:
        """Return a hub's answer; never raises for what a hub does."""
        address = question.hub
        try:
            for _ in range(MOST_REDIRECTS + 1):
                with self._client.stream("POST", address, data=question.form()) as response:
                    if response.status_code not in REDIRECTS or "location" not in response.headers:
                        return self._answer(response)
                    leads_to = urljoin(address, response.headers["location"])
                if address.lower().startswith("https:") and not leads_to.lower().startswith("https:"):
                    return Declined("the hub redirects to where the secret could be read on the way")
                address = leads_to
        except AddressRefused as refused:
            return Declined(str(refused))
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, ValueError) as error:
            return Declined(f"this is not the address of a hub: {error}")
        except (httpx.HTTPError, SourceFault) as error:
            return Deferred(str(error) or type(error).__name__, silent=True)
        return Declined(f"the hub redirects more than {MOST_REDIRECTS} times")

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _answer(self, response: httpx.Response) -> Answer:
        """Say what a status means (WebSub section 5.2); older hubs answer 204 where newer ones answer 202."""
        said = f"the hub answered {response.status_code} {response.reason_phrase}".rstrip()
        if response.is_success:
            return Accepted()
        if response.is_client_error and response.status_code not in BUSY:
            return Declined(said)
        return Deferred(said, retry_after(response.headers, self._clock()))

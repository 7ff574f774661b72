"""Taking what subscribers ask for: within bounds, remembered, and answered before anybody is asked back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from syndicator.deliver.throttle import Throttle
from syndicator.errors import Refused, Unavailable
from syndicator.hub.secrets import Secrets
from syndicator.hub.wishes import wish_of
from syndicator.model.channel import Rate
from syndicator.model.moment import Clock
from syndicator.model.subscriber import Mode
from syndicator.storage import hub_subscribers
from syndicator.storage.session import Database

ASKED = (Rate(300, timedelta(minutes=1)),)
"""So often one address may ask; a reader that carries many of our feeds renews them all at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """
    Takes requests.

    Args:
        most_of_domain: how many subscriptions the callbacks of one registered domain may have.
        most: how many there may be in all.
    """

    database: Database
    throttle: Throttle
    secrets: Secrets
    clock: Clock
    base_url: str
    most_of_domain: int = 1_000
    most: int = 50_000

    def ask(self, form: Mapping[str, str], client: str) -> timedelta | None:
        """
        Remember what a form asks for, until it is verified; return how long to wait where that was too often.

        Args:
            client: the address that the request came from.

        Raises:
            Refused: it asks for nothing that this hub can do.
            Unavailable: the hub is full, or cannot count.
        """
        wait = self.throttle.take(f"hub-asked:{client}", ASKED).wait
        if wait is not None:
            return wait
        wish = wish_of(form, self.base_url)
        sealed = self.secrets.closed(wish.callback, wish.secret) if wish.mode is Mode.SUBSCRIBE else None
        with self.database.write() as connection:
            if not hub_subscribers.is_known(connection, wish.topic, wish.callback):
                if wish.mode is Mode.UNSUBSCRIBE:
                    return None
                if hub_subscribers.count(connection, wish.domain) >= self.most_of_domain:
                    raise Refused(f"hub.callback: {wish.domain} has as many subscriptions as one domain may have")
                if hub_subscribers.count(connection) >= self.most:
                    raise Unavailable("the hub has as many subscriptions as it can carry")
            hub_subscribers.ask(connection, wish, sealed, self.clock())
        return None

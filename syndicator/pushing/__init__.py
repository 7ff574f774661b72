"""Use case: what is pushed to us. Subscriptions to the hubs of sources (WebSub), what hubs bring, and pings."""

from syndicator.pushing.receiving import Pinged, Received, Receiving, Reception
from syndicator.pushing.rounds import HubRounds
from syndicator.pushing.subscribing import Intent, Subscribing

__all__ = ["HubRounds", "Intent", "Pinged", "Received", "Receiving", "Reception", "Subscribing"]

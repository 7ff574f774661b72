"""What a delivery waits for, as the command line tells it."""

from __future__ import annotations

from syndicator.bootstrap.service import Service
from syndicator.model.delivery import Delivery
from syndicator.model.verdict import Urgency
from syndicator.tracing import Waiting, Why, waits_for

SAYINGS = {
    Why.GRACE: "the desk may stop it",
    Why.RETRY: "tried again",
    Why.QUIET: "quiet hours",
    Why.RATE: "its service lets no more through",
    Why.BUDGET: "the rate that is configured is used up",
    Why.LOGIN: "the account's login is refused",
    Why.FAULT: "the account does not work",
    Why.TRIAL: "another delivery tries first whether the account works again",
    Why.PAUSED: "the channel is paused",
    Why.OFF: "no channel of this name is enabled",
    Why.DIGEST: "told in a digest",
    Why.SENDING: "it is being sent",
    Why.ASKING: "an answer was lost, the service is asked or gets it again without a second post",
    Why.DUE: "goes with the next sweep, after what waits before it",
}


def waiting_of(service: Service, delivery: Delivery, urgency: Urgency) -> Waiting | None:
    """Return what one delivery waits for now."""
    standings = {one.name: one for one in service.tracing.channels()}
    config, standing = service.settings.channels.get(delivery.channel), standings.get(delivery.channel)
    return waits_for(delivery, urgency, config, standing, service.clock())


def said(waiting: Waiting) -> str:
    """Return it as one line."""
    until = f" until {waiting.until:%Y-%m-%d %H:%M:%S} UTC" if waiting.until else ""
    return f"waits{until}: {SAYINGS[waiting.why]}{f' ({waiting.reason})' if waiting.reason else ''}"

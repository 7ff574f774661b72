"""The tasks: each takes ids, calls one use case, and rings for what that returns. All are safe to run twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from syndicator.errors import SyndicatorError
from syndicator.hub import Work
from syndicator.model.delivery import Ring
from workers.app import RUNG_FOR, app, service
from workers.queues import HUB, POLL, UPKEEP, dispatch_queue

DELIVERIES_A_MESSAGE = 20
SENDERS = 2
"""So many processes send at once what a change makes owed."""
HUB_PATIENCE_S = 0.2
"""How long a message waits for subscribers; then others have their turn."""
HUB_BELL_S = 3.0
PATIENCE_S = 0.5
"""How long a message waits for a channel; then the other channels have their turn."""
LATELY = timedelta(minutes=30)
"""Stories that changed within it are looked over; several passes see each change."""
EXPECTED = (SyndicatorError,)
"""Logged as one line, for they say all that there is to say; the sweep rings again."""


def ring(rings: Iterable[Ring]) -> None:
    """Ring for deliveries, many ids a message, each channel in its own queue."""
    by_channel: defaultdict[str, list[int]] = defaultdict(list)
    for one in rings:
        by_channel[one.channel].append(one.delivery_id)
    for channel, ids in by_channel.items():
        for start in range(0, len(ids), DELIVERIES_A_MESSAGE):
            send_deliveries.apply_async(args=[ids[start : start + DELIVERIES_A_MESSAGE]], queue=dispatch_queue(channel))


@app.task(name="sources.ring", queue=UPKEEP, throws=EXPECTED)
def ring_for_sources() -> None:
    """Ring for sources that are due; a doorbell that nobody heard in time is dropped, for another one follows."""
    for batch in service().upkeep.ring_sources():
        poll_sources.apply_async(args=[batch], expires=RUNG_FOR.total_seconds())


@app.task(name="sources.poll", queue=POLL, throws=EXPECTED)
def poll_sources(source_ids: list[int]) -> None:
    """Poll a batch of sources, and ring for what they brought."""
    ring(service().intake.poll(source_ids).rings)


@app.task(name="deliveries.ring", queue=UPKEEP, throws=EXPECTED)
def ring_for_deliveries() -> None:
    """Ring for deliveries that are due."""
    ring(service().upkeep.ring_deliveries())


@app.task(name="deliveries.send", queue=UPKEEP, throws=EXPECTED)
def send_deliveries(delivery_ids: list[int]) -> None:
    """Send deliveries of one channel, and what waits beside them; slow ones end behind our back."""
    service().dispatch.dispatch(delivery_ids, patience_s=PATIENCE_S, together=DELIVERIES_A_MESSAGE)


@app.task(name="subscriptions.renew", queue=UPKEEP, throws=EXPECTED)
def renew_subscriptions() -> None:
    """Ask hubs for what is wanted or about to end."""
    service().subscribing.subscribe_due()


@app.task(name="hub.ring", queue=UPKEEP, throws=EXPECTED)
def ring_for_hub() -> None:
    """Ring for what the hub has to do; a doorbell that nobody heard in time is dropped, for another one follows."""
    tasks = {Work.LOOK: look_at_feeds, Work.VERIFY: verify_subscribers, Work.SEND: send_bodies}
    for work in service().hub.due():
        tasks[work].apply_async(expires=HUB_BELL_S)


@app.task(name="hub.look", queue=HUB, throws=EXPECTED)
def look_at_feeds() -> None:
    """Look whether feeds with subscribers changed, and ring for what that makes owed."""
    if service().hub.looking.look():
        for _ in range(SENDERS):
            send_bodies.apply_async(expires=HUB_BELL_S)


@app.task(name="hub.verify", queue=HUB, throws=EXPECTED)
def verify_subscribers() -> None:
    """Ask back who subscribes feeds, and end leases; slow ones are asked behind our back."""
    service().hub.verify(HUB_PATIENCE_S)


@app.task(name="hub.send", queue=HUB, throws=EXPECTED)
def send_bodies() -> None:
    """Send subscribers what they are owed; slow ones are served behind our back."""
    service().hub.send(HUB_PATIENCE_S)


@app.task(name="sources.tell_silence", queue=UPKEEP, throws=EXPECTED)
def tell_silence() -> None:
    """Tell of sources that are quiet against their own norm."""
    service().upkeep.tell_silence()


@app.task(name="upkeep.prune", queue=UPKEEP, throws=EXPECTED)
def prune() -> None:
    """Forget what is over."""
    service().upkeep.prune()


@app.task(name="upkeep.forget_keys", queue=UPKEEP, throws=EXPECTED)
def forget_keys() -> None:
    """Forget by which keys old bulletins were found."""
    service().upkeep.forget_keys()


@app.task(name="stories.recluster", queue=UPKEEP, throws=EXPECTED)
def recluster() -> None:
    """Arrange anew the stories that changed lately, where they are not as they should be."""
    ring(service().clustering.recluster(service().clock() - LATELY))


@app.task(name="channels.check", queue=UPKEEP, throws=EXPECTED)
def check_channels() -> None:
    """Ask the services of all channels how their accounts stand."""
    service().probing.check_all()

"""What deliveries wait for now, by the channels as they are configured and as they stand."""

from __future__ import annotations

from collections.abc import Iterable

from syndicator.bootstrap.service import Service
from syndicator.model.delivery import Delivery
from syndicator.model.verdict import Urgency
from syndicator.tracing import Waiting, waits_for


class Waits:
    """Tells of deliveries; it asks once for all of them."""

    def __init__(self, service: Service) -> None:
        self._channels = service.settings.channels
        self._tracing = service.tracing
        self._clock = service.clock

    def of(self, deliveries: Iterable[tuple[Delivery, Urgency]]) -> dict[int, Waiting]:
        """Return by id what deliveries wait for; those that are over are left out."""
        standings = {one.name: one for one in self._tracing.channels()}
        found = {
            one.id: waits_for(one, urgency, self._channels.get(one.channel), standings.get(one.channel), self._clock())
            for one, urgency in deliveries
        }
        return {id_: waiting for id_, waiting in found.items() if waiting is not None}

"""What the desk sees of fan-out: deliveries, how channels stand, what they would get, and trials of their accounts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.dispatch import previews
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import DeliveryState
from syndicator.portal.desk.access import reach_in
from syndicator.portal.desk.cards import Cards
from syndicator.portal.desk.decisions import Name
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.views import Before, StoredId
from syndicator.portal.desk.waits import Waits

DELIVERIES_A_PAGE = 50


class FanOut:
    """Reads for people, and tries accounts for them."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._tracing = service.tracing
        self._probing = service.probing
        self._loading = service.dispatch.loading
        self._channels = service.settings.channels
        self._cards = Cards(service)
        self._clock = service.clock
        self._waits = Waits(service)
        self._pages = pages

    def deliveries(
        self,
        request: Request,
        state: DeliveryState | None = None,
        channel: Annotated[str | None, Query(max_length=60)] = None,
        bulletin: Before = None,
        before: Before = None,
    ) -> Response:
        """Answer with the newest deliveries, of all states, channels and bulletins or of one."""
        reach = reach_in(request)
        most = DELIVERIES_A_PAGE + 1
        found = self._tracing.deliveries(
            state=state, channel=channel, bulletin_id=bulletin, before=before, most=most, reach=reach
        )
        listed = self._tracing.listed(found[:DELIVERIES_A_PAGE])
        told = {
            "listed": listed,
            "waits": self._waits.of((one.delivery, one.about.urgency) for one in listed),
            "state": state,
            "channel": channel,
            "bulletin_id": bulletin,
            "states": list(DeliveryState),
            "names": sorted(self._channels),
            "numbers": self._tracing.delivery_counts(reach),
            "older": listed[-1].delivery.id if len(found) > len(listed) else None,
        }
        return self._pages.answer(request, "deliveries.html", told)

    def channels(self, request: Request) -> Response:
        """Answer with all channels, as they are configured and as they stand."""
        newest = self._tracing.bulletins(BulletinState.RELEASED, most=1, reach=reach_in(request))
        told = {"cards": self._cards.cards(reach_in(request)), "newest": newest[0] if newest else None}
        return self._pages.answer(request, "channels.html", told)

    def previews(
        self,
        request: Request,
        bulletin_id: StoredId,
        channel: Annotated[str | None, Query(max_length=60)] = None,
    ) -> Response:
        """Answer with the requests that all enabled channels, or one, would get for a bulletin."""
        bulletin = self._tracing.trace(bulletin_id).bulletin
        wanted = [name for name in self._loading.channels if channel in {None, name}]
        shown = previews(self._loading, bulletin, wanted, self._clock())
        return self._pages.answer(request, "previews.html", {"bulletin": bulletin, "shown": shown, "channel": channel})

    def trial(self, request: Request, name: Name) -> Response:
        """Answer with what a trial of a channel would do, and the button that begins it."""
        return self._pages.answer(request, "trial.html", {"config": self._config(name), "steps": None})

    def test(self, request: Request, name: Name, *, keep: Annotated[bool, Form()] = False) -> Response:
        """Post a marked trial, take it down again, and answer with each step."""
        config = self._config(name)
        steps = list(self._probing.test(name, keep=keep))
        return self._pages.answer(request, "trial.html", {"config": config, "steps": steps})

    def _config(self, name: str) -> ChannelConfig:
        config = self._channels.get(name)
        if config is None or not config.enabled:
            raise HTTPException(404)
        return config

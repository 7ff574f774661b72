"""What the desk sees of fan-out: deliveries, how channels stand, what they would get, and trials of their accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.deliver.budget import rates_of
from syndicator.deliver.quiet import silent_until
from syndicator.deliver.throttle import RedisThrottle
from syndicator.dispatch import previews
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelConfig, Rate
from syndicator.model.delivery import DeliveryState
from syndicator.model.verdict import Urgency
from syndicator.portal.desk.access import reach_in
from syndicator.portal.desk.decisions import Name
from syndicator.portal.desk.shell import DeskPages
from syndicator.portal.desk.views import Before, StoredId
from syndicator.portal.desk.waits import Waits
from syndicator.tracing import Standing

DELIVERIES_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """
    One channel.

    Args:
        rates: each with how much of it is used; None where that is not known.
        silent_until: when its quiet hours end, in which it is now.
    """

    config: ChannelConfig
    standing: Standing
    is_blocked: bool
    waiting: int
    abandoned: int
    unconfirmed: int
    rates: tuple[tuple[Rate, int | None], ...]
    silent_until: datetime | None


class FanOut:
    """Reads for people, and tries accounts for them."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._tracing = service.tracing
        self._probing = service.probing
        self._loading = service.dispatch.loading
        self._channels = service.settings.channels
        self._throttle = RedisThrottle(service.redis, service.clock)
        self._clock = service.clock
        self._waits = Waits(service)
        self._pages = pages

    def deliveries(
        self,
        request: Request,
        state: DeliveryState | None = None,
        channel: Annotated[str | None, Query(max_length=60)] = None,
        before: Before = None,
    ) -> Response:
        """Answer with the newest deliveries, of all states and channels or of one."""
        reach = reach_in(request)
        found = self._tracing.deliveries(
            state=state, channel=channel, before=before, most=DELIVERIES_A_PAGE + 1, reach=reach
        )
        listed = self._tracing.listed(found[:DELIVERIES_A_PAGE])
        told = {
            "listed": listed,
            "waits": self._waits.of((one.delivery, one.about.urgency) for one in listed),
            "state": state,
            "channel": channel,
            "states": list(DeliveryState),
            "names": sorted(self._channels),
            "numbers": self._tracing.delivery_counts(reach),
            "older": listed[-1].delivery.id if len(found) > len(listed) else None,
        }
        return self._pages.answer(request, "deliveries.html", told)

    def channels(self, request: Request) -> Response:
        """Answer with all channels, as they are configured and as they stand."""
        newest = self._tracing.bulletins(BulletinState.RELEASED, most=1, reach=reach_in(request))
        told = {"cards": self._cards(), "newest": newest[0] if newest else None}
        return self._pages.answer(request, "channels.html", told)

    def _cards(self) -> list[Card]:
        now, queues = self._clock(), self._tracing.queues()
        cards = []
        for standing in self._tracing.channels():
            config, numbers = self._channels.get(standing.name), queues.get(standing.name, {})
            if config is None:
                continue
            cards.append(
                Card(
                    config=config,
                    standing=standing,
                    is_blocked=standing.account.is_blocked(now),
                    waiting=numbers.get(DeliveryState.PLANNED, 0) + numbers.get(DeliveryState.SENDING, 0),
                    abandoned=numbers.get(DeliveryState.ABANDONED, 0),
                    unconfirmed=numbers.get(DeliveryState.UNCONFIRMED, 0),
                    rates=self._rates(config),
                    silent_until=silent_until(config.quiet_hours, Urgency.ROUTINE, now),
                )
            )
        return cards

    def _rates(self, config: ChannelConfig) -> tuple[tuple[Rate, int | None], ...]:
        rates = rates_of(config)
        used = self._throttle.used(config.name, rates)
        return tuple(zip(rates, used if used is not None else [None] * len(rates), strict=True))

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

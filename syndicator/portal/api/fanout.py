"""`/api/v1/channels` and `/api/v1/deliveries`: where bulletins are posted, and what became of each post."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.token import Scope
from syndicator.portal.api.answers import shown
from syndicator.portal.api.desk_shapes import Channel, ChannelPage, Delivery, DeliveryPage
from syndicator.portal.api.discreet import discreet, discreet_or_none, reason_told
from syndicator.portal.api.gate import Gate
from syndicator.portal.api.paging import Paged, PathId, Since, Slug, StoredId
from syndicator.portal.api.told import Teller
from syndicator.portal.names import web_address
from syndicator.portal.wording import N_
from syndicator.storage import api_desk, channels
from syndicator.storage.api_desk import OfBulletin, WantedDeliveries
from syndicator.storage.channels import Standing


class ChannelsPaged(Paged):
    """Filters of channels."""

    state: ChannelState | None = None


class DeliveriesPaged(Paged):
    """Filters of deliveries."""

    state: DeliveryState | None = None
    action: Action | None = None
    channel: Annotated[Slug | None, Field(description="The name of a channel.")] = None
    bulletin: Annotated[StoredId | None, Field(description="Of this bulletin.")] = None
    since: Annotated[Since | None, Field(description="Planned at this moment or later.")] = None
    until: Annotated[Since | None, Field(description="Planned at this moment or earlier.")] = None


class FanOut:
    """Shows channels and deliveries."""

    def __init__(self, service: Service, teller: Teller) -> None:
        self._database = service.database
        self._configured = service.settings.channels
        self._base = teller.base

    def add_to(self, gate: Gate) -> None:
        """Add the routes."""
        read = Scope.CHANNELS_READ
        gate.shows("/channels", self.channels, ChannelPage, N_("List channels"), scope=read)
        gate.shows("/channels/{name}", self.channel, Channel, N_("Read one channel"), scope=read, faults=(404,))
        read, path = Scope.DELIVERIES_READ, "/deliveries/{delivery_id}"
        gate.shows("/deliveries", self.deliveries, DeliveryPage, N_("List deliveries"), scope=read)
        gate.shows(path, self.delivery, Delivery, N_("Read one delivery"), scope=read, faults=(404,))

    def channels(self, request: Request, asked: Annotated[ChannelsPaged, Query()]) -> Response:
        """Channels and how their accounts stand, by name; one that is no longer configured is told as not enabled."""
        place = asked.place(request, str)
        with self._database.read() as connection:
            known = channels.listing(connection)
        found = [one for one in known if asked.state in {None, one.state} and (not place or one.name > str(place[0]))]
        kept = found[: asked.limit]
        more = len(found) > asked.limit
        then = asked.next_address(request, self._base, [kept[-1].name]) if more else None
        told = ChannelPage(channels=[self._told(one) for one in kept], next=then)
        return shown(request, told, next_address=then)

    def channel(self, request: Request, name: Annotated[str, Path(max_length=200)]) -> Response:
        """One channel and how its account stands."""
        with self._database.read() as connection:
            found = next((one for one in channels.listing(connection) if one.name == name), None)
        if found is None:
            raise HTTPException(404)
        return shown(request, self._told(found))

    def deliveries(self, request: Request, asked: Annotated[DeliveriesPaged, Query()]) -> Response:
        """Deliveries, the newest first; of a bulletin that is not public no words and no addresses are told."""
        place = asked.place(request, int)
        wanted = WantedDeliveries(
            state=asked.state,
            action=asked.action,
            channel=asked.channel,
            bulletin_id=asked.bulletin,
            since=asked.since,
            until=asked.until,
        )
        before = int(place[0]) if place else None
        with self._database.read() as connection:
            found = api_desk.delivery_page(connection, wanted, before=before, most=asked.limit + 1)
        kept = found[: asked.limit]
        more = len(found) > asked.limit
        then = asked.next_address(request, self._base, [kept[-1].delivery.id]) if more else None
        told = DeliveryPage(deliveries=[_delivery(one) for one in kept], next=then)
        return shown(request, told, next_address=then)

    def delivery(self, request: Request, delivery_id: PathId) -> Response:
        """One delivery and what became of it."""
        with self._database.read() as connection:
            found = api_desk.delivery(connection, delivery_id)
        if found is None:
            raise HTTPException(404)
        return shown(request, _delivery(found))

    def _told(self, one: Standing) -> Channel:
        config = self._configured.get(one.name)
        return Channel(
            name=one.name,
            kind=one.kind,
            enabled=config is not None and config.enabled,
            state=one.state,
            reason=discreet_or_none(one.reason),
            changed_at=one.changed_at,
            blocked_until=one.blocked_until,
            blocked_reason=discreet_or_none(one.blocked_reason),
            checked_at=one.checked_at,
            condition=discreet_or_none(one.condition),
            token_expires_at=one.token_expires_at,
        )


def _delivery(one: OfBulletin) -> Delivery:
    delivery = one.delivery
    return Delivery(
        id=delivery.id,
        bulletin=delivery.bulletin_id,
        revision=delivery.revision,
        channel=delivery.channel,
        action=delivery.action,
        state=delivery.state,
        attempts=delivery.attempts,
        reason=discreet(delivery.reason),
        planned_at=delivery.planned_at,
        due_at=delivery.due_at,
        finished_at=delivery.finished_at,
        last_error=reason_told(delivery.last_error) if one.shown else None,
        remote_id=discreet_or_none(delivery.remote_id) if one.shown else None,
        address=web_address(delivery.remote_address) if one.shown else None,
    )

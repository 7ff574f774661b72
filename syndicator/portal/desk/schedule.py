"""When the posts of a bulletin go out: the page on which the desk moves, hastens and stops them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Form, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.bulletin import Bulletin
from syndicator.model.channel import ChannelConfig, OnWithdraw
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.unit import Zone
from syndicator.portal.desk.access import login_of
from syndicator.portal.desk.decisions import Back
from syndicator.portal.desk.shell import DeskPages, done
from syndicator.portal.desk.views import StoredId
from syndicator.portal.desk.waits import Waits
from syndicator.portal.wording import N_
from syndicator.scheduling import is_movable, latest_of
from syndicator.tracing import Waiting

NO_MOMENT = N_("Write day and time, as 2026-03-04 and 15:30.")
MOMENT = "%Y-%m-%dT%H:%M"
DELETED = N_("Its post is deleted.")
NOTICED = N_("Its post is changed into a notice that the release was withdrawn.")
BY_HAND = N_("Its service lets no program take a post down: somebody has to do it by hand.")
LEFT = N_("Its post is left as it is, for the channel is configured so.")
UNSENT = N_("Nothing has gone out; what is planned is cancelled.")

Moment = Annotated[str, Form(max_length=40)]
Clock = Annotated[Zone, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """
    One delivery on the page.

    Args:
        latest: until when its channel takes it; None where it does not mind.
    """

    delivery: Delivery
    waiting: Waiting | None
    movable: bool
    latest: datetime | None


class Schedule:
    """Shows and moves; the next sweep rings for what goes out at once."""

    def __init__(self, service: Service, pages: DeskPages) -> None:
        self._scheduling = service.scheduling
        self._tracing = service.tracing
        self._channels = service.settings.channels
        self._senders = service.dispatch.loading.channels
        self._units = service.settings.units
        self._waits = Waits(service)
        self._pages = pages

    def page(self, request: Request, bulletin_id: StoredId) -> Response:
        """Answer with all deliveries of a bulletin, and what a withdrawal would do in each channel."""
        trace = self._tracing.trace(bulletin_id)
        bulletin = trace.bulletin
        waits = self._waits.of((one, bulletin.verdict.urgency) for one in trace.deliveries)
        slots = [self._slot(bulletin, one, waits.get(one.id)) for one in reversed(trace.deliveries)]
        told = {
            "bulletin": bulletin,
            "slots": slots,
            "movable": any(one.movable for one in slots),
            "zones": list(Zone),
            "zone": self._zone(bulletin),
            "fates": self._fates(trace.deliveries),
        }
        return self._pages.answer(request, "schedule.html", told)

    def _slot(self, bulletin: Bulletin, delivery: Delivery, waiting: Waiting | None) -> Slot:
        latest = latest_of(bulletin, delivery, self._channels.get(delivery.channel))
        return Slot(delivery=delivery, waiting=waiting, movable=is_movable(delivery), latest=latest)

    def _zone(self, bulletin: Bulletin) -> Zone:
        return self._units.zone_of(bulletin.verdict.unit)

    def _fates(self, deliveries: Sequence[Delivery]) -> list[tuple[str, str]]:
        """Return for each channel what a withdrawal would do there."""
        out = {one.channel for one in deliveries if one.action is Action.CREATE and one.state in _OUT}
        planned = {one.channel for one in deliveries if one.state is DeliveryState.PLANNED} - out
        told = [(name, self._fate(name)) for name in sorted(out)]
        return [*told, *((name, UNSENT) for name in sorted(planned))]

    def _fate(self, name: str) -> str:
        config, sender = self._channels.get(name), self._senders.get(name)
        if config is None or sender is None:
            return BY_HAND
        return _told(config, edits=sender.abilities.edits, deletes=sender.abilities.deletes)

    def schedule(
        self, request: Request, delivery_id: StoredId, at: Moment = "", zone: Clock = Zone.WIB, back: Back = ""
    ) -> Response:
        """Have one delivery wait until a moment."""
        self._scheduling.schedule(delivery_id, _moment(at, zone), actor=_actor(request))
        return done(back, "scheduled")

    def schedule_all(
        self, request: Request, bulletin_id: StoredId, at: Moment = "", zone: Clock = Zone.WIB, back: Back = ""
    ) -> Response:
        """Have all that is planned of a bulletin wait until a moment."""
        self._scheduling.schedule_all(bulletin_id, _moment(at, zone), actor=_actor(request))
        return done(back, "scheduled")

    def send_now(self, request: Request, delivery_id: StoredId, back: Back = "") -> Response:
        """Have one delivery wait no longer."""
        self._scheduling.send_now(delivery_id, actor=_actor(request))
        return done(back, "hastened")

    def send_all_now(self, request: Request, bulletin_id: StoredId, back: Back = "") -> Response:
        """Have nothing that is planned of a bulletin wait any longer."""
        self._scheduling.send_all_now(bulletin_id, actor=_actor(request))
        return done(back, "hastened")

    def stop_all(self, request: Request, bulletin_id: StoredId, back: Back = "") -> Response:
        """Stop all that is planned of a bulletin."""
        self._scheduling.stop_all(bulletin_id, actor=_actor(request))
        return done(back, "stopped_all")


_OUT = frozenset({DeliveryState.SENDING, DeliveryState.DELIVERED, DeliveryState.UNCONFIRMED})


def _told(config: ChannelConfig, *, edits: bool, deletes: bool) -> str:
    if config.on_withdraw is OnWithdraw.IGNORE:
        return LEFT
    if config.on_withdraw is OnWithdraw.NOTICE and edits:
        return NOTICED
    return DELETED if deletes else BY_HAND


def _moment(at: str, zone: Zone) -> datetime:
    """Return the moment that a form tells by the clock of a zone; forms without scripts may write a space for T."""
    try:
        told = datetime.strptime(at.strip().replace(" ", "T")[:16], MOMENT)  # noqa: DTZ007 -- its zone follows
        return told.replace(tzinfo=ZoneInfo(zone.iana)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise HTTPException(422, NO_MOMENT) from error


def _actor(request: Request) -> str:
    return login_of(request).user.login

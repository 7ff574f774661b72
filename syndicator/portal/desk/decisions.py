"""What the desk decides: each form says one thing, the use case does it, and the page tells what was done."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, HTTPException, Path
from starlette.requests import Request
from starlette.responses import Response

from syndicator.bootstrap.service import Service
from syndicator.model.channel import ChannelState
from syndicator.portal.desk.access import login_of
from syndicator.portal.desk.shell import done
from syndicator.portal.desk.views import StoredId
from syndicator.portal.names import web_address
from syndicator.portal.wording import N_

Back = Annotated[str, Form(max_length=500)]
Reason = Annotated[str, Form(max_length=500)]
Address = Annotated[str, Form(max_length=2_000)]
Name = Annotated[str, Path(max_length=60)]
Revision = Annotated[int | None, Form(ge=1)]
Channels = Annotated[list[str] | None, Form()]


NO_ADDRESS = N_("Write the whole address of the post, with https:// in front, or leave the field empty.")


class Decisions:
    """Passes decisions on with the name of who decided; the next sweep rings for the deliveries that they plan."""

    def __init__(self, service: Service) -> None:
        self._editing = service.editing
        self._masking = service.masking
        self._rerouting = service.rerouting

    def release(self, request: Request, bulletin_id: StoredId, back: Back = "", revision: Revision = None) -> Response:
        """Let the public see a bulletin, if it still says what the person has read."""
        self._editing.release(bulletin_id, actor=_actor(request), revision=revision)
        return done(back, "released")

    def mask(
        self,
        request: Request,
        bulletin_id: StoredId,
        back: Back = "",
        revision: Revision = None,
        release: Annotated[bool, Form()] = False,  # noqa: FBT002 -- a field of the form
    ) -> Response:
        """Show the masked version in a bulletin's place; one that is held waits on, unless it is released with it."""
        self._masking.accept(bulletin_id, actor=_actor(request), revision=revision)
        if release:
            self._editing.release(bulletin_id, actor=_actor(request), revision=revision and revision + 1)
        return done(back, "released" if release else "masked")

    def reroute(self, request: Request, bulletin_id: StoredId, channel: Channels = None, back: Back = "") -> Response:
        """Plan the posts of a bulletin anew: to the channels that are chosen, else by the rules in force."""
        if channel:
            self._rerouting.by_hand(bulletin_id, channel, actor=_actor(request))
        else:
            self._rerouting.by_rules(bulletin_id, actor=_actor(request))
        return done(back, "rerouted")

    def hold(self, request: Request, bulletin_id: StoredId, back: Back = "", reason: Reason = "") -> Response:
        """Hide a bulletin that the public sees, until it is released again."""
        self._editing.hold(bulletin_id, actor=_actor(request), reason=reason.strip())
        return done(back, "held")

    def reject(self, request: Request, bulletin_id: StoredId, back: Back = "", reason: Reason = "") -> Response:
        """Put a held bulletin away."""
        self._editing.reject(bulletin_id, actor=_actor(request), reason=reason.strip())
        return done(back, "rejected")

    def withdraw(self, request: Request, bulletin_id: StoredId, back: Back = "", reason: Reason = "") -> Response:
        """Take a bulletin back everywhere."""
        self._editing.withdraw(bulletin_id, actor=_actor(request), reason=reason.strip())
        return done(back, "withdrawn")

    def retry(self, request: Request, delivery_id: StoredId, back: Back = "") -> Response:
        """Try a delivery again."""
        self._editing.retry(delivery_id, actor=_actor(request))
        return done(back, "retried")

    def settle(
        self,
        request: Request,
        delivery_id: StoredId,
        delivered: Annotated[bool, Form()],
        address: Address = "",
        back: Back = "",
    ) -> Response:
        """Say whether an unconfirmed delivery arrived, and where its post is."""
        if address.strip() and not web_address(address.strip()):
            raise HTTPException(422, NO_ADDRESS)
        self._editing.settle(delivery_id, delivered=delivered, actor=_actor(request), address=address.strip() or None)
        return done(back, "settled")

    def stop(self, request: Request, delivery_id: StoredId, back: Back = "") -> Response:
        """Stop a post that has not gone out yet."""
        self._editing.cancel(delivery_id, actor=_actor(request))
        return done(back, "stopped")

    def retry_all(self, request: Request, name: Name, back: Back = "") -> Response:
        """Try again all that was given up in a channel."""
        self._editing.retry_all(name, actor=_actor(request))
        return done(back, "retried_all")

    def pause(self, request: Request, name: Name, back: Back = "", reason: Reason = "") -> Response:
        """Let what is due for a channel wait."""
        self._editing.set_channel(name, ChannelState.PAUSED, actor=_actor(request), reason=reason.strip())
        return done(back, "paused")

    def resume(self, request: Request, name: Name, back: Back = "") -> Response:
        """Have a channel sent to again."""
        self._editing.set_channel(name, ChannelState.ACTIVE, actor=_actor(request))
        return done(back, "resumed")


def _actor(request: Request) -> str:
    return login_of(request).user.login

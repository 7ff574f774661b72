"""One delivery on its way: all that sending it depends on, and what the channel answers."""

from __future__ import annotations

from dataclasses import dataclass

from syndicator.dedup.difference import is_small
from syndicator.deliver.channel import Channel, Post, Promise
from syndicator.model.attempt import Outcome, Unconfirmed
from syndicator.model.bulletin import BulletinState, Content
from syndicator.model.delivery import Action, DeliveryClaim
from syndicator.model.posting import fits
from syndicator.telemetry import logger

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """
    A claim with all that sending it depends on.

    Args:
        has_post: whether the story has a post there, besides what this delivery makes.
        shown: what that post shows, where the channel cares how much a correction changes.
    """

    claim: DeliveryClaim
    channel: Channel | None
    post: Post
    has_post: bool
    shown: Content | None

    def needless(self) -> str | None:
        """Return why it need not go out any more, whatever was planned; None if it has to."""
        action, bulletin = self.claim.delivery.action, self.post.bulletin
        if action is not Action.WITHDRAW and bulletin.state is not BulletinState.RELEASED:
            return f"the bulletin is {bulletin.state.value}"
        if not fits(action, has_post=self.has_post):
            return "its story has a post there already" if action is Action.CREATE else "its story has no post there"
        if action is Action.REVISE and self.shown is not None and is_small(self.shown, bulletin.content):
            return "it only mends typos, which this channel leaves as they are"
        return None


def outcome_of(channel: Channel, claim: DeliveryClaim, post: Post) -> Outcome:
    """Send, or first settle what an interrupted attempt did. A fault of our own leaves the attempt unconfirmed."""
    try:
        if not claim.interrupted or channel.promise is Promise.REPEATABLE:
            return channel.send(post)
        if channel.promise is Promise.ASKABLE:
            return channel.find(post)
    except Exception as error:
        log.exception("channel_failed", channel=channel.config.name, delivery=claim.delivery.id)
        return Unconfirmed(f"our own fault: {type(error).__name__}: {error}")
    return Unconfirmed("a worker stopped while it was sending: look at the account, then settle it")

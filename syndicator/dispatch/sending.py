"""One delivery on its way: all that sending it depends on, and what the channel answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.dedup.difference import is_small
from syndicator.deliver.channel import Channel, Post, Promise
from syndicator.errors import Unavailable
from syndicator.model.attempt import Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.channel import OnRevise, OnWithdraw
from syndicator.model.delivery import Action, DeliveryClaim
from syndicator.model.posting import fits
from syndicator.telemetry import logger

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """
    A claim with all that sending it depends on.

    Args:
        post: its own, whatever becomes of it; `digest` is what is sent in its place, with what it carries.
        has_post: whether the story has a post there, besides what this delivery makes.
        shown: what that post shows, where the channel cares how much a correction changes.
        carries: the bulletins that are told with it from an earlier attempt on.
        in_digest: whether the post of its story is a digest, or is carried by one.
        cleared_by: the rules that read this very revision and found nothing against it; None where there are none.
    """

    claim: DeliveryClaim
    channel: Channel | None
    post: Post
    has_post: bool
    shown: Content | None
    carries: Sequence[Bulletin] = ()
    digest: Post | None = None
    in_digest: bool = False
    cleared_by: str | None = None

    @property
    def to_send(self) -> Post:
        """What goes over the wire."""
        return self.digest or self.post

    def needless(self, now: datetime) -> str | None:
        """Return why it need not go out any more, whatever was planned; None if it has to."""
        action, bulletin = self.claim.delivery.action, self.post.bulletin
        if self.is_retracted:
            return None
        if action is not Action.WITHDRAW and bulletin.state is not BulletinState.RELEASED:
            return f"the bulletin is {bulletin.state.value}"
        if not fits(action, has_post=self.has_post):
            return "its story has a post there already" if action is Action.CREATE else "its story has no post there"
        if action is Action.REVISE:
            return self._needless_correction()
        is_first = action is Action.CREATE and not self.claim.interrupted
        return self._stale(now) if is_first and not self.claim.delivery.is_wanted else None

    def _needless_correction(self) -> str | None:
        if self.shown is not None and is_small(self.shown, self.post.bulletin.content):
            return "it only mends typos, which this channel leaves as they are"
        if self.in_digest:
            return "it is told in a digest, which is not corrected"
        edits = self.channel is None or self.channel.abilities.edits
        if not edits and self.channel is not None and self.channel.config.on_revise is OnRevise.EDIT:
            return 'its service lets no post be changed; on_revise = "repost" would take it down and post anew'
        return None

    def _stale(self, now: datetime) -> str | None:
        longest = self.channel.config.max_age if self.channel else None
        age = now - self.post.bulletin.content.published_at
        if longest is None or age <= longest:
            return None
        told, most = _rounded(age.total_seconds()), _rounded(longest.total_seconds())
        return f"it was published {told} ago; this channel takes nothing older than {most}"

    @property
    def is_retracted(self) -> bool:
        """Whether an interrupted attempt may have made a post that may not be made any more."""
        delivery = self.claim.delivery
        is_shown = self.post.bulletin.state is BulletinState.RELEASED
        return self.claim.interrupted and delivery.action is Action.CREATE and not is_shown

    @property
    def promise(self) -> Promise:
        """What happens if its answer is lost: only what makes a post can make two."""
        if self.channel is None:
            return Promise.AT_MOST_ONCE
        reposts = self.channel.config.on_revise is OnRevise.REPOST
        action = self.claim.delivery.action
        makes_a_post = action is Action.CREATE or (action is Action.REVISE and reposts)
        return self.channel.promise if makes_a_post else Promise.REPEATABLE

    def impossible(self) -> str | None:
        """Return why only a person can do it; None if it can be tried."""
        channel = self.channel
        if channel is None:
            return f"the channel {self.claim.delivery.channel} is not configured"
        if self.claim.delivery.action is Action.WITHDRAW and not channel.abilities.deletes:
            return "its service lets no post be taken down by a program: a person has to"
        return None


def _rounded(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.1f} hours"


def outcome_of(sending: Sending, channel: Channel) -> Outcome:
    """
    Send, or first settle what an interrupted attempt did.

    A server of ours that a channel needs first, such as the one that keeps its token, is waited for; any other fault
    of our own leaves the attempt unconfirmed.
    """
    post, action = sending.to_send, sending.claim.delivery.action
    asks_first = sending.claim.delivery.is_doubtful and channel.promise is Promise.ASKABLE
    interrupted = sending.claim.interrupted or asks_first
    try:
        if action is Action.REVISE and channel.config.on_revise is OnRevise.REPOST and sending.digest is None:
            return _posted_anew(channel, post, interrupted=interrupted)
        if action is Action.WITHDRAW:
            return channel.send(_withdrawal(channel, post))
        return _settled(channel, post) if interrupted else channel.send(post)
    except Unavailable as error:
        return Postponed(str(error), cause=Cause.OURS)
    except Exception as error:
        log.exception("channel_failed", channel=channel.config.name, delivery=sending.claim.delivery.id)
        return Unconfirmed(f"our own fault: {type(error).__name__}: {error}")


def what_is_there(sending: Sending, channel: Channel) -> Outcome:
    """Ask what an interrupted attempt made, and make nothing."""
    if channel.promise is Promise.AT_MOST_ONCE:
        return Unconfirmed("a worker stopped while it was sending what was taken back since: look at the account")
    try:
        return channel.find(sending.to_send)
    except Exception as error:
        log.exception("channel_failed", channel=channel.config.name, delivery=sending.claim.delivery.id)
        return Unconfirmed(f"our own fault: {type(error).__name__}: {error}")


def _settled(channel: Channel, post: Post) -> Outcome:
    """Find out what an interrupted attempt did, and do what it did not; an edit is the same done twice."""
    if channel.promise is Promise.REPEATABLE or post.delivery.action is Action.REVISE:
        return channel.send(post)
    if channel.promise is Promise.AT_MOST_ONCE:
        return Unconfirmed("a worker stopped while it was sending: look at the account, then settle it")
    found = channel.find(post)
    is_absent = isinstance(found, Postponed) and found.cause is Cause.ABSENT
    return channel.send(post) if is_absent else found


def _withdrawal(channel: Channel, post: Post) -> Post:
    """Taking down what is gone does no harm; a notice is an edit of the post, where the service lets it be edited."""
    if channel.config.on_withdraw is OnWithdraw.NOTICE and channel.abilities.edits and post.message is not None:
        return replace(post, delivery=replace(post.delivery, action=Action.REVISE))
    return replace(post, message=None)


def _posted_anew(channel: Channel, post: Post, *, interrupted: bool) -> Outcome:
    """Take the post down and make another; what was taken down already is no fault."""
    anew = replace(post, delivery=replace(post.delivery, action=Action.CREATE), earlier=None)
    if interrupted and channel.promise is not Promise.REPEATABLE:
        if channel.promise is Promise.AT_MOST_ONCE:
            return _settled(channel, anew)
        found = channel.find(anew)
        is_old = isinstance(found, Delivered) and found.receipt.remote_id == post.earlier
        if not is_old and not (isinstance(found, Postponed) and found.cause is Cause.ABSENT):
            return found
    down = replace(post, delivery=replace(post.delivery, action=Action.WITHDRAW), message=None)
    gone = channel.send(down) if post.earlier else None
    return channel.send(anew) if gone is None or isinstance(gone, Delivered) else gone

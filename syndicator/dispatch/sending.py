"""One delivery on its way: all that sending it depends on, and what the channel answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndicator.dedup.difference import is_small
from syndicator.deliver.channel import Channel, Post, Promise
from syndicator.errors import Unavailable
from syndicator.model.attempt import Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.bulletin import BulletinState, Content
from syndicator.model.channel import OnRevise, OnWithdraw
from syndicator.model.delivery import Action, DeliveryClaim
from syndicator.model.posting import DOUBLE, fits
from syndicator.telemetry import logger

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """
    A claim with all that sending it depends on.

    Args:
        post: its own, whatever becomes of it; `digest` is what is sent in its place, with what it carries.
        newer: what is sent in place of both where an earlier attempt made no post, and its words were changed since.
        has_post: whether the story has a post there, besides what this delivery makes.
        shown: what that post shows, where the channel cares how much a correction changes.
        shows: bulletin and revision that it shows; None where there is no post.
        carries: what is told with it from an earlier attempt on; those have no claim of their own.
        in_digest: whether the post of its story is a digest, or is carried by one.
        cleared_by: the rules that read this very revision and found nothing against it; None where there are none.
        fault: why no message could be made.
        trace: of the poll that brought what it tells.
    """

    claim: DeliveryClaim
    channel: Channel | None
    post: Post
    has_post: bool
    shown: Content | None
    shows: tuple[int, int] | None = None
    carries: Sequence[Sending] = ()
    digest: Post | None = None
    newer: Post | None = None
    in_digest: bool = False
    cleared_by: str | None = None
    fault: str | None = None
    trace: str | None = None

    @property
    def to_send(self) -> Post:
        """What goes over the wire, and what is looked for where it may be there."""
        return self.digest or self.post

    @property
    def to_tell(self) -> Post:
        """Whose words the public may see for the first time; those of a digest are read one by one."""
        return self.newer or self.post

    @property
    def may_be_there(self) -> bool:
        """Whether an earlier attempt may have made a post of which nobody knows."""
        return self.makes_a_post and self.claim.is_open

    @property
    def makes_a_post(self) -> bool:
        """Whether it can make a post; only such a delivery can make two."""
        action = self.claim.delivery.action
        reposts = self.channel is not None and self.channel.config.on_revise is OnRevise.REPOST
        return action is Action.CREATE or (action is Action.REVISE and reposts)

    @property
    def promise(self) -> Promise:
        """What happens if its answer is lost."""
        if self.channel is None:
            return Promise.AT_MOST_ONCE
        return self.channel.promise if self.makes_a_post else Promise.REPEATABLE

    def needless(self, now: datetime) -> str | None:
        """Return why it need not go out any more, whatever was planned; None if it has to."""
        action, bulletin = self.claim.delivery.action, self.post.bulletin
        if action is not Action.WITHDRAW and bulletin.state is not BulletinState.RELEASED:
            return f"the bulletin is {bulletin.state.value}"
        if not fits(action, has_post=self.has_post):
            return self._misfit()
        if action is Action.REVISE:
            return self._needless_correction()
        if action is Action.WITHDRAW:
            return self._needless_withdrawal()
        return None if self.may_be_there or self.claim.delivery.is_wanted else self._stale(now)

    def _misfit(self) -> str:
        if self.claim.delivery.action is Action.CREATE:
            return "its story has a post there already"
        if self.claim.delivery.reason == DOUBLE:
            return "its story has no other post there any more"
        return "its story has no post there"

    def _needless_withdrawal(self) -> str | None:
        is_double = self.claim.delivery.reason == DOUBLE
        return "its post is a digest, which tells others too" if is_double and self.in_digest else None

    def _needless_correction(self) -> str | None:
        if self.shows == (self.post.bulletin.id, self.claim.delivery.revision) and not self.claim.interrupted:
            return "its post shows this already"
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

    def impossible(self, channel: Channel) -> str | None:
        """Return why only a person can do it; None if it can be tried."""
        if self.claim.delivery.action is Action.WITHDRAW and not channel.abilities.deletes:
            return "its service lets no post be taken down by a program: a person has to"
        first = self.claim.delivery.action is Action.CREATE
        if not first and self.post.earlier is None and channel.abilities.answers:
            return "nobody knows the name of its post there: look at the account, and settle it by hand"
        return None


def _rounded(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.1f} hours"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt; `is_open` tells that an earlier one may have made the post for all that is known."""

    outcome: Outcome
    is_open: bool = False


def answer_of(sending: Sending, channel: Channel) -> Answer:
    """
    Send, or first settle what an interrupted attempt did.

    A server of ours that a channel needs first, such as the one that keeps its token, is waited for; any other fault
    of our own leaves the attempt unconfirmed.
    """
    post, action = sending.to_send, sending.claim.delivery.action
    try:
        if action is Action.WITHDRAW:
            return Answer(channel.send(_withdrawal(channel, post)))
        if sending.may_be_there:
            return _settled(channel, sending)
        return Answer(_sent(channel, sending, post))
    except Unavailable as error:
        lost = sending.may_be_there
        again = Unconfirmed(str(error), cause=Cause.OURS) if lost else Postponed(str(error), cause=Cause.OURS)
        return Answer(again, is_open=lost)
    except Exception as error:
        log.exception("channel_failed", channel=channel.config.name, delivery=sending.claim.delivery.id)
        return Answer(Unconfirmed(f"our own fault: {type(error).__name__}: {error}"), is_open=sending.may_be_there)


def what_is_there(sending: Sending, channel: Channel) -> Outcome:
    """Ask what an interrupted attempt made, and make nothing."""
    if channel.promise is Promise.AT_MOST_ONCE:
        return Unconfirmed("a worker stopped while it was sending: look at the account", cause=Cause.OURS)
    try:
        found = channel.find(_as_first(sending.to_send))
    except Exception as error:
        log.exception("channel_failed", channel=channel.config.name, delivery=sending.claim.delivery.id)
        return Unconfirmed(f"our own fault: {type(error).__name__}: {error}", cause=Cause.OURS)
    if isinstance(found, Delivered) and found.receipt.remote_id == sending.post.earlier:
        return Postponed("only the earlier post is there", cause=Cause.ABSENT)
    if isinstance(found, Postponed) and found.cause is not Cause.ABSENT:
        return Unconfirmed(found.reason, found.after, found.cause)
    return found


def _as_first(post: Post) -> Post:
    """A post that replaces another one is looked for, and made, as a first one."""
    return replace(post, delivery=replace(post.delivery, action=Action.CREATE), earlier=None)


def _settled(channel: Channel, sending: Sending) -> Answer:
    """Find out what an earlier attempt did, and do what it did not, in the words that are in force now."""
    post = sending.newer or sending.to_send
    if channel.promise is Promise.REPEATABLE:
        outcome = _sent(channel, sending, post)
        return Answer(outcome, is_open=not isinstance(outcome, Delivered))
    if channel.promise is Promise.AT_MOST_ONCE and not sending.claim.interrupted:
        return Answer(_sent(channel, sending, post))  # a person has looked, and asks for it
    found = what_is_there(sending, channel)
    if isinstance(found, Postponed):
        return Answer(_sent(channel, sending, post))
    return Answer(found, is_open=True)


def _sent(channel: Channel, sending: Sending, post: Post) -> Outcome:
    """Send; where a correction is a post anew, take the old one down first: what is down already is no fault."""
    if sending.claim.delivery.action is Action.CREATE or not sending.makes_a_post:
        return channel.send(post)
    down = replace(post, delivery=replace(post.delivery, action=Action.WITHDRAW), message=None)
    gone = channel.send(down) if post.earlier else None
    return channel.send(_as_first(post)) if gone is None or isinstance(gone, Delivered) else gone


def _withdrawal(channel: Channel, post: Post) -> Post:
    """Taking down what is gone does no harm; a notice is an edit of the post, where the service lets it be edited."""
    if channel.config.on_withdraw is OnWithdraw.NOTICE and channel.abilities.edits and post.message is not None:
        return replace(post, delivery=replace(post.delivery, action=Action.REVISE))
    return replace(post, message=None)

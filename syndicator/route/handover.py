"""What becomes of a story's posts when the story changes hands, is merged, split, or withdrawn; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from syndicator.model.channel import OnWithdraw
from syndicator.model.delivery import Action, Delivery, DeliveryState, PlannedDelivery
from syndicator.model.posting import DOUBLE, Posting, aimed_at, standing
from syndicator.model.verdict import Urgency
from syndicator.route.plan import Channels

WITHDRAWN = "the story was withdrawn"

Row = tuple[int, int, PlannedDelivery]
"""Bulletin id, revision, and what is planned for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """
    What follows for one story.

    Args:
        kept: the posts that the story goes on with, one a channel.
        withdrawals: of posts that are out and one too many.
        cancelled: deliveries of first posts that have not gone out and need not any more.
        unposted: whether no post is left, so that the canonical bulletin goes where the rules send it.
    """

    kept: tuple[Posting, ...] = ()
    withdrawals: tuple[Row, ...] = ()
    cancelled: tuple[int, ...] = ()

    @property
    def unposted(self) -> bool:
        """Whether the story has no post at all."""
        return not self.kept


def hand_over(canonical_id: int, posts: Iterable[Posting], channels: Channels, *, now: datetime) -> Handover:
    """
    Return what becomes of the posts of a story that one bulletin stands for now.

    A post that is there for sure goes before one that may be there, and that before one that is only planned; among
    those the canonical bulletin's own is kept, else the earliest. Nothing is corrected for its own sake: the next
    revision of the canonical bulletin goes to what is kept.

    Args:
        posts: those that stand, the earliest first (see `storage.deliveries.posts_of`).
    """
    kept = [_kept(canonical_id, list(some)) for _, some in groupby(posts, key=lambda post: post.channel)]
    chosen = tuple(one for one, _ in kept)
    others = [post for _, rest in kept for post in rest]
    return Handover(
        kept=chosen,
        withdrawals=tuple(_withdrawals(others, channels, {OnWithdraw.DELETE}, DOUBLE, now)),
        cancelled=tuple(post.delivery_id for post in others if not post.is_out),
    )


def _kept(canonical_id: int, posts: Sequence[Posting]) -> tuple[Posting, list[Posting]]:
    there = [post for post in posts if post.state is DeliveryState.DELIVERED]
    out = [post for post in posts if post.is_out]
    chosen = aimed_at(canonical_id, there or out or posts) or posts[0]
    return chosen, [post for post in posts if post is not chosen]


def take_down(posts: Iterable[Posting], channels: Channels, *, now: datetime) -> tuple[Row, ...]:
    """Return the withdrawals of all posts of a story that are out, as far as the channels' policy wants them."""
    return tuple(_withdrawals(posts, channels, {OnWithdraw.DELETE, OnWithdraw.NOTICE}, WITHDRAWN, now))


def undone(deliveries: Sequence[Delivery], shown: tuple[int, int]) -> tuple[Delivery, ...]:
    """
    Return the withdrawals that are under way of posts that show what may be seen again.

    Args:
        deliveries: all of one story.
        shown: the bulletin and the revision of it that is released; a post of any other has to go.
    """
    under_way = [one for one in deliveries if one.action is Action.WITHDRAW and not one.state.final]
    posts = standing(one for one in deliveries if one not in under_way)
    return tuple(one for one in under_way if _meant(one, posts) == shown)


def _meant(withdrawal: Delivery, posts: Iterable[Posting]) -> tuple[int, int] | None:
    """Return what the post shows that a withdrawal means."""
    post = aimed_at(withdrawal.bulletin_id, (one for one in posts if one.channel == withdrawal.channel))
    return post.shows if post else None


def _withdrawals(
    posts: Iterable[Posting], channels: Channels, policies: set[OnWithdraw], reason: str, now: datetime
) -> Iterable[Row]:
    """A notice that a release was withdrawn would be wrong of a double, so that one only is deleted or left."""
    for post in posts:
        config = channels.get(post.channel)
        if post.is_out and config is not None and config.on_withdraw in policies:
            planned = PlannedDelivery(
                channel=post.channel, action=Action.WITHDRAW, due_at=now, urgency=Urgency.URGENT, reason=reason
            )
            yield post.bulletin_id, post.revision, planned

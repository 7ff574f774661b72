"""Postings: the posts that a story has in channels, one a channel, as its deliveries tell it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from syndicator.model.delivery import Action, Delivery, DeliveryState

DOUBLE = "its story has another post there"
"""The reason of a withdrawal that means the post of its own bulletin, and no other."""
GONE_OUT = frozenset({DeliveryState.SENDING, DeliveryState.DELIVERED, DeliveryState.UNCONFIRMED})
_HAS_POST = GONE_OUT | {DeliveryState.PLANNED}
_HAS_NO_MORE = frozenset({DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.DELIVERED})
"""A withdrawal that failed, or of which nobody knows, leaves the post where it may be: a double is worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """
    One post, there or on its way.

    Args:
        bulletin_id, revision, delivery_id: what made it.
        state: of the delivery that made it; PLANNED has not gone out.
        shows: bulletin and revision that were last sent to it, which may be another bulletin of the story.
        remote_id: the channel's own name for it, the newest one.
    """

    channel: str
    bulletin_id: int
    revision: int
    delivery_id: int
    state: DeliveryState
    shows: tuple[int, int]
    remote_id: str | None = None

    @property
    def is_out(self) -> bool:
        """Whether the channel has it, may have it, or is just getting it."""
        return self.state in GONE_OUT


def standing(deliveries: Iterable[Delivery]) -> tuple[Posting, ...]:
    """Return the posts that stand after all deliveries of one story, by channel, the earliest first."""
    ordered = sorted(deliveries, key=lambda delivery: (delivery.planned_at, delivery.id))
    made_at = {(one.channel, one.bulletin_id): at for at, one in enumerate(ordered) if one.action is Action.CREATE}
    posts: dict[str, dict[int, Posting]] = {}
    for at, one in enumerate(ordered):
        there = posts.setdefault(one.channel, {})
        found = meant_by(one, there.values())
        if one.bulletin_id not in there and at < made_at.get((one.channel, one.bulletin_id), 0):
            continue  # it was about a post of its own that was made anew since, and about no other
        if one.action is Action.CREATE and one.state in _HAS_POST:
            there[one.bulletin_id] = _made_by(one)
        elif one.action is Action.REVISE and one.state is DeliveryState.DELIVERED and found is not None:
            shows = (one.bulletin_id, one.revision)
            there[found.bulletin_id] = replace(found, shows=shows, remote_id=one.remote_id or found.remote_id)
        elif one.action is Action.WITHDRAW and one.state in _HAS_NO_MORE and found is not None:
            del there[found.bulletin_id]
    return tuple(post for channel in sorted(posts) for post in posts[channel].values())


def _made_by(one: Delivery) -> Posting:
    return Posting(
        channel=one.channel,
        bulletin_id=one.bulletin_id,
        revision=one.revision,
        delivery_id=one.id,
        state=one.state,
        shows=(one.bulletin_id, one.revision),
        remote_id=one.remote_id,
    )


def aimed_at(bulletin_id: int, posts: Iterable[Posting]) -> Posting | None:
    """Return which of a story's posts in one channel a word on a bulletin means: its own, else the earliest."""
    found = list(posts)
    return next((post for post in found if post.bulletin_id == bulletin_id), found[0] if found else None)


def meant_by(delivery: Delivery, posts: Iterable[Posting]) -> Posting | None:
    """Return which of a story's posts in one channel a delivery means."""
    found = aimed_at(delivery.bulletin_id, posts)
    is_strange = found is not None and found.bulletin_id != delivery.bulletin_id
    return None if is_strange and _is_double(delivery) else found


def _is_double(delivery: Delivery) -> bool:
    return delivery.action is Action.WITHDRAW and delivery.reason == DOUBLE


def posting_of(delivery: Delivery, deliveries: Iterable[Delivery]) -> Posting | None:
    """
    Return the post of a story, of those that are out, that one of its deliveries corrects, withdraws or doubles.

    What is withdrawn as a double is none any more once it is the only one left: the other one may never have been made.
    """
    others = (one for one in deliveries if one.channel == delivery.channel and one.id != delivery.id)
    there = standing(one for one in others if one.state is not DeliveryState.PLANNED)
    return None if _is_double(delivery) and len(there) == 1 else meant_by(delivery, there)


def fits(action: Action, *, has_post: bool) -> bool:
    """Whether a delivery makes sense where a story has a post already, or has none."""
    return has_post is not (action is Action.CREATE)

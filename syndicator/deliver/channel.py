"""The port: what a channel is given, what it promises, and what it must answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import httpx

from syndicator.deliver.message import Message
from syndicator.model.attempt import Outcome
from syndicator.model.bulletin import Bulletin, Content
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Delivery
from syndicator.model.moment import Clock
from syndicator.model.unit import Unit


class Promise(StrEnum):
    """
    What happens to a post whose answer was lost.

    REPEATABLE: sending again is safe, for the receiver knows the key. ASKABLE: the channel can be asked whether
    the post is there. AT_MOST_ONCE: nobody can tell, so a person settles it.
    """

    REPEATABLE = "repeatable"
    ASKABLE = "askable"
    AT_MOST_ONCE = "at_most_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """
    One delivery with all that a channel may say.

    Args:
        link: the public page of the bulletin.
        message: what the channel made of it, all that may be said of its words; None where a post is taken back.
        topics: names of its topics in the channel's language, main one first.
        earlier: the channel's own name for the post that this one corrects or withdraws; None for a first post.
    """

    delivery: Delivery
    bulletin: Bulletin
    link: str
    message: Message | None
    topics: Mapping[str, str]
    unit: Unit | None
    earlier: str | None


class Channel(Protocol):
    """
    A place where we publish. `send` answers with an outcome and never raises for the channel's fault.

    Whatever words of a bulletin a channel shows come from the post's message, which it composed itself.
    """

    config: ChannelConfig
    promise: Promise

    def compose(self, content: Content) -> Message:
        """Return what a post of a revision shows, within the channel's limits; the guard reads it before it is sent."""
        ...

    def send(self, post: Post) -> Outcome:
        """Create, revise or withdraw, as the post's delivery says."""
        ...

    def find(self, post: Post) -> Outcome:
        """Ask whether a post whose answer was lost is there; only ASKABLE channels are asked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplies:
    """What a channel is built with: a client that passes the address guard, its secrets by role, and the clock."""

    client: httpx.Client
    secrets: Mapping[str, str]
    clock: Clock

"""The port: what a channel is given, what it promises, and what it must answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import httpx

from syndicator.deliver.dialling import Dialler
from syndicator.deliver.mailing import Mailing
from syndicator.deliver.message import Message
from syndicator.deliver.pictures import Pictures
from syndicator.deliver.preview import Preview
from syndicator.deliver.telling import Telling
from syndicator.deliver.vault import Vault
from syndicator.deliver.writing import Writer
from syndicator.model.attempt import Outcome
from syndicator.model.bulletin import Bulletin
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


@dataclass(frozen=True, slots=True)
class Abilities:
    """Whether a service lets a post be changed, and taken down, and whether it can be asked for one."""

    edits: bool = True
    deletes: bool = True
    answers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """
    One delivery with all that a channel may say.

    Args:
        link: the public page of the bulletin.
        message: what the channel made of it, all that may be said of its words; None where a post is taken down.
        topics: names of its topics in the channel's language, main one first.
        earlier: the channel's own name for the post that this one corrects or withdraws; None for a first post.
        doubted_at: when the first attempt began of which nobody knows what it did; None where there is none.
    """

    delivery: Delivery
    bulletin: Bulletin
    link: str
    message: Message | None
    topics: Mapping[str, str]
    unit: Unit | None
    earlier: str | None
    doubted_at: datetime | None = None

    @property
    def possible_since(self) -> datetime:
        """From when on the channel may have it."""
        return self.doubted_at or self.delivery.planned_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """
    How an account stands, as its service tells.

    Args:
        fault: what is wrong and how to mend it, in words for the desk; None if all is well.
        account: the service's own name for it.
        expires_at: when its token ends, where the service tells.
    """

    fault: str | None = None
    account: str | None = None
    expires_at: datetime | None = None


class Channel(Protocol):
    """
    A place where we publish. `send` answers with an outcome and never raises for the channel's fault.

    Whatever words of a bulletin a channel shows come from the post's message, which it composed itself.
    """

    config: ChannelConfig
    promise: Promise
    abilities: Abilities

    def compose(self, telling: Telling) -> Message:
        """Return what a post shows, within the service's limits; the guard reads it before it is sent."""
        ...

    def send(self, post: Post) -> Outcome:
        """Create, revise or withdraw, as the post's delivery says. What is gone already is withdrawn."""
        ...

    def find(self, post: Post) -> Outcome:
        """
        Ask what became of a post whose answer was lost; nothing is sent. AT_MOST_ONCE channels are never asked.

        Delivered where it is there, Postponed for being ABSENT where it surely is not and may be sent, Unconfirmed
        where that cannot be told now.
        """
        ...

    def preview(self, post: Post) -> Preview:
        """Return the request that `send` would make for this post; nothing is sent."""
        ...

    def check(self) -> Condition:
        """Ask the service how the account stands; nothing is posted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplies:
    """
    What a channel is built with.

    Args:
        client: passes the address guard.
        secrets: by role.
        writer: makes messages from tellings.
        pictures: fetches what a post shows.
        vault: keeps this channel's renewed tokens and sessions.
        dialler: connects where a service does not speak HTTP; None where nothing but HTTP may be spoken.
        mailing: who left this channel; None where nobody can leave by a click.
    """

    client: httpx.Client
    secrets: Mapping[str, str]
    clock: Clock
    writer: Writer
    pictures: Pictures
    vault: Vault
    dialler: Dialler | None = None
    mailing: Mailing | None = None

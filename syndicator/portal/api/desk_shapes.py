"""What the API tells programs of the desk: sources, channels and deliveries; and what became of what they sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelState
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.source import SourceKind, SourceState
from syndicator.model.submission import Outcome
from syndicator.portal.api.shapes import Address, Moment, Next, Shape, UnitName


class Source(Shape):
    """Who publishes, at which address, and how its last polls went."""

    id: int
    address: Annotated[str, Field(description="Without whatever in it looks like a secret.")]
    kind: SourceKind
    unit: Annotated[UnitName | None, Field(description="Who publishes there; null where each text tells.")]
    language: str
    trusted: Annotated[bool, Field(description="Whether its releases go out without a look of the desk.")]
    state: SourceState
    reason: Annotated[str | None, Field(description="Why it is paused, quarantined or retired.")]
    every_s: Annotated[float | None, Field(description="Seconds between polls; null lets the cadence choose.")]
    failures: Annotated[float, Field(description="Weighed failures in a row; 0 after a success.")]
    newest_at: Annotated[datetime | None, Field(description="Publication of its newest release.")]
    silent_since: Annotated[datetime | None, Field(description="When it was told to be quiet against its own norm.")]
    last_polled_at: datetime | None
    last_success_at: datetime | None
    next_poll_at: Moment
    last_error: str | None


class SourcePage(Shape):
    """Sources, by id."""

    sources: list[Source]
    next: Next


class Channel(Shape):
    """Where bulletins are posted, and how its account stands."""

    name: str
    kind: Annotated[str, Field(examples=["telegram"])]
    enabled: Annotated[bool, Field(description="Whether it is configured and switched on.")]
    state: ChannelState
    reason: Annotated[str | None, Field(description="Why it is paused.")]
    changed_at: Moment
    blocked_until: Annotated[datetime | None, Field(description="Nothing is sent before.")]
    blocked_reason: str | None
    checked_at: Annotated[datetime | None, Field(description="When its service was asked last.")]
    condition: Annotated[str | None, Field(description="What its service said against the account then.")]
    token_expires_at: datetime | None


class ChannelPage(Shape):
    """Channels, by name."""

    channels: list[Channel]
    next: Next


class Delivery(Shape):
    """One revision of a bulletin to one channel."""

    id: int
    bulletin: int
    revision: int
    channel: str
    action: Action
    state: DeliveryState
    attempts: int
    reason: Annotated[str, Field(description="Which route planned it, or who wanted it.")]
    planned_at: Moment
    due_at: Moment
    finished_at: datetime | None
    last_error: Annotated[str | None, Field(description="Null where the bulletin is not public.")]
    remote_id: Annotated[str | None, Field(description="How the service calls the post; null as above.")]
    address: Annotated[str | None, Field(description="Where the post is; null as above.")]


class DeliveryPage(Shape):
    """Deliveries, the newest first."""

    deliveries: list[Delivery]
    next: Next


class Receipt(Shape):
    """What became of a release that was sent."""

    id: Annotated[str, Field(description="The sender's own name for it.")]
    bulletin: int
    outcome: Outcome
    state: Annotated[BulletinState, Field(description="A held one waits for the desk; why is not told.")]
    revision: int
    story: UUID
    canonical: Annotated[bool, Field(description="Whether this bulletin stands for its story.")]
    address: Address


class PingReceipt(Shape):
    """A ping that was taken."""

    source: int
    asked: Literal["now"]

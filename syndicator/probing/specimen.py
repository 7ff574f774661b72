"""The specimen: a post that is marked as a trial, of a bulletin that is not stored and never will be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.telling import Occasion, Telling
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.verdict import Verdict

TITLE = "Uji coba, mohon diabaikan (test, please ignore)"
GOES = "Pesan ini menguji saluran dan akan segera dihapus. This post tests the channel and will be deleted."
STAYS = "Pesan ini menguji saluran. This post tests the channel."


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is the same in all requests of one trial; `link` is where its post leads."""

    at: datetime
    link: str
    text: str
    uid: UUID = field(default_factory=uuid4)

    def key(self, action: Action) -> str:
        """Return the idempotency key of a request."""
        return f"trial-{self.uid}" if action is Action.CREATE else f"trial-{self.uid}-{action.value}"


def specimen(channel: Channel, action: Action, marks: Marks, earlier: str | None = None) -> Post:
    """Return the post that makes a trial, or takes the `earlier` one down."""
    told = Telling(
        occasion=Occasion.TRIAL,
        title=TITLE,
        lead=marks.text,
        text=marks.text,
        html=_html(marks),
        link=marks.link,
        published_at=marks.at,
    )
    return Post(
        delivery=_delivery(channel.config.name, action, marks),
        bulletin=_bulletin(marks),
        link=marks.link,
        message=None if action is Action.WITHDRAW else channel.compose(told),
        topics={},
        unit=None,
        earlier=earlier,
    )


def _html(marks: Marks) -> str:
    return f"<p>{marks.text}</p>"


def _delivery(channel: str, action: Action, marks: Marks) -> Delivery:
    return Delivery(
        id=0,
        key=marks.key(action),
        bulletin_id=0,
        revision=1,
        channel=channel,
        action=action,
        state=DeliveryState.SENDING,
        attempts=1,
        due_at=marks.at,
        planned_at=marks.at,
        reason="a trial",
        last_error=None,
        remote_id=None,
        remote_address=None,
        finished_at=None,
    )


def _bulletin(marks: Marks) -> Bulletin:
    content = Content(
        title=TITLE,
        lead=marks.text,
        html=_html(marks),
        text=marks.text,
        image=None,
        author=None,
        published_at=marks.at,
        modified_at=None,
        hash=marks.uid.hex,
    )
    return Bulletin(
        id=0,
        uid=marks.uid,
        source_id=0,
        story_id=0,
        story_uid=marks.uid,
        state=BulletinState.RELEASED,
        canonical=True,
        address=None,
        revision=1,
        content=content,
        verdict=Verdict(topics=()),
        first_seen_at=marks.at,
        released_at=marks.at,
        updated_at=marks.at,
    )

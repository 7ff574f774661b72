"""Posts for tests of channels: one delivery with all that a channel may say."""

from __future__ import annotations

from datetime import UTC, datetime

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.message import Message
from syndicator.deliver.telling import Telling, whole
from syndicator.model.bulletin import Bulletin
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.model.unit import Unit, Zone
from tests.unit.model.bulletins import bulletin

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
UNIT = Unit("polres-malang", "Polres Malang", "Polres", "Polda Jawa Timur", "Kabupaten Malang", Zone.WIB)


def delivery(
    action: Action = Action.CREATE, *, attempts: int = 1, planned_at: datetime = NOW, key: str = "dlv_1_1_kait"
) -> Delivery:
    return Delivery(
        id=1,
        key=key,
        bulletin_id=1,
        revision=1,
        channel="kait",
        action=action,
        state=DeliveryState.SENDING,
        attempts=attempts,
        due_at=planned_at,
        planned_at=planned_at,
        reason="route everything",
        last_error=None,
        remote_id=None,
        remote_address=None,
        finished_at=None,
    )


def telling(shown: Bulletin, unit: Unit | None = UNIT) -> Telling:
    content = shown.content
    return Telling(
        title=content.title,
        lead=content.lead,
        text=content.text,
        html=content.html,
        image=content.image,
        link=f"https://portal.test{shown.path}",
        topics=("Patroli",),
        unit=unit.name if unit else None,
        place=shown.verdict.place,
        published_at=content.published_at,
    )


def post(
    action: Action = Action.CREATE,
    *,
    told: Bulletin | None = None,
    unit: Unit | None = UNIT,
    earlier: str | None = None,
    message: Message | None = None,
    key: str = "dlv_1_1_kait",
) -> Post:
    shown = told or bulletin()
    return Post(
        delivery=delivery(action, key=key),
        bulletin=shown,
        message=None if action is Action.WITHDRAW else message or whole(telling(shown, unit)),
        link=f"https://portal.test{shown.path}",
        topics={"patroli": "Patroli"},
        unit=unit,
        earlier=earlier,
    )


def post_of(
    channel: Channel,
    action: Action = Action.CREATE,
    *,
    told: Bulletin | None = None,
    earlier: str | None = None,
    key: str = "dlv_1_1_kait",
) -> Post:
    """Return a post with the message that a channel composes itself."""
    shown = told or bulletin()
    return post(action, told=shown, earlier=earlier, message=channel.compose(telling(shown)), key=key)

"""Previews: what channels would show of a bulletin, and the very request that would be sent; nothing is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syndicator.deliver.channel import Channel
from syndicator.deliver.message import Length, Message
from syndicator.deliver.preview import Preview
from syndicator.dispatch.loading import Loading
from syndicator.errors import SyndicatorError
from syndicator.model.bulletin import Bulletin
from syndicator.model.channel_text import in_force
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.storage import channel_texts
from syndicator.telemetry import logger

WITHIN = timedelta(seconds=8)
"""Some channels ask their service for its limits, or for what is there, before they can show a request."""
MOST_AT_ONCE = 16

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    What one channel would show, and get.

    Args:
        message: what it would show; `link` is the page that it leads to.
        fault: why message or request cannot be shown.
    """

    channel: str
    kind: str
    message: Message | None = None
    link: str = ""
    preview: Preview | None = None
    fault: str = ""

    @property
    def length(self) -> Length | None:
        """How long the post is by its service's own counting; None where that has no limit, or is not known."""
        if self.message is not None and self.message.length is not None:
            return self.message.length
        preview = self.preview
        if preview is None or preview.count is None or preview.limit is None:
            return None
        return Length(preview.count, preview.limit)


def previews(
    loading: Loading,
    bulletin: Bulletin,
    names: Collection[str],
    now: datetime,
    within: timedelta = WITHIN,
    *,
    own: Mapping[str, str] | None = None,
) -> list[Shown]:
    """
    Return what the channels of these names would show of a bulletin, by name; what takes too long says so.

    Args:
        own: texts of the desk that are only tried, by channel; empty ones let the template write. For other channels
            the texts that are in force count.
    """
    chosen = {name: loading.channels[name] for name in sorted(names) if name in loading.channels}
    if not chosen:
        return []
    words = _in_force(loading, bulletin) | dict(own or {})
    pool = ThreadPoolExecutor(min(len(chosen), MOST_AT_ONCE), "preview")
    asked = {
        name: pool.submit(_shown, loading, one, bulletin, now, words.get(name, "")) for name, one in chosen.items()
    }
    wait(asked.values(), timeout=within.total_seconds())
    pool.shutdown(wait=False, cancel_futures=True)
    late = f"its service did not answer within {within.total_seconds():g} s"
    return [
        future.result() if future.done() else Shown(channel=name, kind=chosen[name].config.kind, fault=late)
        for name, future in asked.items()
    ]


def _in_force(loading: Loading, bulletin: Bulletin) -> dict[str, str]:
    with loading.database.read() as connection:
        texts = channel_texts.of_bulletins(connection, [bulletin.id])
    return {channel: in_force(text, bulletin) for (_, channel), text in texts.items()}


def _shown(loading: Loading, channel: Channel, bulletin: Bulletin, now: datetime, own: str) -> Shown:
    """Return what a channel makes of the first post that it would be; its key alone is not the one that is sent."""
    telling = loading.telling(channel, bulletin)
    shown = Shown(channel=channel.config.name, kind=channel.config.kind, link=telling.link)
    try:
        shown = replace(shown, message=channel.compose(replace(telling, own=own)))
        post = loading.post(_imagined(channel.config.name, bulletin, now), bulletin, shown.message)
        return replace(shown, preview=channel.preview(post))
    except SyndicatorError as error:
        return replace(shown, fault=str(error))
    except Exception as error:
        log.exception("preview_failed", channel=channel.config.name)
        return replace(shown, fault=f"our own fault: {type(error).__name__} – the log has more")


def _imagined(channel: str, bulletin: Bulletin, now: datetime) -> Delivery:
    return Delivery(
        id=0,
        key="msg_preview",
        bulletin_id=bulletin.id,
        revision=bulletin.revision,
        channel=channel,
        action=Action.CREATE,
        state=DeliveryState.PLANNED,
        attempts=0,
        due_at=now,
        planned_at=now,
        reason="a preview",
        last_error=None,
        remote_id=None,
        remote_address=None,
        finished_at=None,
    )

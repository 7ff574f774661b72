"""Previews: the very request that a channel would get for a bulletin, as the desk reads it; nothing is sent."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.preview import Preview
from syndicator.dispatch.loading import Loading
from syndicator.errors import SyndicatorError
from syndicator.model.bulletin import Bulletin
from syndicator.model.delivery import Action, Delivery, DeliveryState
from syndicator.telemetry import logger

WITHIN = timedelta(seconds=8)
"""Some channels ask their service for its limits, or for what is there, before they can show a request."""
MOST_AT_ONCE = 16

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one channel would get; `fault` tells why that cannot be shown."""

    channel: str
    kind: str
    preview: Preview | None = None
    fault: str = ""


def previews(
    loading: Loading, bulletin: Bulletin, names: Collection[str], now: datetime, within: timedelta = WITHIN
) -> list[Shown]:
    """Return what the channels of these names would get for a bulletin, by name; what takes too long says so."""
    chosen = {name: loading.channels[name] for name in sorted(names) if name in loading.channels}
    if not chosen:
        return []
    pool = ThreadPoolExecutor(min(len(chosen), MOST_AT_ONCE), "preview")
    asked = {name: pool.submit(_shown, loading, one, bulletin, now) for name, one in chosen.items()}
    wait(asked.values(), timeout=within.total_seconds())
    pool.shutdown(wait=False, cancel_futures=True)
    late = f"its service did not answer within {within.total_seconds():g} s"
    return [
        future.result() if future.done() else Shown(channel=name, kind=chosen[name].config.kind, fault=late)
        for name, future in asked.items()
    ]


def _shown(loading: Loading, channel: Channel, bulletin: Bulletin, now: datetime) -> Shown:
    name, kind = channel.config.name, channel.config.kind
    try:
        return Shown(channel=name, kind=kind, preview=channel.preview(_first_post(loading, channel, bulletin, now)))
    except SyndicatorError as error:
        return Shown(channel=name, kind=kind, fault=str(error))
    except Exception as error:
        log.exception("preview_failed", channel=name)
        return Shown(channel=name, kind=kind, fault=f"our own fault: {type(error).__name__} – the log has more")


def _first_post(loading: Loading, channel: Channel, bulletin: Bulletin, now: datetime) -> Post:
    """Return the first post that it would be; its key alone is not the one that is sent."""
    message = channel.compose(loading.telling(channel, bulletin))
    return loading.post(_imagined(channel.config.name, bulletin, now), bulletin, message)


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

"""Asking services how accounts stand: all at once, within a time; whatever goes wrong is a condition too."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

from syndicator.deliver.channel import Channel, Condition
from syndicator.errors import SyndicatorError
from syndicator.telemetry import logger

MOST_AT_ONCE = 32

log = logger(__name__)


def condition_of(channel: Channel) -> Condition:
    """Return how an account stands; a fault of our own is told as one."""
    try:
        return channel.check()
    except SyndicatorError as error:
        return Condition(fault=str(error))
    except Exception as error:
        log.exception("check_failed", channel=channel.config.name)
        return Condition(fault=f"our own fault: {type(error).__name__} – the log has more")


def conditions_of(channels: Mapping[str, Channel], within: timedelta) -> dict[str, Condition]:
    """Return how accounts stand, by name; of one that takes longer that it does. What is late ends behind our back."""
    if not channels:
        return {}
    pool = ThreadPoolExecutor(min(len(channels), MOST_AT_ONCE), "probe")
    asked = {name: pool.submit(condition_of, channel) for name, channel in channels.items()}
    wait(asked.values(), timeout=within.total_seconds())
    late = Condition(fault=f"no answer within {within.total_seconds():g} s – look whether its service can be reached")
    found = {name: future.result() if future.done() else late for name, future in asked.items()}
    pool.shutdown(wait=False, cancel_futures=True)
    return found

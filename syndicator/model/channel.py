"""Channels: where we publish, as configured and as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum


class OnRevise(StrEnum):
    """What a channel does with a correction."""

    EDIT = "edit"
    IGNORE = "ignore"
    REPOST = "repost"


class OnSmallRevise(StrEnum):
    """What a channel does with a correction that only mends typos."""

    EDIT = "edit"
    IGNORE = "ignore"


class OnWithdraw(StrEnum):
    """What a channel does with a withdrawal."""

    DELETE = "delete"
    NOTICE = "notice"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` posts in any window of `per`."""

    count: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` to `end` by the clock of `zone` (IANA) only urgent bulletins go out; may span midnight."""

    begin: time
    end: time
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """One channel as configured; `secrets` maps the role of a secret to the variable that holds it."""

    name: str
    kind: str
    enabled: bool = True
    base_url: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    language: str = "id"
    rate: Rate | None = None
    quiet_hours: QuietHours | None = None
    on_revise: OnRevise = OnRevise.EDIT
    on_small_revise: OnSmallRevise = OnSmallRevise.EDIT
    on_withdraw: OnWithdraw = OnWithdraw.DELETE


class ChannelState(StrEnum):
    """Whether deliveries of a channel are sent."""

    ACTIVE = "active"
    PAUSED = "paused"

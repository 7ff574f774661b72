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


class OnOverflow(StrEnum):
    """What a channel does with more first posts than its rate lets through: each waits, or one digest tells all."""

    WAIT = "wait"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` posts in any window of `per`."""

    count: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Spend:
    """At most `most` (in the account's currency) in any window of `per`; a post costs `post`, with a link `link`."""

    most: float
    per: timedelta
    post: float
    link: float


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` to `end` by the clock of `zone` (IANA) only urgent bulletins go out; may span midnight."""

    begin: time
    end: time
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConfig:
    """
    One channel as configured.

    Args:
        base_url: where its service is reached; None is the public service, where there is one.
        secrets: role of a secret → the variable that holds it.
        options: what only its kind has, such as a chat or a page; see `deliver.kinds`.
        template: name of a template in the config folder's `templates/`; None is the kind's own.
        rates: all of which hold.
        max_age: an older bulletin is not posted; None posts all.
        page_first: a first post waits until the bulletin's page answers.
        campaign: a name that the link carries, so that the portal's log tells where readers come from.
        dry_run: nothing is sent, the requests that would be are kept.
    """

    name: str
    kind: str
    enabled: bool = True
    base_url: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    language: str = "id"
    template: str | None = None
    rates: tuple[Rate, ...] = ()
    spend: Spend | None = None
    quiet_hours: QuietHours | None = None
    max_age: timedelta | None = None
    on_overflow: OnOverflow = OnOverflow.WAIT
    on_revise: OnRevise = OnRevise.EDIT
    on_small_revise: OnSmallRevise = OnSmallRevise.EDIT
    on_withdraw: OnWithdraw = OnWithdraw.DELETE
    page_first: bool = False
    campaign: str | None = None
    dry_run: bool = False


class ChannelState(StrEnum):
    """Whether deliveries of a channel are sent."""

    ACTIVE = "active"
    PAUSED = "paused"

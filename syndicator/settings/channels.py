"""`channels.toml`: where we publish. Secrets are named, never written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from syndicator.deliver.budget import rates_of
from syndicator.deliver.kinds import KINDS, Kind
from syndicator.errors import ConfigError
from syndicator.model.channel import (
    ChannelConfig,
    OnOverflow,
    OnRevise,
    OnSmallRevise,
    OnWithdraw,
    QuietHours,
    Rate,
    Spend,
)
from syndicator.settings.durations import Duration, parse_duration
from syndicator.settings.toml import ServiceAddress, line_of, tables, validated

_NAME = r"^[a-z0-9][a-z0-9_-]{0,59}$"
_VARIABLE = r"^[A-Z][A-Z0-9_]*$"


def parse_rate(value: object) -> object:
    """Return the rate that a text such as `30/1m` or `100/h` names."""
    found = re.fullmatch(r"\s*(\d+)\s*/\s*(.+?)\s*", value) if isinstance(value, str) else None
    if found is None:
        message = f"{value!r} is not a rate; write 30/1m or 100/1h"
        raise ValueError(message)
    per = parse_duration(found[2] if found[2][0].isdigit() else f"1{found[2]}")
    if not isinstance(per, timedelta) or per <= timedelta(0) or int(found[1]) < 1:
        message = f"{value!r} lets nothing through; write 30/1m or 100/1h"
        raise ValueError(message)
    return Rate(int(found[1]), per)


def parse_rates(value: object) -> object:
    """Return the rates that a text, or a list of texts, names."""
    return tuple(parse_rate(one) for one in (value if isinstance(value, list) else [value]))


def _option(value: object) -> object:
    """Numbers and lists are written as a person would write them; options are texts."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value) if isinstance(value, int) else value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        message = f"{value!r} is not a time zone; write Asia/Jakarta, Asia/Makassar or Asia/Jayapura"
        raise ValueError(message) from error
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTable:
    """`quiet_hours = { begin = "22:00", end = "05:00", zone = "Asia/Jakarta" }`."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    begin: time
    end: time
    zone: Annotated[str, BeforeValidator(_zone)] = "Asia/Jakarta"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendTable:
    """`spend = { most = 5.0, per = "1d", post = 0.015, link = 0.2 }`."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    most: Annotated[float, Field(gt=0)]
    per: Duration
    post: Annotated[float, Field(ge=0)]
    link: Annotated[float, Field(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTable:
    """One `[[channel]]`."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "hide_input_in_errors": True}

    name: Annotated[str, Field(pattern=_NAME)]
    kind: str
    enabled: bool = True
    base_url: ServiceAddress | None = None
    secrets: Mapping[str, Annotated[str, Field(pattern=_VARIABLE)]] = Field(default_factory=dict)
    options: Mapping[str, Annotated[str, BeforeValidator(_option)]] = Field(default_factory=dict)
    language: str = "id"
    template: Annotated[str, Field(pattern=_NAME)] | None = None
    rate: Annotated[tuple[Rate, ...], BeforeValidator(parse_rates)] | None = None
    spend: SpendTable | None = None
    quiet_hours: QuietTable | None = None
    max_age: Duration | None = None
    on_overflow: OnOverflow | None = None
    on_revise: OnRevise = OnRevise.EDIT
    on_small_revise: OnSmallRevise = OnSmallRevise.EDIT
    on_withdraw: OnWithdraw = OnWithdraw.DELETE
    page_first: bool | None = None
    campaign: Annotated[str, Field(pattern=_NAME)] | None = None
    dry_run: bool = False

    def config(self) -> ChannelConfig:
        """Return it as the word of the model."""
        quiet, spend, kind = self.quiet_hours, self.spend, KINDS.get(self.kind, Kind())
        return ChannelConfig(
            name=self.name,
            kind=self.kind,
            enabled=self.enabled,
            base_url=self.base_url,
            secrets=dict(self.secrets),
            options=dict(self.options),
            language=self.language,
            template=self.template,
            rates=kind.rates if self.rate is None else self.rate,
            spend=Spend(spend.most, spend.per, spend.post, spend.link) if spend else None,
            quiet_hours=QuietHours(quiet.begin, quiet.end, quiet.zone) if quiet else None,
            max_age=self.max_age,
            on_overflow=self.on_overflow or kind.on_overflow,
            on_revise=self.on_revise,
            on_small_revise=self.on_small_revise,
            on_withdraw=self.on_withdraw,
            page_first=kind.page_first if self.page_first is None else self.page_first,
            campaign=self.campaign,
            dry_run=self.dry_run,
        )


_TABLE = TypeAdapter(ChannelTable)


def read_channels(path: Path, languages: frozenset[str]) -> dict[str, ChannelConfig]:
    """
    Return the channels of a file by name; none where there is no file.

    Raises:
        ConfigError: with file and line.
    """
    if not path.exists():
        return {}
    channels: dict[str, ChannelConfig] = {}
    for number, row in enumerate(tables(path, "channel")):
        channel = validated(_TABLE, row, path, ("channel", number)).config()
        for key, cause, mend in _faults(channel, channels, languages):
            raise ConfigError(f"{path}:{line_of(path, ('channel', number, key))}", cause, mend)
        channels[channel.name] = channel
    return channels


def _faults(
    channel: ChannelConfig, others: Collection[str], languages: frozenset[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a channel that fits its table: the key, the cause, the mend."""
    if channel.name in others:
        yield "name", f"a second channel is called {channel.name!r}", "give each its own name"
    if channel.language not in languages:
        yield "language", f"no texts in {channel.language!r}", f"write one of {', '.join(sorted(languages))}"
    kind = KINDS.get(channel.kind)
    if kind is None:
        yield "kind", f"unknown kind {channel.kind!r}", f"write one of {', '.join(sorted(KINDS))}"
        return
    yield from _address_faults(channel, kind)
    yield from _secret_faults(channel, kind)
    yield from _option_faults(channel, kind)
    if channel.on_overflow is OnOverflow.DIGEST and not kind.digests:
        yield "on_overflow", f"a {channel.kind} tells each bulletin by itself", 'write on_overflow = "wait"'
    if any(rate.count < 1 for rate in rates_of(channel)):
        yield "spend", "the budget does not pay for a single post", "raise most, or leave spend out"


def _address_faults(channel: ChannelConfig, kind: Kind) -> Iterator[tuple[str, str, str]]:
    if kind.needs_address and not channel.base_url:
        yield "kind", f"a {channel.kind} needs its address", f'add base_url = "{kind.schemes[-1]}://…"'
    scheme = (channel.base_url or "").partition("://")[0]
    if scheme and scheme not in kind.schemes:
        yield "base_url", f"a {channel.kind} is not reached by {scheme}", f"write {kind.schemes[-1]}://…"


def _secret_faults(channel: ChannelConfig, kind: Kind) -> Iterator[tuple[str, str, str]]:
    for role in kind.secrets:
        if role not in channel.secrets:
            yield "kind", f"a {channel.kind} needs a secret", f'add secrets = {{ {role} = "NAME_OF_VARIABLE" }}'
    known = (*kind.secrets, *kind.more_secrets)
    for role in channel.secrets:
        if role not in known:
            yield "secrets", f"a {channel.kind} has no secret {role!r}", f"write {', '.join(known)}"


def _option_faults(channel: ChannelConfig, kind: Kind) -> Iterator[tuple[str, str, str]]:
    for name, needed in kind.options.items():
        if needed and name not in channel.options:
            yield "kind", f"a {channel.kind} needs the option {name!r}", f'add options = {{ {name} = "…" }}'
    for name in channel.options:
        if name not in kind.options:
            mend = f"write {', '.join(kind.options)}" if kind.options else "leave it out"
            yield "options", f"a {channel.kind} has no option {name!r}", mend

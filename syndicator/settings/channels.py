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

from syndicator.deliver.registry import KINDS
from syndicator.errors import ConfigError
from syndicator.model.channel import ChannelConfig, OnRevise, OnSmallRevise, OnWithdraw, QuietHours, Rate
from syndicator.settings.durations import parse_duration
from syndicator.settings.toml import WebAddress, line_of, tables, validated

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
class ChannelTable:
    """One `[[channel]]`."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "hide_input_in_errors": True}

    name: Annotated[str, Field(pattern=_NAME)]
    kind: str
    enabled: bool = True
    base_url: WebAddress | None = None
    secrets: Mapping[str, Annotated[str, Field(pattern=_VARIABLE)]] = Field(default_factory=dict)
    language: str = "id"
    rate: Annotated[Rate, BeforeValidator(parse_rate)] | None = None
    quiet_hours: QuietTable | None = None
    on_revise: OnRevise = OnRevise.EDIT
    on_small_revise: OnSmallRevise = OnSmallRevise.EDIT
    on_withdraw: OnWithdraw = OnWithdraw.DELETE

    def config(self) -> ChannelConfig:
        """Return it as the word of the model."""
        quiet = self.quiet_hours
        return ChannelConfig(
            name=self.name,
            kind=self.kind,
            enabled=self.enabled,
            base_url=self.base_url,
            secrets=dict(self.secrets),
            language=self.language,
            rate=self.rate,
            quiet_hours=QuietHours(quiet.begin, quiet.end, quiet.zone) if quiet else None,
            on_revise=self.on_revise,
            on_small_revise=self.on_small_revise,
            on_withdraw=self.on_withdraw,
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
    if kind.needs_address and not channel.base_url:
        yield "kind", f"a {channel.kind} needs its address", 'add base_url = "https://…"'
    for role in kind.secrets:
        if role not in channel.secrets:
            yield "kind", f"a {channel.kind} needs a secret", f'add secrets = {{ {role} = "NAME_OF_VARIABLE" }}'
    for role in channel.secrets:
        if role not in kind.secrets:
            yield "secrets", f"a {channel.kind} has no secret {role!r}", f"write {', '.join(kind.secrets)}"

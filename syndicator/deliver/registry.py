"""Building channels from their config; the code of a kind is imported when the first channel of it is built."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from syndicator.deliver.channel import Channel, Supplies
from syndicator.deliver.kinds import KINDS
from syndicator.model.channel import ChannelConfig

CHANNELS = "syndicator.deliver.channels"
Build = Callable[[ChannelConfig, Supplies], Channel]


def build(config: ChannelConfig, supplies: Supplies) -> Channel:
    """
    Return the channel that a checked config asks for; where it names no address, the public service's.

    Raises:
        ConfigError: a secret or an option is not what its kind needs.
    """
    module = importlib.import_module(f"{CHANNELS}.{config.kind}")
    address = config.base_url or KINDS[config.kind].address
    return cast("Build", module.CHANNEL)(replace(config, base_url=address), supplies)

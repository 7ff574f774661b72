"""Which kinds of channels there are, and building them from their config."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from syndicator.deliver.channel import Channel, Supplies
from syndicator.deliver.channels import webhook
from syndicator.model.channel import ChannelConfig


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel: how it is built, the roles of its secrets, and whether `base_url` has no default."""

    build: Callable[[ChannelConfig, Supplies], Channel]
    secrets: tuple[str, ...]
    needs_address: bool


KINDS: Mapping[str, Kind] = {
    webhook.KIND: Kind(webhook.WebhookChannel, webhook.SECRETS, webhook.NEEDS_ADDRESS),
}


def build(config: ChannelConfig, supplies: Supplies) -> Channel:
    """Return the channel that a checked config asks for."""
    return KINDS[config.kind].build(config, supplies)

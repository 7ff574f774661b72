"""What the contract asks of a stand-in for a channel's service; one small file a kind in `doubles/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from syndicator.model.channel import ChannelConfig
from tests.outside import Answer, Outside


class Double(Protocol):
    """
    A service on loopback that behaves like the real one.

    A file `doubles/{kind}.py` binds `DOUBLE` to an instance. A kind that has none fails the suite.

    Args:
        secrets: role → secret, as the service knows them.
        decisive: the path of the request that makes a post; the suite puts its faults there.
        refusals: how the service words a refusal: `validation`, `authorisation`, and `limit` with a wish of 60 s.
    """

    secrets: Mapping[str, str]
    decisive: str
    refusals: Mapping[str, Answer]

    def config(self, base_url: str) -> ChannelConfig:
        """Return the config of a channel that publishes there."""
        ...

    def serve(self, world: Outside) -> None:
        """Answer like the service, from an empty account on."""
        ...

    def posts(self, world: Outside) -> list[str]:
        """Return the service's names of the posts that its account shows: a repeated send adds none."""
        ...

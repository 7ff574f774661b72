"""A receiver of Apprise's own JSON messages: it takes what it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping

from syndicator.deliver.preview import HIDDEN, Preview
from syndicator.model.attempt import Unconfirmed
from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.outside import Answer, Asked, Outside


class AppriseDouble(HttpDouble):
    decisive = ("POST", "/siaga-rahasia")
    refusals = {
        Fault.VALIDATION: Answer(400),
        Fault.LOGIN: Answer(401),
        Fault.LIMIT: Answer(429, headers={"Retry-After": "60"}),
    }
    unlike = dict.fromkeys(Fault, Unconfirmed)  # it tells only that it was a no

    def __init__(self) -> None:
        self.secrets = {"target": ""}
        self._taken: list[dict[str, str]] = []

    def config(self, base_url: str) -> ChannelConfig:
        """The secret is an address, and so leads where the channel is to publish."""
        self.secrets["target"] = base_url.replace("http://", "json://") + self.decisive[1]
        return ChannelConfig(name="kait", kind="apprise", secrets={"target": "KAIT_TARGET"})

    def serve(self, world: Outside) -> None:
        self._taken = []
        self.answer(world)

    def answer(self, world: Outside) -> None:
        world.answers[self.decisive[1]] = self._take

    def _take(self, asked: Asked) -> Answer:
        self._taken.append(json.loads(asked.body))
        return Answer(200)

    def posts(self, world: Outside) -> Mapping[str, str]:
        """A receiver that names messages as we do, in their order."""
        numbers = ("dlv_1_1_kait", "dlv_2_1_kait", "dlv_3_1_kait")
        return {name: f"{one['title']}\n{one['message']}" for name, one in zip(numbers, self._taken, strict=False)}

    def last_try(self, world: Outside) -> Preview:
        told = self._taken[-1]
        return Preview(method="APPRISE", address=f"json://{HIDDEN}", body=f"{told['title']}\n\n{told['message']}")


DOUBLE = AppriseDouble()

"""A receiver of Standard Webhooks: it verifies, and it knows an id that it has seen."""

from __future__ import annotations

import json
from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from syndicator.model.channel import ChannelConfig
from tests.contract.double import Fault, HttpDouble
from tests.outside import Answer, Asked, Outside


class WebhookDouble(HttpDouble):
    secrets = {"signing": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    decisive = ("POST", "/kait")
    refusals = {
        Fault.VALIDATION: Answer(422, b'{"error": "title is missing"}'),
        Fault.LOGIN: Answer(401, b"who are you?"),
        Fault.LIMIT: Answer(429, headers={"Retry-After": "60"}),
    }

    def __init__(self) -> None:
        self._taken: dict[str, dict[str, object]] = {}

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(
            name="kait", kind="webhook", base_url=base_url + self.decisive[1], secrets={"signing": "KAIT_SECRET"}
        )

    def serve(self, world: Outside) -> None:
        self._taken = {}
        self.answer(world)

    def answer(self, world: Outside) -> None:
        world.answers[self.decisive[1]] = self._receive

    def posts(self, world: Outside) -> Mapping[str, str]:
        """A receiver that keeps account by itself: what was told last of each bulletin, by the first message's id."""
        shown: dict[str, str] = {}
        firsts: dict[str, str] = {}
        for key, payload in self._taken.items():
            data = payload["data"]
            assert isinstance(data, dict)
            earlier = str(data["earlier"] or key)
            firsts[key] = firsts.get(earlier, earlier)
            if payload["type"] == "bulletin.withdrawn":
                shown.pop(firsts[key], None)
            else:
                shown[firsts[key]] = f"{data['title']}\n{data['text']}"
        return shown

    def _receive(self, asked: Asked) -> Answer:
        if not self._trusts(asked):
            return self.refusals[Fault.LOGIN]
        self._taken.setdefault(asked.headers["webhook-id"], json.loads(asked.body))
        return Answer(204)

    def _trusts(self, asked: Asked) -> bool:
        try:
            Webhook(self.secrets["signing"]).verify(asked.body.decode(), dict(asked.headers))
        except WebhookVerificationError:
            return False
        return asked.method == "POST"


DOUBLE = WebhookDouble()

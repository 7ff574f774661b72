"""A receiver of Standard Webhooks: it verifies, and it knows an id that it has seen."""

from __future__ import annotations

from standardwebhooks import Webhook, WebhookVerificationError

from syndicator.model.channel import ChannelConfig
from tests.outside import Answer, Asked, Outside


class WebhookDouble:
    secrets = {"signing": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}  # noqa: RUF012 -- never changed
    decisive = "/kait"
    refusals = {  # noqa: RUF012 -- never changed
        "validation": Answer(422, b'{"error": "title is missing"}'),
        "authorisation": Answer(401, b"who are you?"),
        "limit": Answer(429, headers={"Retry-After": "60"}),
    }

    def config(self, base_url: str) -> ChannelConfig:
        return ChannelConfig(
            name="kait", kind="webhook", base_url=base_url + self.decisive, secrets={"signing": "KAIT_SECRET"}
        )

    def serve(self, world: Outside) -> None:
        world.answers[self.decisive] = self._receive

    def posts(self, world: Outside) -> list[str]:
        return sorted(
            {asked.headers["webhook-id"] for asked in world.requests_to(self.decisive) if self._trusts(asked)}
        )

    def _receive(self, asked: Asked) -> Answer:
        return Answer(204) if self._trusts(asked) else self.refusals["authorisation"]

    def _trusts(self, asked: Asked) -> bool:
        try:
            Webhook(self.secrets["signing"]).verify(asked.body.decode(), dict(asked.headers))
        except WebhookVerificationError:
            return False
        return asked.method == "POST"


DOUBLE = WebhookDouble()

"""
Webhooks with Standard Webhooks signatures (https://www.standardwebhooks.com, specification 1.0.0).

One POST a delivery. `webhook-id` is the delivery's key: a repeated send carries the same one, so that the
receiver can tell. A receiver that answers 410 wants no more: the delivery is abandoned.

A correction or withdrawal may be told by another bulletin of the same `story`; `earlier` is the `webhook-id` of the
message that it replaces.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from syndicator.deliver.answers import of_fault, of_refusal
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.exchange import exchange
from syndicator.deliver.message import Message
from syndicator.deliver.preview import Preview, preview_of
from syndicator.deliver.telling import Telling, whole
from syndicator.errors import ConfigError, SourceFault
from syndicator.model.attempt import Delivered, Outcome, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt

_EVENTS = {
    Action.CREATE: "bulletin.created",
    Action.REVISE: "bulletin.revised",
    Action.WITHDRAW: "bulletin.withdrawn",
}


class WebhookChannel:
    """Posts bulletins as JSON to one address."""

    promise = Promise.REPEATABLE
    abilities = Abilities(answers=False)

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        self._client = supplies.client
        self._clock = supplies.clock
        self._secrets = tuple(supplies.secrets.values())
        self._address = httpx.URL(str(config.base_url))
        try:
            self._signer = Webhook(supplies.secrets["signing"])
        except (ValueError, EmptyWebhookSecretError) as error:
            raise ConfigError(
                config.secrets["signing"],
                f"{config.name}: this is no signing secret",
                "make one with: openssl rand -base64 24",
            ) from error

    def compose(self, telling: Telling) -> Message:
        """Return all of it."""
        return whole(telling)

    def send(self, post: Post) -> Outcome:
        """Post it; any 2xx is a success."""
        now = self._clock()
        try:
            answer = exchange(self._client, self._request(post, now))
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error)
        if answer.is_success:
            return Delivered(Receipt(remote_id=post.delivery.key))
        return of_refusal(answer, now)

    def _request(self, post: Post, now: datetime) -> httpx.Request:
        """Return the whole request: what a client adds to it is not needed, and costs more than all the rest."""
        body = json.dumps(_payload(post), ensure_ascii=False, separators=(",", ":"))
        key = post.delivery.key
        headers = {
            "user-agent": self._client.headers["user-agent"],
            "content-type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(key, now.astimezone(UTC), body),
        }
        timeout = {"timeout": self._client.timeout.as_dict()}
        return httpx.Request("POST", self._address, content=body.encode(), headers=headers, extensions=timeout)

    def find(self, post: Post) -> Outcome:
        """A receiver cannot be asked; sending again is safe, for it knows the key."""
        return Unconfirmed(f"a receiver of webhooks cannot be asked whether it has {post.delivery.key}")

    def preview(self, post: Post) -> Preview:
        """Return the signed request."""
        return preview_of(self._request(post, self._clock()), self._secrets)

    def check(self) -> Condition:
        """Nothing can be asked of a receiver without telling it something."""
        return Condition()


def _payload(post: Post) -> dict[str, object]:
    bulletin, message, verdict = post.bulletin, post.message, post.bulletin.verdict
    subject: dict[str, object] = {
        "id": bulletin.id,
        "uid": str(bulletin.uid),
        "story": str(bulletin.story_uid),
        "revision": bulletin.revision,
        "earlier": post.earlier,
    }
    if message is not None:
        subject |= {
            "url": post.link,
            "source_url": bulletin.address,
            "title": message.title,
            "lead": message.lead,
            "text": message.text,
            "html": message.html,
            "image": message.image,
            "published_at": bulletin.content.published_at.isoformat(),
            "topics": [{"slug": slug, "name": name} for slug, name in post.topics.items()],
            "unit": {"slug": post.unit.slug, "name": post.unit.name} if post.unit else None,
            "place": verdict.place,
            "urgency": verdict.urgency.name.lower(),
        }
    return {"type": _EVENTS[post.delivery.action], "timestamp": post.delivery.planned_at.isoformat(), "data": subject}


CHANNEL = WebhookChannel

"""
Webhooks with Standard Webhooks signatures (https://www.standardwebhooks.com, specification 1.0.0).

One POST a delivery. `webhook-id` is the delivery's key: a repeated send carries the same one, so that the
receiver can tell. A receiver that answers 410 wants no more: the delivery is abandoned.

A correction or withdrawal may be told by another bulletin of the same `story`; `earlier` is the `webhook-id` of the
message that it replaces.
"""

from __future__ import annotations

import json
from datetime import UTC

import httpx
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from syndicator.deliver.answers import of_fault, of_refusal
from syndicator.deliver.channel import Post, Promise, Supplies
from syndicator.deliver.exchange import exchange
from syndicator.deliver.message import Message, whole
from syndicator.errors import ConfigError, SourceFault
from syndicator.model.attempt import Delivered, Outcome
from syndicator.model.bulletin import Content
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt

KIND = "webhook"
SECRETS = ("signing",)
NEEDS_ADDRESS = True

_EVENTS = {
    Action.CREATE: "bulletin.created",
    Action.REVISE: "bulletin.revised",
    Action.WITHDRAW: "bulletin.withdrawn",
}


class WebhookChannel:
    """Posts bulletins as JSON to one address."""

    promise = Promise.REPEATABLE

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        self._client = supplies.client
        self._clock = supplies.clock
        try:
            self._signer = Webhook(supplies.secrets["signing"])
        except (ValueError, EmptyWebhookSecretError) as error:
            raise ConfigError(
                config.secrets["signing"],
                f"{config.name}: this is no signing secret",
                "make one with: openssl rand -base64 24",
            ) from error

    def compose(self, content: Content) -> Message:
        """Return all of it."""
        return whole(content)

    def send(self, post: Post) -> Outcome:
        """Post it; any 2xx is a success."""
        now = self._clock()
        body = json.dumps(_payload(post, now.isoformat()), ensure_ascii=False, separators=(",", ":"))
        key = post.delivery.key
        headers = {
            "content-type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(key, now.astimezone(UTC), body),
        }
        try:
            request = self._client.build_request(
                "POST", str(self.config.base_url), content=body.encode(), headers=headers
            )
            answer = exchange(self._client, request)
        except (httpx.HTTPError, SourceFault) as error:
            return of_fault(error)
        if answer.is_success:
            return Delivered(Receipt(remote_id=key))
        return of_refusal(answer, now)

    def find(self, post: Post) -> Outcome:
        """Send again: the receiver knows the key."""
        return self.send(post)


def _payload(post: Post, timestamp: str) -> dict[str, object]:
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
    return {"type": _EVENTS[post.delivery.action], "timestamp": timestamp, "data": subject}

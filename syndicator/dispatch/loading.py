"""From claims to what is sent: bulletins, earlier posts, and the messages that channels compose of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from syndicator.deliver.campaign import with_campaign
from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.message import Message
from syndicator.deliver.telling import Line, Occasion, Telling
from syndicator.dispatch.sending import Sending
from syndicator.model.bulletin import Bulletin, BulletinState
from syndicator.model.channel import OnSmallRevise, OnWithdraw
from syndicator.model.delivery import Action, Delivery, DeliveryClaim
from syndicator.model.posting import Posting
from syndicator.model.unit import UnitTree
from syndicator.storage import deliveries, digests, reading
from syndicator.storage.session import Database

_OCCASIONS = {Action.CREATE: Occasion.RELEASE, Action.REVISE: Occasion.CORRECTION, Action.WITHDRAW: Occasion.NOTICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """
    Reads what posts are made of, and has channels compose them.

    Args:
        channels: every configured channel by name.
        topic_names: language → topic slug → name.
        base_url: the public address of the portal, without a last slash.
    """

    database: Database
    channels: Mapping[str, Channel]
    topic_names: Mapping[str, Mapping[str, str]]
    units: UnitTree
    base_url: str

    def load(self, claims: Sequence[DeliveryClaim]) -> dict[int, Sending]:
        """Return what is sent for each claim, by the delivery's id; digests of earlier attempts as they were."""
        ids = [claim.delivery.id for claim in claims]
        with self.database.read() as connection:
            carried = digests.carried(connection, [one.delivery.id for one in claims if one.delivery.attempts > 1])
            members = [member.id for some in carried.values() for member in some]
            bulletins = reading.of_deliveries(connection, [*ids, *members])
            earlier = deliveries.earlier_posts(connection, [claim.delivery for claim in claims])
            told_together = digests.in_digest(connection, [posting.delivery_id for posting in earlier.values()])
            shown = reading.contents(connection, [earlier[one].shows for one in self._careful(claims, earlier)])
        sendings = {}
        for claim in claims:
            one = claim.delivery
            posting = earlier.get(one.id)
            sendings[one.id] = Sending(
                claim=claim,
                channel=self.channels.get(one.channel),
                post=self._post(one, bulletins[one.id], posting),
                has_post=posting is not None,
                shown=shown.get(posting.shows) if posting else None,
                carries=tuple(bulletins[member.id] for member in carried.get(one.id, ())),
                in_digest=posting is not None and posting.delivery_id in told_together,
            )
        return {id_: self._with_digest(sending) for id_, sending in sendings.items()}

    def _careful(self, claims: Sequence[DeliveryClaim], earlier: Mapping[int, Posting]) -> list[int]:
        """Return the corrections that their channels take only if they are more than typos."""
        careful = {name for name, one in self.channels.items() if one.config.on_small_revise is OnSmallRevise.IGNORE}
        revising = [claim.delivery for claim in claims if claim.delivery.action is Action.REVISE]
        return [one.id for one in revising if one.channel in careful and one.id in earlier]

    def _post(self, delivery: Delivery, bulletin: Bulletin, posting: Posting | None) -> Post:
        channel = self.channels.get(delivery.channel)
        names = self.topic_names.get(channel.config.language if channel else "id", {})
        unit = bulletin.verdict.unit
        return Post(
            delivery=delivery,
            bulletin=bulletin,
            message=self._message(channel, bulletin, delivery.action),
            link=f"{self.base_url}{bulletin.path}",
            topics={topic.slug: names.get(topic.slug, topic.slug) for topic in bulletin.verdict.topics},
            unit=self.units.find(unit) if unit else None,
            earlier=posting.remote_id if posting and delivery.action is not Action.CREATE else None,
        )

    def _message(self, channel: Channel | None, bulletin: Bulletin, action: Action) -> Message | None:
        if channel is None:
            return None
        if action is Action.WITHDRAW and channel.config.on_withdraw is not OnWithdraw.NOTICE:
            return None
        return channel.compose(self.telling(channel, bulletin, _OCCASIONS[action]))

    def telling(self, channel: Channel, bulletin: Bulletin, occasion: Occasion = Occasion.RELEASE) -> Telling:
        """Return what a channel may tell of a bulletin; a notice of its withdrawal says nothing of it."""
        config, verdict, content = channel.config, bulletin.verdict, bulletin.content
        link = with_campaign(f"{self.base_url}{bulletin.path}", config.kind, config.campaign)
        if occasion is Occasion.NOTICE:
            return Telling(occasion=occasion, title="", link=link, published_at=content.published_at)
        names = self.topic_names.get(config.language, {})
        unit = self.units.find(verdict.unit) if verdict.unit else None
        return Telling(
            occasion=occasion,
            title=content.title,
            lead=content.lead,
            text=content.text,
            html=content.html,
            image=content.image,
            link=link,
            topics=tuple(names.get(topic.slug, topic.slug) for topic in verdict.topics),
            unit=unit.name if unit else None,
            place=verdict.place,
            published_at=content.published_at,
            urgency=verdict.urgency,
        )

    def _with_digest(self, sending: Sending) -> Sending:
        """A delivery that carried others before carries them again; what was taken back meanwhile is left out."""
        told = [one for one in sending.carries if one.state is BulletinState.RELEASED]
        return self.digest(sending, told) if sending.carries else sending

    def digest(self, sending: Sending, others: Sequence[Bulletin]) -> Sending:
        """Return a delivery that posts one digest of its own bulletin and of others."""
        channel, post = sending.channel, sending.post
        if channel is None:
            return sending
        config, told = channel.config, [post.bulletin, *others]
        address = f"{self.base_url}/?{urlencode({'ringkasan': post.delivery.id})}"
        link = with_campaign(address, config.kind, config.campaign)
        lines = tuple(Line(one.content.title, f"{self.base_url}{one.path}") for one in told)
        newest = max(one.content.published_at for one in told)
        telling = Telling(occasion=Occasion.DIGEST, title="", link=link, lines=lines, published_at=newest)
        return replace(sending, digest=replace(post, message=channel.compose(telling), link=address))

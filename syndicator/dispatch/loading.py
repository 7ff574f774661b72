"""From claims to what is sent: bulletins, earlier posts, and the messages that channels compose of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from syndicator.deliver.campaign import with_campaign
from syndicator.deliver.channel import Channel, Post
from syndicator.deliver.message import Message
from syndicator.deliver.telling import Line, Occasion, Telling
from syndicator.dispatch.sending import Sending
from syndicator.errors import SyndicatorError
from syndicator.model.bulletin import Bulletin, BulletinState, Content
from syndicator.model.channel import OnSmallRevise, OnWithdraw
from syndicator.model.channel_text import ChannelText, in_force
from syndicator.model.delivery import Action, Delivery, DeliveryClaim
from syndicator.model.posting import Posting
from syndicator.model.unit import Unit, UnitTree
from syndicator.storage import attempts, deliveries, digests, reading
from syndicator.storage.session import Connection, Database
from syndicator.storage.told import Told, told_by
from syndicator.telemetry import logger

log = logger(__name__)

_OCCASIONS = {Action.CREATE: Occasion.RELEASE, Action.REVISE: Occasion.CORRECTION, Action.WITHDRAW: Occasion.NOTICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """
    What the posts of claims are made of, by delivery.

    Args:
        told: what each tells, and what each that it carries tells.
        carried: what is told with each from an earlier attempt on.
        newest: what bulletins say now, of which an earlier attempt may have told something else.
        earlier: the post that its story has.
        together: those of the earlier posts that are digests, or in one.
        shown: what revisions say that earlier posts show, where that matters.
        texts: what the desk wrote itself, by bulletin and channel.
        doubted: when the first attempt began of which nobody knows what it did.
    """

    told: Mapping[int, Told]
    carried: Mapping[int, Sequence[Delivery]]
    newest: Mapping[int, Bulletin]
    earlier: Mapping[int, Posting]
    together: frozenset[int]
    shown: Mapping[tuple[int, int], Content]
    texts: Mapping[tuple[int, str], ChannelText] = field(default_factory=dict)
    doubted: Mapping[int, datetime] = field(default_factory=dict)


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
        with self.database.read() as connection:
            material = self.read(connection, claims)
        return self.compose(claims, material)

    def read(self, connection: Connection, claims: Sequence[DeliveryClaim]) -> Material:
        """Read all that the posts of claims are made of."""
        claimed = [claim.delivery for claim in claims]
        carriers = [one.delivery.id for one in claims if one.carries and one.delivery.action is Action.CREATE]
        carried = digests.carried(connection, carriers)
        members = [member.id for some in carried.values() for member in some]
        told = told_by(connection, [*(one.id for one in claimed), *members])
        stories = {one.bulletin_id: told[one.id].bulletin.story_id for one in claimed}
        earlier = deliveries.earlier_posts(connection, claimed, stories)
        together = digests.in_digest(connection, [posting.delivery_id for posting in earlier.values()])
        shown = reading.contents(connection, [earlier[one].shows for one in self._careful(claims, earlier)])
        open_ones = [one for one in claims if one.is_open and one.delivery.action is Action.CREATE]
        newest = self._newest(connection, open_ones, carried)
        return Material(
            told=told,
            carried=carried,
            newest=newest,
            earlier=earlier,
            together=together,
            shown=shown,
            doubted=attempts.doubted_since(connection, [one.delivery.id for one in claims if one.is_open]),
            texts={(one.bulletin_id, one.channel): own for one in claimed if (own := told[one.id].own) is not None},
        )

    def compose(self, claims: Sequence[DeliveryClaim], material: Material) -> dict[int, Sending]:
        """Return what is sent for each claim, by the delivery's id."""
        return {claim.delivery.id: self._sending(claim, material) for claim in claims}

    def _sending(self, claim: DeliveryClaim, material: Material) -> Sending:
        one = claim.delivery
        told, posting = material.told[one.id], material.earlier.get(one.id)
        channel = self.channels.get(one.channel)
        text = material.texts.get((one.bulletin_id, one.channel))
        message, fault = self._message(channel, told.bulletin, one, text)
        earlier = posting.remote_id if posting and one.action is not Action.CREATE else None
        doubted_at = material.doubted.get(one.id)
        newest, newer = material.newest.get(one.id), None
        if newest is not None and newest.revision > one.revision:
            changed, fault = self._message(channel, newest, one, text)
            newer = self.post(one, newest, changed, earlier=earlier, doubted_at=doubted_at)
        members = (replace(claim, delivery=member) for member in material.carried.get(one.id, ()))
        return Sending(
            claim=claim,
            channel=channel,
            post=self.post(one, told.bulletin, message, earlier=earlier, doubted_at=doubted_at),
            has_post=posting is not None,
            shown=material.shown.get(posting.shows) if posting and not one.is_reworded else None,
            shows=posting.shows if posting else None,
            carries=tuple(self._sending(member, material) for member in members),
            in_digest=posting is not None and posting.delivery_id in material.together,
            newer=newer,
            cleared_by=told.cleared_by if newer is None else None,
            fault=fault,
            trace=told.trace,
        )

    def _newest(
        self, connection: Connection, claims: Sequence[DeliveryClaim], carried: Mapping[int, Sequence[Delivery]]
    ) -> dict[int, Bulletin]:
        """Return what bulletins say now, by the deliveries that told, or carried, what they said before."""
        again = [one for claim in claims for one in (claim.delivery, *carried.get(claim.delivery.id, ()))]
        found = {one.id: reading.bulletin(connection, one.bulletin_id) for one in again}
        return {delivery_id: bulletin for delivery_id, bulletin in found.items() if bulletin is not None}

    def _careful(self, claims: Sequence[DeliveryClaim], earlier: Mapping[int, Posting]) -> list[int]:
        """Return the corrections that their channels take only if they are more than typos."""
        careful = {name for name, one in self.channels.items() if one.config.on_small_revise is OnSmallRevise.IGNORE}
        revising = [claim.delivery for claim in claims if claim.delivery.action is Action.REVISE]
        return [one.id for one in revising if one.channel in careful and one.id in earlier]

    def post(
        self,
        delivery: Delivery,
        bulletin: Bulletin,
        message: Message | None,
        *,
        earlier: str | None = None,
        doubted_at: datetime | None = None,
    ) -> Post:
        """Return what a channel is given to say a message; `earlier` and `doubted_at` as in `Post`."""
        return Post(
            delivery=delivery,
            bulletin=bulletin,
            message=message,
            link=f"{self.base_url}{bulletin.path}",
            topics=self._topics(self.channels.get(delivery.channel), bulletin),
            unit=self._unit(bulletin),
            earlier=earlier,
            doubted_at=doubted_at,
        )

    def _topics(self, channel: Channel | None, bulletin: Bulletin) -> dict[str, str]:
        names = self.topic_names.get(channel.config.language if channel else "id", {})
        return {topic.slug: names.get(topic.slug, topic.slug) for topic in bulletin.verdict.topics}

    def _unit(self, bulletin: Bulletin) -> Unit | None:
        slug = bulletin.verdict.unit
        return self.units.find(slug) if slug else None

    def _message(
        self, channel: Channel | None, bulletin: Bulletin, delivery: Delivery, text: ChannelText | None
    ) -> tuple[Message | None, str | None]:
        """Return what a channel makes of a bulletin, or why it makes nothing: one fault stops no other delivery."""
        if channel is None:
            return None, None
        action = delivery.action
        if action is Action.WITHDRAW and channel.config.on_withdraw is not OnWithdraw.NOTICE:
            return None, None
        try:
            telling = self.telling(channel, bulletin, _OCCASIONS[action])
            return channel.compose(replace(telling, own=in_force(text, bulletin))), None
        except SyndicatorError as error:
            return None, f"no message can be made: {error}"
        except Exception as error:
            log.exception("compose_failed", channel=delivery.channel, delivery=delivery.id)
            return None, f"no message can be made: {type(error).__name__}: {error}"

    def telling(self, channel: Channel, bulletin: Bulletin, occasion: Occasion = Occasion.RELEASE) -> Telling:
        """Return what a channel may tell of a bulletin; a notice of its withdrawal says nothing of it."""
        config, verdict, content = channel.config, bulletin.verdict, bulletin.content
        link = with_campaign(f"{self.base_url}{bulletin.path}", config.kind, config.campaign)
        if occasion is Occasion.NOTICE:
            return Telling(occasion=occasion, title="", link=link, published_at=content.published_at)
        unit = self._unit(bulletin)
        return Telling(
            occasion=occasion,
            title=content.title,
            lead=content.lead,
            text=content.text,
            html=content.html,
            image=content.image,
            link=link,
            topics=tuple(self._topics(channel, bulletin).values()),
            unit=unit.name if unit else None,
            place=verdict.place,
            published_at=content.published_at,
            urgency=verdict.urgency,
        )

    def digest(self, sending: Sending, others: Sequence[Bulletin]) -> Sending:
        """Return a delivery that posts one digest of its own bulletin, if that may be seen, and of others."""
        channel, post = sending.channel, sending.post
        if channel is None:
            return sending
        config = channel.config
        told = [one for one in (post.bulletin, *others) if one.state is BulletinState.RELEASED]
        address = f"{self.base_url}/?{urlencode({'ringkasan': post.delivery.id})}"
        link = with_campaign(address, config.kind, config.campaign)
        lines = tuple(Line(one.content.title, f"{self.base_url}{one.path}") for one in told)
        newest = max(one.content.published_at for one in (post.bulletin, *others))
        telling = Telling(occasion=Occasion.DIGEST, title="", link=link, lines=lines, published_at=newest)
        try:
            return replace(sending, digest=replace(post, message=channel.compose(telling), link=address))
        except SyndicatorError as error:
            return replace(sending, fault=f"no digest can be made: {error}")

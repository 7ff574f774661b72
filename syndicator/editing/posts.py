"""What a person decides about single deliveries, and about what is sent to a channel."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from syndicator.editing.checks import event_of, in_state
from syndicator.errors import NotFound, Refused
from syndicator.model.bulletin import BulletinState
from syndicator.model.channel import ChannelConfig, ChannelState
from syndicator.model.delivery import STOPPED, Action, Delivery, DeliveryState, Ring
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.storage import channels, deliveries, digests, events, queues
from syndicator.storage.session import Connection, Database

RETRIABLE = frozenset(
    {DeliveryState.ABANDONED, DeliveryState.UNCONFIRMED, DeliveryState.CANCELLED, DeliveryState.REHEARSED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDecisions:
    """Carries out decisions about posts; each becomes an event with the person's name."""

    database: Database
    channels: Mapping[str, ChannelConfig]
    clock: Clock

    def retry(self, delivery_id: int, *, actor: str) -> list[Ring]:
        """
        Try a delivery again that was given up, cancelled, rehearsed, or left unconfirmed; never to a second post.

        A person's word overrules the age of the bulletin. What a digest told leaves it; what carried one carries it
        again. Where nobody knew whether it is there, the service is asked first, if it can be, and nothing cancels it
        meanwhile.
        """
        now = self.clock()
        with self.database.write() as connection:
            delivery = in_state(connection, delivery_id, RETRIABLE)
            _check_single(connection, delivery)
            doubtful = delivery.state is DeliveryState.UNCONFIRMED
            deliveries.set_state(
                connection,
                delivery_id,
                DeliveryState.SENDING if doubtful else DeliveryState.PLANNED,
                now,
                due_at=now,
                planned_at=delivery.planned_at if doubtful else now,
                reason=delivery.reason_of_retry(actor),
                last_error=None,
                carried_by=None,
                begun=False,
                free_at=now if doubtful else None,
            )
            digests.follow(connection, delivery_id, delivery.state, DeliveryState.SENDING, now)
            told = event_of(EventKind.DELIVERY_RETRIED, delivery.bulletin_id, actor, "", now, delivery_id)
            events.append(connection, [told])
            return [Ring(delivery_id, delivery.channel)] if delivery.channel in self.channels else []

    def cancel(self, delivery_id: int, *, actor: str) -> None:
        """Stop a post or a correction that has not gone out; it stays so until a person tries it again."""
        now, reason = self.clock(), f"{STOPPED}{actor}"
        with self.database.write() as connection:
            delivery = in_state(connection, delivery_id, frozenset({DeliveryState.PLANNED}))
            if delivery.action is Action.WITHDRAW:
                raise Refused("what was taken back has to come down everywhere", "release its bulletin again")
            deliveries.cancel(connection, [delivery_id], reason, now)
            told = event_of(EventKind.DELIVERY_CANCELLED, delivery.bulletin_id, actor, reason, now, delivery_id)
            events.append(connection, [told])

    def retry_all(self, channel: str, *, actor: str, most: int = 200) -> int:
        """Try again what was given up in a channel, the newest first; return how many may go. The others stay so."""
        with self.database.read() as connection:
            given_up = deliveries.listing(connection, state=DeliveryState.ABANDONED, channel=channel, most=most)
            about = queues.about(connection, [one.id for one in given_up])
        tried = 0
        for one in given_up:
            if about[one.id].state is not BulletinState.RELEASED and one.action is not Action.WITHDRAW:
                continue
            with suppress(Refused):  # its story has another post there, or somebody was faster
                self.retry(one.id, actor=actor)
                tried += 1
        return tried

    def settle(self, delivery_id: int, *, delivered: bool, actor: str, address: str | None = None) -> None:
        """
        Say what became of an unconfirmed delivery, and of all that its digest told, after a look at the account.

        Args:
            address: of the post, where a person found it.
        """
        now = self.clock()
        state = DeliveryState.DELIVERED if delivered else DeliveryState.ABANDONED
        said = "it is there" if delivered else "it is not there"
        with self.database.write() as connection:
            delivery = in_state(connection, delivery_id, frozenset({DeliveryState.UNCONFIRMED}))
            found = (address if delivered else None) or delivery.remote_address
            deliveries.set_state(connection, delivery_id, state, now, remote_address=found)
            also = digests.follow(connection, delivery_id, DeliveryState.UNCONFIRMED, state, now)
            settled = [(one.bulletin_id, one.id) for one in (delivery, *also)]
            told = [event_of(EventKind.DELIVERY_SETTLED, of, actor, said, now, one) for of, one in settled]
            events.append(connection, told)

    def set_channel(self, name: str, state: ChannelState, *, actor: str, reason: str = "") -> None:
        """Pause or resume a channel; what is due waits meanwhile."""
        now, pauses = self.clock(), state is ChannelState.PAUSED
        with self.database.write() as connection:
            said = f"{reason} ({actor})".strip() if pauses else None
            if not channels.set_state(connection, name, state, said, now):
                raise NotFound(f"there is no channel {name!r}", "list them with: syndicator channels list")
            kind = EventKind.CHANNEL_PAUSED if pauses else EventKind.CHANNEL_RESUMED
            told = Event(kind=kind, at=now, reason=reason, actor=actor, details={"channel": name})
            events.append(connection, [told])


def _check_single(connection: Connection, delivery: Delivery) -> None:
    posts = deliveries.posts_by_bulletin(connection, [delivery.bulletin_id]).get(delivery.bulletin_id, ())
    others = [one for one in posts if one.channel == delivery.channel and one.delivery_id != delivery.id]
    if delivery.action is Action.CREATE and others:
        cause = f"its story has another post in {delivery.channel} (delivery {others[0].delivery_id})"
        raise Refused(cause, "one release has one post a channel; withdraw that one first")

"""Queries on `hub_topics`: the feeds that somebody subscribed, and what was read of them last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update

from syndicator.model.subscriber import Topic
from syndicator.storage import changes
from syndicator.storage.statements import AnyRow, upsert
from syndicator.storage.tables import HubSubscriberRow, HubTopicRow

_COLUMNS = (HubTopicRow.address, HubTopicRow.version, HubTopicRow.etag, HubTopicRow.media_type)


def state(connection: Connection) -> str:
    """Return a name for the state of all that the public may see; another name, and feeds may have changed."""
    version = changes.version(connection)
    return f"{version.newest}.{version.count}.{version.mark}"


def to_look_at(connection: Connection, seen: str, now: datetime) -> list[tuple[Topic, bool]]:
    """Return the topics to read again, without their bodies, and whether anything changed since each was read."""
    due = or_(HubTopicRow.seen != seen, HubTopicRow.look_at <= now)
    rows = connection.execute(select(*_COLUMNS, HubTopicRow.seen).where(due).order_by(HubTopicRow.address))
    return [(_topic(row, b""), row.seen != seen) for row in rows]


def find(connection: Connection, address: str) -> Topic | None:
    """Return a topic without its body, None where it was never read."""
    row = connection.execute(select(*_COLUMNS).where(HubTopicRow.address == address)).one_or_none()
    return _topic(row, b"") if row else None


def bodies(connection: Connection, addresses: Sequence[str]) -> dict[str, Topic]:
    """Return topics with their bodies."""
    wanted = select(*_COLUMNS, HubTopicRow.body).where(HubTopicRow.address.in_(sorted(set(addresses))))
    return {row.address: _topic(row, row.body) for row in connection.execute(wanted)}


def _topic(row: AnyRow, body: bytes) -> Topic:
    return Topic(address=row.address, version=row.version, etag=row.etag, media_type=row.media_type, body=body)


def count(connection: Connection) -> int:
    """Return how many feeds have subscribers."""
    return connection.execute(select(func.count()).select_from(HubTopicRow)).scalar_one()


def add(connection: Connection, topic: Topic, seen: str, look_at: datetime, now: datetime) -> None:
    """Store the first body of a topic, unless somebody was faster."""
    told = _told(topic, seen, look_at, now)
    inserted = upsert(connection, HubTopicRow).values(address=topic.address, **told)
    connection.execute(inserted.on_conflict_do_nothing(index_elements=["address"]))


def put(connection: Connection, topic: Topic, seen: str, look_at: datetime | None, now: datetime) -> None:
    """Store a body that is new; it is owed to all subscribers of the topic from now on."""
    told = _told(topic, seen, look_at, now)
    connection.execute(update(HubTopicRow).where(HubTopicRow.address == topic.address).values(**told))


def _told(topic: Topic, seen: str, look_at: datetime | None, now: datetime) -> dict[str, object]:
    return {
        "version": topic.version,
        "etag": topic.etag,
        "media_type": topic.media_type,
        "body": topic.body,
        "seen": seen,
        "look_at": look_at,
        "changed_at": now,
    }


def saw(connection: Connection, addresses: Sequence[str], seen: str, look_at: datetime | None) -> None:
    """Note that topics were as they had been."""
    connection.execute(
        update(HubTopicRow).where(HubTopicRow.address.in_(list(addresses))).values(seen=seen, look_at=look_at)
    )


def forget_unwanted(connection: Connection) -> int:
    """Forget the topics that nobody subscribes any more."""
    wanted = select(HubSubscriberRow.topic)
    return connection.execute(delete(HubTopicRow).where(HubTopicRow.address.not_in(wanted))).rowcount


def is_any_unwanted(connection: Connection) -> bool:
    """Whether a topic has no subscribers any more."""
    wanted = select(HubSubscriberRow.topic)
    return connection.execute(select(HubTopicRow.address).where(HubTopicRow.address.not_in(wanted))).first() is not None

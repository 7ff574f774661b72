"""From a document in UTF-8 to its reading, or to the reason why it has to be judged."""

from __future__ import annotations

from syndicator.model.entry import Reading
from syndicator.parse.entries import LARGEST_FEED, pace_of, reading_of
from syndicator.parse.fast import values
from syndicator.parse.fast.channel import Channel
from syndicator.parse.fast.item import Item
from syndicator.parse.fast.tree import Node, grow
from syndicator.parse.fast.unusual import Unusual


def read_fast(document: bytes, *, address: str) -> Reading:
    """
    Return what `feeds.read_feed` would return.

    Args:
        document: in UTF-8, whatever it declares itself to be.
        address: where it was found; the feed's own home counts from here.

    Raises:
        Unusual: something in it is not ordinary.
    """
    channel = _channel(grow(document))
    return reading_of(
        [Item(node).entry() for node in channel.items[:LARGEST_FEED]],
        title=values.clean(channel.title or ""),
        home=values.clean(channel.home or ""),
        address=address,
        every=pace_of(
            ttl=values.clean(channel.ttl),
            period=values.clean(channel.period),
            frequency=values.clean(channel.frequency),
        ),
        generator=values.clean(channel.generator),
        links=channel.links,
    )


def _channel(root: Node) -> Channel:
    channel = Channel()
    if root.tag == "feed":
        channel.read(root)
    elif root.tag in {"rss", "rdf:rdf"}:
        for child in root.children:
            if child.tag == "channel":
                channel.read(child)
            else:
                channel.read_beside(child)
    else:
        raise Unusual(f"the root {root.tag}")
    if root.tag == "rdf:rdf" and not channel.items:
        raise Unusual("RDF without items")
    return channel

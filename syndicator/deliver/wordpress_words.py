"""The words of a post on a WordPress site, and the slug by which it is found again; pure."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from hashlib import sha256

from syndicator.deliver.channel import Post
from syndicator.deliver.cleaning import one_line
from syndicator.deliver.markup import marked_up
from syndicator.deliver.message import Message
from syndicator.deliver.telling import Occasion, Telling
from syndicator.model.channel import ChannelConfig

SLUG_CHARS = 60
_SOURCE = {"id": "Sumber", "en": "Source"}


def composed(telling: Telling, told: Message, config: ChannelConfig) -> Message:
    """
    Return the message of a post: with the release's own markup, and a last line that names the source.

    Args:
        told: the same as a template writes it; its words are all there is of a digest, of a notice, and where the
            channel has a template of its own.
    """
    if config.template or telling.occasion in {Occasion.DIGEST, Occasion.NOTICE}:
        return replace(told, html=marked_up(told.text))
    source = _SOURCE.get(config.language, _SOURCE["en"])
    address, name = html.escape(telling.link), html.escape(one_line(telling.unit or told.title) or telling.link)
    body = telling.html or marked_up(telling.text or telling.lead)
    return replace(told, html=f'{body}\n<p>{source}: <a href="{address}">{name}</a></p>'.lstrip())


def shown(message: Message) -> dict[str, object]:
    """Return what the site is told; titles and excerpts are markup to it too, so that a `<` has to be told as one."""
    return {
        "title": html.escape(one_line(message.title), quote=False),
        "content": message.html,
        "excerpt": html.escape(one_line(message.lead), quote=False),
    }


def slug_of(post: Post, message: Message) -> str:
    """Return the slug of a post, which ends in its mark."""
    plain = unicodedata.normalize("NFKD", message.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    kept = words if len(words) <= SLUG_CHARS else words[: SLUG_CHARS + 1].rsplit("-", 1)[0][:SLUG_CHARS]
    return (kept or "siaran") + mark_of(post)


def mark_of(post: Post) -> str:
    """Return the end of the slug, which nobody else's post has: keys begin anew with a new database, uids do not."""
    return "-" + sha256(f"{post.bulletin.uid} {post.delivery.key}".encode()).hexdigest()[:8]

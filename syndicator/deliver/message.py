"""Messages: the words and the picture of a bulletin as a channel shows them; the guard reads them before they go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    What a channel shows, and nothing else of a bulletin.

    Args:
        title: of the release; the heading of a link card, or the subject, where a service has one.
        text: the whole post as a reader sees it, in plain words.
        lead: the second line of a link card, where a service has one.
        html: the same with markup, where the service takes it.
        image: address of the picture; `description` tells of it for who cannot see it.
        link: the one address that the post leads to.
    """

    title: str
    text: str
    lead: str = ""
    html: str = ""
    image: str | None = None
    description: str = ""
    link: str | None = None

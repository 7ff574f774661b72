"""Messages: the words and the picture of a bulletin as a channel shows them; the guard reads them before they go."""

from __future__ import annotations

from dataclasses import dataclass

from syndicator.model.bulletin import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    What a channel shows of one revision, and nothing else of it.

    Args:
        html: cleaned; with its captions and the descriptions of its pictures.
        description: of the picture, for who cannot see it.
    """

    title: str
    text: str
    lead: str = ""
    html: str = ""
    image: str | None = None
    description: str = ""


def whole(content: Content) -> Message:
    """Return a message of all that a revision says, for channels without limits of their own."""
    return Message(title=content.title, text=content.text, lead=content.lead, html=content.html, image=content.image)

"""Messages: the words and the picture of a bulletin as a channel shows them; the guard reads them before they go."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Length:
    """How long a post would be in full by its service's own counting, and the longest that the service takes."""

    count: int
    limit: int

    @property
    def is_cut(self) -> bool:
        """Whether the post shows only a part of what was written."""
        return self.count > self.limit


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
        length: of what the desk wrote for the channel; None where it wrote nothing.
    """

    title: str
    text: str
    lead: str = ""
    html: str = ""
    image: str | None = None
    description: str = ""
    link: str | None = None
    length: Length | None = field(default=None, compare=False)

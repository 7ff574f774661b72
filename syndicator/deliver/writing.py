"""Writing: from what may be told to the message of one channel, by its template, within its service's own count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from syndicator.deliver.message import Message
from syndicator.deliver.telling import Telling
from syndicator.model.channel import ChannelConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """
    How a service counts, and what a post there can show.

    Args:
        template: name of the kind's own template.
        count: length of a whole post, links and all, as the service counts.
        limit: the longest that it takes.
        markup: whether the template writes HTML; the count is of what a reader sees.
        tags: at most so many hash tags.
    """

    template: str
    count: Callable[[str], int]
    limit: int
    markup: bool = False
    tags: int = 3


class Writer:
    """
    Writes messages.

    Args:
        folder: templates of the config folder, which go before those of the package; None for none.
    """

    def __init__(self, folder: Path | None = None) -> None:
        own = PackageLoader("syndicator.deliver", "templates")
        loader = ChoiceLoader([FileSystemLoader(folder), own]) if folder else own
        self._plain = _environment(loader, markup=False)
        self._html = _environment(loader, markup=True)

    def write(self, telling: Telling, voice: Voice, config: ChannelConfig) -> Message:
        """Return the message of a telling, cut at the boundary of a sentence or word until it fits."""
        template = self._template(voice, config)
        text = _fitting(telling, voice, template)
        return Message(
            title=telling.title,
            text=text,
            lead=telling.lead,
            html=text if voice.markup else "",
            image=telling.image,
            description=telling.description,
            link=telling.link,
        )

    def _template(self, voice: Voice, config: ChannelConfig) -> Template:
        names = [f"{config.template or voice.template}.{config.language}.jinja", f"{voice.template}.id.jinja"]
        environment = self._html if voice.markup else self._plain
        return environment.select_template(names)


def _environment(loader: BaseLoader, *, markup: bool) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=loader, autoescape=markup, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _fitting(telling: Telling, voice: Voice, template: Template) -> str:
    words = telling.lead.split()
    for kept in range(len(words), -1, -1):
        text = template.render(
            told=telling,
            title=telling.title,
            lead=" ".join(words[:kept]),
            tags=" ".join(tags_of(telling.topics, voice.tags)),
        ).strip()
        if voice.count(text) <= voice.limit:
            return text
    return telling.link


def tags_of(topics: Sequence[str], most: int) -> tuple[str, ...]:
    """Return hash tags of names of topics: `#LaluLintas`."""
    return tuple("#" + "".join(word[:1].upper() + word[1:] for word in topic.split()) for topic in topics[:most])

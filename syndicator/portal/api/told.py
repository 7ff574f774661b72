"""From what is stored to what the API tells: names put beside slugs, addresses made whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syndicator.bootstrap.service import Service
from syndicator.model import bulletin as model
from syndicator.model.unit import Unit as PoliceUnit
from syndicator.model.unit import UnitTree
from syndicator.portal.api import shapes
from syndicator.portal.names import web_address
from syndicator.storage.stories import StoryMember


@dataclass(frozen=True, slots=True)
class Teller:
    """
    Tells in shapes.

    Args:
        base: our own address.
        indonesian, english: names of topics by their slugs.
    """

    base: str
    units: UnitTree
    indonesian: Mapping[str, str]
    english: Mapping[str, str]

    def bulletin(self, one: model.Bulletin) -> shapes.Bulletin:
        """Return a bulletin that the public may see."""
        content, verdict = one.content, one.verdict
        return shapes.Bulletin(
            id=one.id,
            story=one.story_uid,
            page=self.base + one.path,
            title=content.title,
            lead=content.lead,
            text=content.text,
            html=content.html,
            image=web_address(content.image),
            author=content.author,
            address=web_address(one.address),
            source=one.source_id,
            unit=self.unit_name(verdict.unit),
            polda=self.unit_name(verdict.polda),
            place=verdict.place,
            topics=[self.topic_name(topic.slug) for topic in verdict.topics if topic.slug in self.indonesian],
            operations=[operation.slug for operation in verdict.operations],
            urgency=("routine", "important", "urgent")[verdict.urgency],
            event_at=verdict.event_at,
            published_at=content.published_at,
            released_at=one.released_at or one.first_seen_at,
            updated_at=one.updated_at,
            revision=one.revision,
        )

    def story(self, head: model.Bulletin, members: Sequence[StoryMember]) -> shapes.Story:
        """Return a story by the bulletin that stands for it, and those of its members that the public may see."""
        return shapes.Story(
            id=head.story_uid,
            bulletin=head.id,
            title=head.content.title,
            page=self.base + head.path,
            released_at=head.released_at or head.first_seen_at,
            updated_at=head.updated_at,
            members=[
                shapes.Member(
                    bulletin=one.id,
                    title=one.title,
                    unit=self.unit_name(one.unit),
                    source=one.source_id,
                    address=web_address(one.address),
                    published_at=one.published_at,
                    canonical=one.canonical,
                )
                for one in members
            ],
        )

    def unit(self, unit: PoliceUnit) -> shapes.Unit:
        """Return a unit with its place in the tree."""
        above, polda = self.units.above(unit), self.units.polda(unit)
        return shapes.Unit(
            slug=unit.slug,
            name=unit.name,
            kind=unit.kind,
            above=above.slug if above else None,
            polda=polda.slug if polda else None,
            regency=unit.regency,
            zone=unit.zone,
            page=f"{self.base}/units/{unit.slug}",
        )

    def topic(self, slug: str) -> shapes.Topic:
        """Return a topic of the vocabulary."""
        return shapes.Topic(slug=slug, names=self._names(slug), page=f"{self.base}/topics/{slug}")

    def topic_name(self, slug: str) -> shapes.TopicName:
        """Return a topic by its names."""
        return shapes.TopicName(slug=slug, names=self._names(slug))

    def unit_name(self, slug: str | None) -> shapes.UnitName | None:
        """Return a unit by its name; None where it is open or no longer known."""
        unit = self.units.find(slug) if slug else None
        return shapes.UnitName(slug=unit.slug, name=unit.name) if unit else None

    def _names(self, slug: str) -> shapes.Names:
        return shapes.Names(id=self.indonesian[slug], en=self.english[slug])


def teller(service: Service) -> Teller:
    """Return a teller that knows the names as they are in force whenever it tells."""
    names = service.keeper.topic_names
    return Teller(service.settings.environment.public_address, service.settings.units, names("id"), names("en"))

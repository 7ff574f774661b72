"""All settings together, checked against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syndicator.classify.authenticity import AuthenticityRules
from syndicator.classify.judge import Rulebook
from syndicator.classify.learned import Example, LearnedModel
from syndicator.classify.operations import OperationTerms
from syndicator.classify.sensitivity import SensitivityRules
from syndicator.classify.topics import TopicTerms
from syndicator.classify.urgency import UrgencyRules
from syndicator.errors import ConfigError
from syndicator.model.channel import ChannelConfig
from syndicator.model.source import SourceConfig
from syndicator.model.stamp import Stamp
from syndicator.model.unit import UnitTree
from syndicator.route.rules import Rule
from syndicator.settings.channels import read_channels
from syndicator.settings.environment import Environment, read_environment
from syndicator.settings.learning import read_examples, read_model
from syndicator.settings.renewal import stamp_of
from syndicator.settings.routes import read_routes
from syndicator.settings.sources import read_sources_folder
from syndicator.settings.units import read_units
from syndicator.settings.variables import variable
from syndicator.settings.vocabulary import (
    read_authenticity,
    read_operations,
    read_sensitivity,
    read_topics,
    read_urgency,
)

LANGUAGES = frozenset({"id", "en"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    Everything that a person set.

    Args:
        stamp: how the files stood, before they were read, that are taken while the service runs.
        model: the model that the folder of settings brings along; one that was promoted later comes before it.
        secrets: channel → role → the secret itself; never logged, stored or shown.
    """

    environment: Environment
    stamp: Stamp
    units: UnitTree
    topics: tuple[TopicTerms, ...]
    operations: tuple[OperationTerms, ...]
    sensitivity: SensitivityRules
    urgency: UrgencyRules
    model: LearnedModel | None
    authenticity: AuthenticityRules
    channels: Mapping[str, ChannelConfig]
    secrets: Mapping[str, Mapping[str, str]] = field(repr=False)
    rules: tuple[Rule, ...]
    sources: tuple[SourceConfig, ...]

    def rulebook(self) -> Rulebook:
        """Return what the judge is built from."""
        return Rulebook(
            topics=self.topics,
            sensitivity=self.sensitivity,
            operations=self.operations,
            urgency=self.urgency,
            units=self.units,
        )

    def base_examples(self) -> tuple[Example, ...]:
        """Return the texts that we labelled ourselves; they are read only when something is learned."""
        slugs = frozenset(topic.slug for topic in self.topics)
        return read_examples(self.environment.config_folder / "examples", slugs)

    def topic_names(self) -> dict[str, dict[str, str]]:
        """Return language → topic slug → name."""
        return {
            "id": {topic.slug: topic.name_id for topic in self.topics},
            "en": {topic.slug: topic.name_en for topic in self.topics},
        }


def load() -> Settings:
    """
    Return the settings of this process.

    Raises:
        ConfigError: the first thing that is wrong; names the variable, or file and line.
    """
    environment = read_environment()
    folder = environment.config_folder
    stamp = stamp_of(folder)
    units = read_units(folder / "units.csv")
    topics = read_topics(folder / "topics.toml")
    channels = read_channels(folder / "channels.toml", LANGUAGES)
    return Settings(
        environment=environment,
        stamp=stamp,
        units=units,
        topics=topics,
        operations=read_operations(folder / "operations.toml"),
        sensitivity=read_sensitivity(folder / "sensitivity.toml"),
        urgency=read_urgency(folder / "urgency.toml"),
        model=read_model(folder / "model.json"),
        authenticity=read_authenticity(folder / "authenticity.toml"),
        channels=channels,
        secrets=_secrets(channels),
        rules=read_routes(
            folder / "routes.toml", channels=channels, topics={topic.slug for topic in topics}, units=units
        ),
        sources=tuple(read_sources_folder(folder / "sources", units)),
    )


def _secrets(channels: Mapping[str, ChannelConfig]) -> dict[str, dict[str, str]]:
    """Read the variables that enabled channels name."""
    found: dict[str, dict[str, str]] = {}
    for channel in channels.values():
        if not channel.enabled:
            continue
        for role, name in channel.secrets.items():
            value = variable(name)
            if not value:
                raise ConfigError(
                    name, f"the channel {channel.name!r} needs it ({role})", "set it, or disable the channel"
                )
            found.setdefault(channel.name, {})[role] = value
    return found

"""From settings to the keeper: which files the desk may change while the service runs."""

from __future__ import annotations

from syndicator.model.moment import Clock
from syndicator.rulekeeping import Origin, RuleKeeper, Rules
from syndicator.settings import Settings, renewed, stamp_of
from syndicator.storage.session import Database


def build_keeper(settings: Settings, database: Database, clock: Clock) -> RuleKeeper:
    """Return the keeper of the rules that the settings hold; it reads their files again when they change."""

    def read() -> Rules:
        return _rules(renewed(settings))

    folder = settings.environment.config_folder
    return RuleKeeper(Origin(stamp=lambda: stamp_of(folder), read=read), _rules(settings), database, clock)


def _rules(settings: Settings) -> Rules:
    return Rules(
        rulebook=settings.rulebook(),
        routes=settings.rules,
        topic_names=settings.topic_names(),
        model=settings.model,
        stamp=settings.stamp,
    )

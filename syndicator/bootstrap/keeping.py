"""From settings to the keeper: which files the desk may change while the service runs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from syndicator.errors import ConfigError
from syndicator.model.moment import Clock
from syndicator.rulekeeping import Origin, RuleKeeper, Rules
from syndicator.settings import RULE_FILES, Settings, renewed, stamp_of
from syndicator.storage.session import Database


def build_keeper(settings: Settings, database: Database, clock: Clock) -> RuleKeeper:
    """Return the keeper of the rules that the settings hold; it reads their files again when they change."""

    def read() -> Rules:
        return _rules(renewed(settings))

    def changed(name: str, text: str) -> Rules:
        with TemporaryDirectory(prefix="syndicator-") as aside:
            path = Path(aside) / name
            path.write_text(text, encoding="utf-8")
            try:
                return _rules(renewed(settings, {name: path}))
            except ConfigError as error:
                where = error.where.removeprefix(f"{aside}/").removeprefix(f"{folder}/")
                raise ConfigError(where, error.cause, error.mend) from error

    folder = settings.environment.config_folder
    origin = Origin(
        stamp=lambda: stamp_of(folder),
        read=read,
        names=RULE_FILES,
        text=lambda name: _text(folder / name),
        changed=changed,
    )
    return RuleKeeper(origin, _rules(settings), database, clock)


def _text(path: Path) -> str:
    """Return what a file says; one that is not there, or is no text, says nothing."""
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _rules(settings: Settings) -> Rules:
    return Rules(
        rulebook=settings.rulebook(),
        routes=settings.rules,
        topic_names=settings.topic_names(),
        model=settings.model,
        stamp=settings.stamp,
    )

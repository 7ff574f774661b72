"""How the accounts of channels stand: asked, remembered, and told where a person has to act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from syndicator.deliver.channel import Channel, Condition
from syndicator.errors import NotFound
from syndicator.model.event import Event, EventKind
from syndicator.model.moment import Clock
from syndicator.probing.asking import condition_of, conditions_of
from syndicator.probing.specimen import GOES, STAYS, Marks
from syndicator.probing.trial import Step, Trial
from syndicator.storage import channels, events
from syndicator.storage.session import Database
from syndicator.telemetry import logger

TOKEN_ENDS_SOON = timedelta(days=7)
TOLD_EVERY = timedelta(days=1)
WITHIN = timedelta(seconds=30)
"""A round over all accounts takes no longer."""

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probing:
    """
    Examines accounts.

    Args:
        channels: every enabled channel by name.
        base_url: the public address of the portal, without a last slash; a trial's link leads there.
    """

    database: Database
    channels: Mapping[str, Channel]
    base_url: str
    clock: Clock

    def check(self, name: str) -> Condition:
        """Ask how one account stands, and remember it; raises NotFound."""
        condition = condition_of(self._channel(name))
        self._remember({name: condition})
        return condition

    def check_all(self) -> dict[str, Condition]:
        """Ask how all accounts stand, and remember it; what a person has to do is told once a day."""
        found = self.look()
        self._remember(found)
        failing = sorted(name for name, condition in found.items() if condition.fault)
        log.info("channels_checked", channels=len(found), failing=failing)
        return found

    def look(self, within: timedelta = WITHIN) -> dict[str, Condition]:
        """Ask how all accounts stand, and change nothing; a channel on dry run may have no account."""
        real = {name: channel for name, channel in self.channels.items() if not channel.config.dry_run}
        return conditions_of(real, within)

    def test(self, name: str, *, keep: bool = False) -> Iterator[Step]:
        """
        Post a marked trial, take it down again unless it is kept, and yield each step as it ends.

        Nothing of it is stored or counted, and neither pauses nor blocks hold it up: it is how a person finds out
        whether what was wrong is mended. Raises NotFound.
        """
        marks = Marks(at=self.clock(), link=f"{self.base_url}/", text=STAYS if keep else GOES)
        return Trial(channel=self._channel(name), marks=marks, keep=keep).steps()

    def _channel(self, name: str) -> Channel:
        channel = self.channels.get(name)
        if channel is None:
            raise NotFound(f"no channel {name!r} is enabled", "see channels.toml, and: syndicator channels list")
        return channel

    def _remember(self, found: Mapping[str, Condition]) -> None:
        for name, condition in found.items():
            now = self.clock()
            with self.database.write() as connection:
                channels.note_condition(connection, name, condition.fault, condition.expires_at, now)
                for kind, reason in tidings(condition, now):
                    if not events.told_of_channel(connection, kind, name, since=now - TOLD_EVERY):
                        told = Event(kind=kind, at=now, reason=f"{name}: {reason}", details={"channel": name})
                        events.append(connection, [told])


def tidings(condition: Condition, now: datetime) -> Iterator[tuple[EventKind, str]]:
    """Yield what a person has to hear of an account."""
    if condition.fault is not None:
        yield EventKind.CHANNEL_FAULTY, condition.fault
    ends_at = condition.expires_at
    if ends_at is not None and ends_at - now <= TOKEN_ENDS_SOON:
        when = f"{'ended' if ends_at <= now else 'ends'} at {ends_at:%Y-%m-%d %H:%M} UTC"
        yield EventKind.CHANNEL_TOKEN_ENDS, f"its token {when} – get a new one, and write it into its variable"

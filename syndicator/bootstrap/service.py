"""The service: every use case of one process, ready to be called."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import redis

from syndicator.access import Access
from syndicator.accounts import Accounts, Elsewhere, Factors, Logins, Seal
from syndicator.bootstrap.bell import ChangeBell
from syndicator.bootstrap.queues import HUB, POLL, UPKEEP, dispatch_queue
from syndicator.checkup import Checkup
from syndicator.clustering import Clustering
from syndicator.correcting import Correcting
from syndicator.coverage import Coverage
from syndicator.dispatch import Dispatch
from syndicator.editing import Editing
from syndicator.exporting import Exporting
from syndicator.hub import Hub
from syndicator.intake import Intake
from syndicator.learning import Learning
from syndicator.mailing import MailingLists
from syndicator.masking import Masking
from syndicator.model.moment import Clock
from syndicator.observing import Observing
from syndicator.parse.reader import FeedReader
from syndicator.probing import Probing
from syndicator.pushing import Receiving, Subscribing
from syndicator.rekeying import Rekeying
from syndicator.repeating import Repeating
from syndicator.replaying import Replaying
from syndicator.rerouting import Rerouting
from syndicator.rewriting import Phrasing, Rewriting, Sheets
from syndicator.rulekeeping import RuleKeeper
from syndicator.safekeeping import Safekeeping
from syndicator.scheduling import Scheduling
from syndicator.settings import Settings
from syndicator.sourcing import Sourcing
from syndicator.storage import channels as channel_rows
from syndicator.storage import schema
from syndicator.storage.session import Database
from syndicator.submitting import Submitting
from syndicator.tracing import Tracing
from syndicator.upkeep import Upkeep


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """All use cases, ready to be called; what a shell (workers, cli, portal) needs and no more."""

    settings: Settings
    database: Database
    redis: redis.Redis
    bell: ChangeBell
    channel_client: httpx.Client
    reader: FeedReader
    clock: Clock
    intake: Intake
    dispatch: Dispatch
    probing: Probing
    mailing: MailingLists
    upkeep: Upkeep
    sourcing: Sourcing
    editing: Editing
    correcting: Correcting
    masking: Masking
    rerouting: Rerouting
    rewriting: Rewriting
    phrasing: Phrasing
    sheets: Sheets
    scheduling: Scheduling
    replaying: Replaying
    learning: Learning
    clustering: Clustering
    tracing: Tracing
    accounts: Accounts
    logins: Logins
    factors: Factors
    elsewhere: Elsewhere | None
    seal: Seal
    access: Access
    subscribing: Subscribing
    receiving: Receiving
    hub: Hub
    submitting: Submitting
    repeating: Repeating
    checkup: Checkup
    observing: Observing
    rekeying: Rekeying
    safekeeping: Safekeeping
    keeper: RuleKeeper
    coverage: Coverage
    exporting: Exporting

    @property
    def queues(self) -> tuple[str, ...]:
        """The queues that workers serve: three of our own, and one for each channel that is enabled."""
        enabled = sorted(name for name, config in self.settings.channels.items() if config.enabled)
        return (POLL, UPKEEP, HUB, *map(dispatch_queue, enabled))

    def migrate(self) -> tuple[str | None, str]:
        """Bring the database's schema to this program's version; return the versions before and after."""
        return schema.upgrade(self.database)

    def check(self) -> None:
        """
        Check the database's schema, and write nothing.

        Raises:
            SchemaMismatch: the database belongs to another version.
            Unavailable: the database does not answer.
        """
        schema.check(self.database)

    def open(self) -> None:
        """
        Check the database's schema, and make the configured channels known to it.

        Raises:
            SchemaMismatch: the database belongs to another version.
            Unavailable: the database does not answer.
        """
        self.check()
        with self.database.write() as connection:
            kinds = {name: config.kind for name, config in self.settings.channels.items()}
            channel_rows.ensure(connection, kinds, self.clock())

    def close(self) -> None:
        """End what is under way, and close all connections."""
        self.dispatch.close()
        self.hub.close()
        self.observing.close()
        self.database.close()
        self.redis.close()
        self.bell.close()
        self.channel_client.close()
        self.subscribing.close()
        self.reader.close()
        if self.elsewhere is not None:
            self.elsewhere.openid.close()

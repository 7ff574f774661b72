"""Fan-out: channels with all that they are built with, and the use case that sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import httpx
from redis import Redis

from syndicator.bootstrap.clients import portal_client
from syndicator.bootstrap.vaults import vault_of
from syndicator.clustering import Arranger
from syndicator.deliver import registry
from syndicator.deliver.channel import Channel, Supplies
from syndicator.deliver.gallery import Gallery
from syndicator.deliver.retry import RetryPolicy
from syndicator.deliver.samples import samples
from syndicator.deliver.throttle import RedisThrottle
from syndicator.deliver.writing import Writer
from syndicator.dispatch import Admission, Attempting, Dispatch, Guarding, Lanes, Loading, PortalPresence, Recording
from syndicator.fetch.dialling import GuardedDialler
from syndicator.fetch.guard import AddressGuard
from syndicator.mailing import KIND as LETTERS
from syndicator.mailing import MailingLists, members_of
from syndicator.model.moment import Clock
from syndicator.rulekeeping import RuleKeeper
from syndicator.settings import Settings
from syndicator.storage.session import Database

LONGEST_RETRY = 32


def build_lists(settings: Settings, database: Database, clock: Clock) -> MailingLists:
    """Return the lists of the channels that send mail; the key is read only where there is one."""
    members = tuple(members_of(settings.channels))
    environment = settings.environment
    key = environment.signing_key() if members else ""
    return MailingLists(
        database,
        clock,
        key=key,
        base_url=environment.public_address,
        members=members,
        former=environment.former_keys,
    )


def build_channels(
    settings: Settings,
    client: httpx.Client,
    guard: AddressGuard,
    lists: MailingLists,
    *,
    database: Database,
    redis: Redis,
    clock: Clock,
) -> Mapping[str, Channel]:
    """
    Return the channels that are enabled, by name.

    Raises:
        ConfigError: a secret, an option or a template is not what its kind needs.
    """
    templates = settings.environment.config_folder / "templates"
    writer, pictures = Writer(templates), Gallery(client)
    channels = {
        name: registry.build(
            config,
            Supplies(
                client=client,
                secrets=settings.secrets.get(name, {}),
                clock=clock,
                writer=writer,
                pictures=pictures,
                vault=vault_of(name, settings, database, redis, clock),
                dialler=GuardedDialler(guard),
                mailing=lists.of(name) if config.kind == LETTERS else None,
            ),
        )
        for name, config in settings.channels.items()
        if config.enabled
    }
    if templates.exists():
        for channel in channels.values():
            channel.compose(samples()[0])
    return channels


def build_dispatch(
    settings: Settings,
    channels: Mapping[str, Channel],
    *,
    database: Database,
    redis: Redis,
    keeper: RuleKeeper,
    arranger: Arranger,
    clock: Clock,
) -> Dispatch:
    """Return the use case that sends through these channels."""
    lanes, policy = Lanes(), policy_of(settings)
    loading = Loading(
        database=database,
        channels=channels,
        topic_names={language: keeper.topic_names(language) for language in settings.topic_names()},
        units=settings.units,
        base_url=settings.environment.public_address,
    )
    return Dispatch(
        database=database,
        admission=Admission(
            database=database, channels=channels, throttle=RedisThrottle(redis, clock), lanes=lanes, clock=clock
        ),
        loading=loading,
        guarding=Guarding(database=database, judge=keeper.judge, arranger=arranger, clock=clock),
        attempting=Attempting(presence=PortalPresence(portal_client()), policy=policy, clock=clock),
        recording=Recording(database=database, clock=clock, policy=policy),
        lanes=lanes,
        clock=clock,
    )


def policy_of(settings: Settings) -> RetryPolicy:
    """Return how deliveries are tried again; the first wait is never longer than the environment's floor."""
    usual = RetryPolicy()
    first: timedelta = min(usual.first, settings.environment.failure_backoff or usual.first)
    return RetryPolicy(
        first=first, longest=min(usual.longest, first * LONGEST_RETRY), give_up_after=usual.give_up_after
    )

"""
Whatever the library Apprise reaches (https://appriseit.com/services/), mostly alerts to operators.

The secret `target` holds one Apprise address or several, with commas or spaces between them. Apprise answers only yes
or no: it does not tell whether a no came before or after a service had taken the message, and no post can be named,
changed or taken back. So a message goes at most once, and a no waits for a person. Limits and errors are those of the
service behind the address; its redirects are not followed. A target that names a host of its own has to pass the
address guard.
"""

from __future__ import annotations

import logging
import warnings

from apprise import Apprise, AppriseAsset
from apprise.common import NotifyFormat, PersistentStoreMode
from apprise.result import AppriseResultStatus

from syndicator.deliver.answers import of_fault
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.message import Message
from syndicator.deliver.preview import HIDDEN, LONGEST_BODY_CHARS, Preview
from syndicator.deliver.telling import Telling
from syndicator.deliver.writing import Voice
from syndicator.errors import ConfigError, SourceFault
from syndicator.model.attempt import Abandoned, Delivered, Outcome, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.receipt import Receipt

PATIENCE_S = 10.0
ANSWERS = 2
"""A message takes no longer than the patience with so many answers."""
VOICE = Voice(template="alert", count=len, limit=20_000)


class AppriseChannel:
    """Passes messages to Apprise."""

    promise = Promise.AT_MOST_ONCE
    abilities = Abilities(edits=False, deletes=False)

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        if supplies.dialler is None:
            raise ConfigError("channels.toml", f"{config.name}: Apprise needs more than HTTP", "report it")
        self._dialler = supplies.dialler
        self._writer = supplies.writer
        self._patience_s = supplies.client.timeout.read or PATIENCE_S
        self._services = _services(config, supplies.secrets["target"], self._patience_s)

    def compose(self, telling: Telling) -> Message:
        """Return the words; services show them as their kinds do."""
        told = self._writer.write(telling, VOICE, self.config)
        return Message(title=told.title, text=told.text, lead=told.lead, link=told.link, length=told.length)

    def send(self, post: Post) -> Outcome:
        """Pass it on, once."""
        if post.message is None:
            return Abandoned("what went out by Apprise cannot be taken back")
        try:
            self._judge()
        except SourceFault as error:
            return of_fault(error)
        title, body = _parts(post.message)
        told = self._services.notify(
            body=body, title=title, body_format=NotifyFormat.TEXT, timeout=self._patience_s * ANSWERS
        )
        if told.status is AppriseResultStatus.SUCCESS:
            return Delivered(Receipt(remote_id=post.delivery.key))
        return Unconfirmed(f"Apprise answers only yes or no, and this was a no ({told.status.name.lower()})")

    def _judge(self) -> None:
        """
        Have the guard look at the hosts that targets name.

        Only what is surely a host is asked for: the place of one holds the token in the addresses of many services.
        """
        for service in self._services:
            if "host" in service.template_tokens and service.host:
                self._dialler.judge(str(service.host))

    def find(self, post: Post) -> Outcome:
        """Nobody can be asked."""
        return Unconfirmed(f"Apprise does not tell what became of {post.delivery.key}")

    def preview(self, post: Post) -> Preview:
        """Return the words, and of each address only which service it leads to."""
        kinds = [f"{service.schema}://{HIDDEN}" for service in self._services]
        body = "\n\n".join(part for part in _parts(post.message) if part) if post.message else ""
        return Preview(method="APPRISE", address=", ".join(kinds), body=body[:LONGEST_BODY_CHARS])

    def check(self) -> Condition:
        """Nothing can be asked without telling something; the guard can."""
        try:
            self._judge()
        except SourceFault as error:
            return Condition(fault=str(error))
        return Condition()


def _services(config: ChannelConfig, target: str, patience_s: float) -> Apprise:
    """Apprise, and what it asks with, quote addresses, tokens and all, in what they log: none of it comes into ours."""
    logging.getLogger("apprise").disabled = True
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    asset = AppriseAsset(
        app_id="Syndicator",
        http_redirects=False,
        async_mode=False,
        allow_templates=False,
        secure_logging=True,
        storage_mode=PersistentStoreMode.MEMORY,
        service_timeout=patience_s * ANSWERS,
    )
    services = Apprise(asset=asset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # those of services that nobody asked for
        known = services.add(target)
    if not known or not len(services):
        raise ConfigError(
            config.secrets["target"],
            f"{config.name}: this is no address that Apprise knows",
            "look it up at https://appriseit.com/services/",
        )
    for service in services:
        service.socket_read_timeout = min(service.socket_read_timeout, patience_s)
        service.socket_connect_timeout = min(service.socket_connect_timeout, patience_s)
    return services


def _parts(message: Message) -> tuple[str, str]:
    """Return the title, and the words; what some services show in two places, others show in one after the other."""
    return message.title, message.text


CHANNEL = AppriseChannel

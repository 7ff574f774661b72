"""Use case: who gets the letters of a channel leaves its list, by the address that stands in each letter (RFC 8058)."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from syndicator.deliver.mail import mailboxes
from syndicator.deliver.mailing import folded
from syndicator.errors import ConfigError, NotFound
from syndicator.model.channel import ChannelConfig
from syndicator.model.moment import Clock
from syndicator.storage import unsubscribed
from syndicator.storage.session import Database
from syndicator.telemetry import logger

log = logger(__name__)

KIND = "email"
PATH = "/unsubscribe"
TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Member:
    """One address on the list of one channel, as `folded` writes it."""

    channel: str
    address: str


class MailingLists:
    """
    The lists of all channels that send mail, enabled or not: whoever has an old letter may leave by it.

    A token is a keyed hash of channel and address. It tells neither, nobody can make one, and none is stored; who is
    no longer on a list has none that means anything.

    Args:
        key: the service's own secret key.
        former: keys of before: what old letters name still leaves.
        base_url: our public address.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        key: str,
        base_url: str,
        members: Iterable[Member],
        former: Sequence[str] = (),
    ) -> None:
        self._database = database
        self._clock = clock
        self._key = key.encode()
        self._base_url = base_url.rstrip("/")
        keys = [self._key, *(one.encode() for one in former)]
        self._members = {_token(one, member): member for member in members for one in keys}

    def token(self, member: Member) -> str:
        """Return what stands for a member in an address on the web."""
        return _token(self._key, member)

    def channel_of(self, token: str) -> str:
        """Return the name of the list that a token leaves; raises NotFound where it means nothing."""
        return self._member(token).channel

    def leave(self, token: str) -> str:
        """Take a member off a list for good, and return the list's name; raises NotFound as above."""
        member = self._member(token)
        with self._database.write() as connection:
            unsubscribed.leave(connection, member.channel, member.address, self._clock())
        log.info("unsubscribed", channel=member.channel)
        return member.channel

    def _member(self, token: str) -> Member:
        member = self._members.get(token)
        if member is None:
            raise NotFound("this address leaves no list", "take the one from the newest letter")
        return member

    def of(self, channel: str) -> ChannelList:
        """Return the list of one channel."""
        return ChannelList(self._database, channel, self)

    def address_of(self, member: Member) -> str:
        """Return the address on the web at which a member leaves."""
        return f"{self._base_url}{PATH}/{self.token(member)}"


@dataclass(frozen=True, slots=True)
class ChannelList:
    """What a channel knows of its list; see `deliver.mailing`."""

    database: Database
    channel: str
    lists: MailingLists

    def left(self) -> frozenset[str]:
        """Return the addresses that want no more."""
        with self.database.read() as connection:
            return unsubscribed.left(connection, self.channel)

    def address_to_leave(self, address: str) -> str:
        """Return where exactly this recipient leaves."""
        return self.lists.address_of(Member(self.channel, folded(address)))


def _token(key: bytes, member: Member) -> str:
    told = f"unsubscribe:{member.channel}:{member.address}".encode()
    return urlsafe_b64encode(hmac.new(key, told, sha256).digest()[:TOKEN_BYTES]).decode()


def members_of(channels: Mapping[str, ChannelConfig]) -> list[Member]:
    """
    Return everybody who is on a list.

    Raises:
        ConfigError: a recipient is no mailbox.
    """
    found: list[Member] = []
    for name, config in channels.items():
        if config.kind == KIND:
            try:
                recipients = mailboxes(config.options.get("recipients", ""))
            except ValueError as error:
                raise ConfigError("channels.toml", f"{name}: {error}", "write name@domain") from error
            found += [Member(name, folded(one.addr_spec)) for one in recipients]
    return found

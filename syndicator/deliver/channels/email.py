"""
Mail over SMTP (https://www.rfc-editor.org/rfc/rfc5321), one letter a recipient.

The address is `smtp://host:587`, which goes under TLS as soon as the server offers it, or `smtps://host:465`. A list
has at most MOST_RECIPIENTS; for more, name the one address of a list server. A server that is asked for too much
answers 4xx, and tells no time to wait.

Nobody can be asked whether a letter arrived, and none can be changed or taken back. A letter belongs to the server
once it has answered the last line: where that answer is lost, or where only some of a list got theirs, a person
settles it. The Message-ID stays the same for one delivery and recipient, so that most mailboxes show a letter that
was sent again only once. Whoever left the list (RFC 8058) gets nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.headerregistry import Address
from urllib.parse import urlsplit

from syndicator.deliver.answers import of_fault
from syndicator.deliver.channel import Abilities, Condition, Post, Promise, Supplies
from syndicator.deliver.dialling import Dialler
from syndicator.deliver.mail import Letter, Letterhead, mailboxes, written
from syndicator.deliver.mailing import folded
from syndicator.deliver.markup import marked_up
from syndicator.deliver.message import Message
from syndicator.deliver.preview import LONGEST_BODY_CHARS, Preview
from syndicator.deliver.smtp import Fate, MailServer, Verdict, conversation
from syndicator.deliver.telling import Telling
from syndicator.deliver.writing import Voice
from syndicator.errors import ConfigError, SourceFault
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.receipt import Receipt
from syndicator.telemetry import logger

log = logger(__name__)

MOST_RECIPIENTS = 100
PORTS = {"smtp": 587, "smtps": 465}
PATIENCE_S = 10.0
ANSWERS = 3
"""A conversation takes no longer than the patience with so many answers."""
VOICE = Voice(template="mail", count=len, limit=100_000)


class EmailChannel:
    """Sends letters to a list of recipients."""

    promise = Promise.AT_MOST_ONCE
    abilities = Abilities(edits=False, deletes=False)

    def __init__(self, config: ChannelConfig, supplies: Supplies) -> None:
        self.config = config
        self._clock = supplies.clock
        self._writer = supplies.writer
        self._mailing = supplies.mailing
        self._dialler = _dialler(config, supplies)
        self._head = Letterhead(name=config.name, sender=_mailboxes(config, "sender")[0], language=config.language)
        self._recipients = tuple(one.addr_spec for one in _mailboxes(config, "recipients"))
        self._server = _server(config, supplies, self._head)

    def compose(self, telling: Telling) -> Message:
        """Return the words of the letter; a picture is what the link leads to."""
        told = self._writer.write(telling, VOICE, self.config)
        html = marked_up(told.text)
        return Message(title=told.title, text=told.text, lead=told.lead, html=html, link=told.link, length=told.length)

    def send(self, post: Post) -> Outcome:
        """Send it to everybody who is still on the list."""
        if post.message is None:
            return Abandoned("mail cannot be taken back")
        left = self._mailing.left() if self._mailing else frozenset()
        wanting = [one for one in self._recipients if folded(one) not in left]
        if not wanting:
            return Abandoned("everybody has left the list")
        try:
            verdicts = self._sent(post, post.message, wanting)
        except SourceFault as error:
            return of_fault(error)
        return _outcome(self.config.name, post, verdicts, len(wanting))

    def _sent(self, post: Post, message: Message, wanting: Iterable[str]) -> dict[str, Verdict]:
        """Return what became of each letter, by recipient; the rest is not tried once the line is broken."""
        verdicts: dict[str, Verdict] = {}
        with conversation(self._server, self._dialler) as begun:
            if isinstance(begun, Verdict):
                return {"": begun}
            for one in wanting:
                letter = written(self._letter(post, message, one, shown=False), self._head)
                verdicts[one] = begun.hand_over(self._head.sender.addr_spec, one, letter)
                if verdicts[one].fate in {Fate.UNSENT, Fate.LOST}:
                    break
        return verdicts

    def _letter(self, post: Post, message: Message, recipient: str, *, shown: bool) -> Letter:
        return Letter(
            key=post.delivery.key,
            seed=str(post.bulletin.uid),
            message=message,
            recipient=recipient,
            leave_at=self._mailing.address_to_leave(recipient) if self._mailing else None,
            date=None if shown else self._clock(),
        )

    def find(self, post: Post) -> Outcome:
        """Nobody can be asked."""
        return Unconfirmed(f"no mail server tells what became of {post.delivery.key}")

    def preview(self, post: Post) -> Preview:
        """Return the letter to the first recipient, without the date, which it gets when it leaves."""
        body = ""
        if post.message is not None:
            letter = self._letter(post, post.message, self._recipients[0], shown=True)
            body = written(letter, self._head).decode("ascii").replace("\r\n", "\n")
        return Preview(method="SMTP", address=str(self.config.base_url), body=body[:LONGEST_BODY_CHARS])

    def check(self) -> Condition:
        """Log in and leave."""
        account = self._server.user or self._head.sender.addr_spec
        try:
            with conversation(self._server, self._dialler) as begun:
                fault = begun.said if isinstance(begun, Verdict) else None
        except SourceFault as error:
            fault = str(error)
        return Condition(fault=fault, account=account)


def _dialler(config: ChannelConfig, supplies: Supplies) -> Dialler:
    if supplies.dialler is None:
        raise ConfigError("channels.toml", f"{config.name}: mail needs connections other than HTTP", "report it")
    return supplies.dialler


def _mailboxes(config: ChannelConfig, option: str) -> tuple[Address, ...]:
    try:
        found = mailboxes(config.options.get(option, ""))
    except ValueError as error:
        raise ConfigError("channels.toml", f"{config.name}: {error}", "write name@domain") from error
    if not 0 < len(found) <= MOST_RECIPIENTS:
        raise ConfigError(
            "channels.toml",
            f"{config.name}: {option} names {len(found)} mailboxes",
            f"name one to {MOST_RECIPIENTS}; for more, the one address of a list server",
        )
    return found


def _server(config: ChannelConfig, supplies: Supplies, head: Letterhead) -> MailServer:
    address = urlsplit(str(config.base_url))
    patience_s = supplies.client.timeout.read or PATIENCE_S
    return MailServer(
        host=address.hostname or "",
        port=address.port or PORTS.get(address.scheme, PORTS["smtp"]),
        tls=address.scheme == "smtps",
        user=config.options.get("user"),
        password=supplies.secrets.get("password"),
        greeting=head.sender.domain,
        within_s=patience_s,
        all_within_s=patience_s * ANSWERS,
    )


def _outcome(channel: str, post: Post, verdicts: dict[str, Verdict], wanted: int) -> Outcome:
    taken = sum(1 for one in verdicts.values() if one.fate is Fate.TAKEN)
    others = {to: one for to, one in verdicts.items() if one.fate is not Fate.TAKEN}
    if taken and all(one.fate is Fate.REFUSED for one in others.values()):
        for to, one in others.items():
            log.warning("letter_refused", channel=channel, recipient=to, said=one.said)
        return Delivered(Receipt(remote_id=post.delivery.key))
    worst = _worst(others.values())
    if taken or worst.fate is Fate.LOST:
        return Unconfirmed(f"{taken} of {wanted} got their letter, then: {worst.said}")
    if worst.fate is Fate.LOGIN:
        return Postponed(f"the mail server does not accept our login: {worst.said}", cause=Cause.LOGIN)
    if worst.fate is Fate.NOT_NOW:
        return Postponed(f"the mail server wants it later: {worst.said}", cause=Cause.RATE)
    if worst.fate is Fate.UNSENT:
        return Postponed(worst.said)
    return Abandoned("; ".join(f"{to}: {one.said}" for to, one in others.items()))


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return what decides over the whole: where nobody can tell comes first, what is refused for good last."""
    order = (Fate.LOST, Fate.LOGIN, Fate.NOT_NOW, Fate.UNSENT, Fate.REFUSED)
    return min(verdicts, key=lambda one: order.index(one.fate))


CHANNEL = EmailChannel
